"""Small orders for the tests of import: Alice buys a lamp of Bob, across a border."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from amends.orders.importers.entries import Entry, EntryRefused, RefusedRow, Step, Taken
from amends.orders.intake import Problem

Json: TypeAlias = dict[str, object]

ALICE: Json = {"id": "alice", "name": "Alice", "locale": "fr-FR", "tz": "Europe/Paris"}
BOB: Json = {"id": "bob", "name": "Bob", "locale": "en", "tz": "Asia/Shanghai"}
HEADER = (
    "order_id,buyer_id,buyer_name,seller_id,seller_name,currency,title,unit_price,shipping,"
    "ship_to_city,ship_to_country,ships_from,paid_at,promised_by"
)
CELLS = (
    "A-1,alice,Alice,bob,Bob,EUR,Lamp,19.90,5.00,Lyon,FR,CN,2026-03-01T09:30:00+01:00,2026-03-20"
)


def eur(minor: int) -> Json:
    """Return a sum of euros as the API writes it."""
    return {"minor": minor, "currency": "EUR"}


def body(**changes: object) -> Json:
    """Return an order's body, with these fields instead of its own."""
    own: Json = {
        "buyer": ALICE,
        "seller": BOB,
        "currency": "EUR",
        "lines": [{"id": "1", "title": "Lamp", "quantity": 2, "unit_price": eur(1000)}],
        "shipping": eur(500),
        "tax": {"collected": eur(100), "scheme": "IOSS"},
        "ship_to": {"name": "Alice", "lines": ["1 rue X"], "city": "Lyon", "country": "FR"},
        "ships_from": "CN",
        "placed_at": "2026-03-01T08:00:00Z",
        "paid_at": "2026-03-01T09:00:00+01:00",
        "promised_by": "2026-03-20",
        "payment": {"gateway": "acme", "reference": "pay-1", "captured": eur(2600)},
    }
    return {name: value for name, value in {**own, **changes}.items() if value is not None}


def order_line(order_id: str, **changes: object) -> Json:
    """Return an order of the neutral format."""
    return {"kind": "order", "order_id": order_id, "order": body(**changes)}


def write_lines(path: Path, lines: Sequence[Json | str]) -> Path:
    """Write JSON lines; one that is text is written as it is."""
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("".join(f"{text}\n" for text in texts))
    return path


def write_csv(path: Path, rows: Sequence[str], header: str = HEADER) -> Path:
    """Write a CSV file with its header."""
    path.write_text("".join(f"{row}\n" for row in [header, *rows]))
    return path


def entry(step: Step) -> Entry:
    """Return a step that must have been read."""
    assert isinstance(step, Entry), step
    return step


def refused(step: Step) -> RefusedRow:
    """Return a step that must have been refused."""
    assert isinstance(step, RefusedRow), step
    return step


def fields(problems: Sequence[Problem]) -> list[str]:
    """Return which fields were named."""
    return [problem.field for problem in problems]


class Killed(Exception):
    """The program was killed, as far as a test can do that to itself."""


@dataclass
class Shelf:
    """A door that keeps orders in memory; it is killed before it takes the batch after `lives`."""

    lives: int = 1_000
    batches: list[list[str]] = field(default_factory=list)
    orders: dict[str, Entry] = field(default_factory=dict)

    def prepared(self, entry: Entry, /) -> Entry:
        """Return the entry: a shelf has nothing to prepare."""
        return entry

    def protect_many(self, entries: Sequence[Entry], /) -> list[Taken | EntryRefused]:
        """Take what is new, and say what was known."""
        if len(self.batches) >= self.lives:
            raise Killed
        self.batches.append([entry.reference for entry in entries])
        return [self._take(entry) for entry in entries]

    def _take(self, entry: Entry) -> Taken | EntryRefused:
        known = entry.reference in self.orders
        if entry.order is None:
            unknown = EntryRefused("unknown_order", Problem("order_id", "It was not imported."))
            return Taken.ADDED if known else unknown
        self.orders.setdefault(entry.reference, entry)
        return Taken.ALREADY_THERE if known else Taken.PROTECTED
