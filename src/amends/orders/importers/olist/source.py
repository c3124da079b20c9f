"""The set as a source of an import: every row of its orders ends as entries or as a refusal."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from amends.orders.importers.entries import RefusedRow, Row, SourceRefused, Step
from amends.orders.importers.marks import mark_of
from amends.orders.intake import Problem
from amends.orders.intake.fields import zones

from .orders import steps_of
from .tables import COLUMNS, ORDERS, Tables, load, rows

ZONE = "America/Sao_Paulo"
TWICE = Problem("order_id", "This order stands further up. The first row was taken.")
NO_ORDER = Problem("order_id", "The items of this order have no row among the orders.")


@dataclass(frozen=True, slots=True)
class Olist:
    """A folder with the tables. Positions count the rows of the orders."""

    folder: Path
    marketplace: str = "olist"
    zone: str = ZONE

    @property
    def name(self) -> str:
        """What the report calls it."""
        return self.folder.name

    @property
    def mark(self) -> str:
        """What tells this state of the tables from another."""
        tables = [self.folder / name for name in COLUMNS if (self.folder / name).exists()]
        return mark_of(tables, f"{self.marketplace}\0{self.zone}")

    @property
    def size(self) -> int:
        """How many orders there are."""
        return sum(1 for _ in rows(self.folder, ORDERS))

    def read(self, after: int = 0) -> Iterator[Step]:
        """Yield the entries and the refused rows after a position."""
        if self.zone not in zones():
            raise SourceRefused(f"{self.zone} is no time zone. Name one like {ZONE}.")
        tables = load(self.folder, self.zone)
        seen: set[str] = set()
        number = 0
        for number, (line, cells) in enumerate(rows(self.folder, ORDERS), start=1):
            order_id = cells["order_id"]
            twice = order_id in seen
            seen.add(order_id)
            if number <= after:
                continue
            row = Row(line, order_id, number, counted=(f"order_status {cells['order_status']}",))
            if twice:
                yield RefusedRow(row, "order_twice", (TWICE,))
            else:
                yield from steps_of(cells, tables, row, self.marketplace)
        yield from _without_order(tables, seen, number)


def read(folder: Path, zone: str = ZONE) -> Iterator[Step]:
    """Yield everything that the folder holds."""
    return Olist(folder, zone=zone).read()


def _without_order(tables: Tables, seen: set[str], position: int) -> Iterator[RefusedRow]:
    for order_id in tables.items:
        if order_id not in seen:
            # It is a row of another table: none of the orders.
            yield RefusedRow(Row(0, order_id, position, rows=0), "no_order", (NO_ORDER,))
