"""One order's life told command by command, and whether a database still holds what was said.

Every command goes through the door with a key of its own. What was acknowledged is kept by the
caller, outside of the process that is killed.
"""

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from django.db import connection
from django.db.backends.utils import CursorWrapper

from amends.core.commands import (
    AcceptClaim,
    Command,
    DeclineOffer,
    HandOver,
    MakeOffer,
    RefuseClaim,
    SendMessage,
)
from amends.core.parcel import ParcelStatus
from amends.core.parties import Party
from amends.core.refusals import Refused
from amends.orders import door
from amends.orders.answers import Repeat, Stored
from amends.orders.beginning import begin
from amends.orders.door import Asked
from amends.orders.keys import bucket_of, key_of
from amends.orders.loaded import Loaded
from amends.orders.verify import Fault, verify

from tests.orders.orders import BUYER, CLAIM, SELLER, START, beginning, day, eur, scanned

ASKED_BY = "campaign"
# Who says what on which day; a scan stands between some of them, so that the claim fits.
LIFE: Sequence[tuple[Party, Command, int]] = (
    (SELLER, HandOver(day(1)), 1),
    (BUYER, SendMessage("Where is it?"), 18),
    (BUYER, CLAIM, 21),
    (SELLER, RefuseClaim("It was sent."), 22),
    (SELLER, MakeOffer(eur(1000), "Take this."), 23),
    (BUYER, DeclineOffer(1), 23),
    (BUYER, SendMessage("That is too little."), 23),
    (SELLER, AcceptClaim(), 24),
)
SCANS = {1: (ParcelStatus.ACCEPTED, 2), 2: (ParcelStatus.IN_TRANSIT, 19)}


@dataclass(frozen=True, slots=True)
class Said:
    """An acknowledgement: the order, the command's key, and the order's version after it.

    The key is empty where the order was begun, which keeps no answer.
    """

    reference: str
    token: str
    version: int

    def line(self) -> bytes:
        """The acknowledgement as a line, short enough to be written whole or not at all."""
        return f"{self.reference} {self.token or '-'} {self.version}\n".encode()


def read_lines(written: bytes) -> list[Said]:
    """Return what whole lines acknowledge; a last one that was cut off says nothing."""
    whole = written[: written.rfind(b"\n") + 1].decode().splitlines()
    parts = [line.split(" ") for line in whole]
    return [Said(where, "" if token == "-" else token, int(n)) for where, token, n in parts]  # noqa: S105 - a mark, no secret


def lives(prefix: str, told: Callable[[Said], None], early: Callable[[Said], None]) -> None:
    """Live one order after another without end, telling each acknowledgement after its commit.

    `early` is called inside the transaction; only a planted fault does anything there.
    """
    for number in count():
        for said in live(f"{prefix}-{number}", early):
            told(said)


def live(reference: str, early: Callable[[Said], None]) -> Iterator[Said]:
    """Live one order from its protection to its settlement, and yield what was acknowledged."""
    begun = begin([beginning(reference)], START)[0]
    assert begun.loaded is not None, begun
    yield Said(reference, "", begun.loaded.version)
    key = begun.loaded.key[1]
    for number, (party, command, on) in enumerate(LIFE, start=1):
        token = f"{reference}-{number}"
        asked = Asked(key, party, command, repeat=repeat_of(reference, token, early))
        stored = door.handle(asked, day(on)).stored
        assert stored is not None
        yield Said(reference, token, version_in(stored.body))
        if number in SCANS:
            status, scanned_on = SCANS[number]
            loaded = door.scan(key, [scanned(status, scanned_on)], day(scanned_on))
            yield Said(reference, "", loaded.version)


def repeat_of(
    reference: str, token: str, early: Callable[[Said], None], fingerprint: str = "same"
) -> Repeat:
    """Return how a command with this key is known again; its answer holds the version."""

    def render(loaded: Loaded, refused: Refused | None) -> Stored:
        assert refused is None, refused
        early(Said(reference, token, loaded.version))
        return Stored(201, json.dumps({"version": loaded.version, "token": token}))

    return Repeat(ASKED_BY, token, fingerprint, render)


def version_in(body: str) -> int:
    """Return the version that a stored answer tells."""
    version = json.loads(body)["version"]
    assert isinstance(version, int)
    return version


def lost(acknowledged: Collection[Said]) -> list[str]:
    """Name every acknowledgement that the database does not keep."""
    wrong = []
    with connection.cursor() as cursor:
        for reference in sorted({said.reference for said in acknowledged}):
            own = [said for said in acknowledged if said.reference == reference]
            wrong += _lost_of(cursor, reference, own)
    return wrong


def _lost_of(cursor: CursorWrapper, reference: str, own: Sequence[Said]) -> list[str]:
    key = key_of("shop", reference)
    where = (bucket_of(key), key)
    cursor.execute("SELECT version FROM orders WHERE bucket = %s AND key = %s", where)
    row = cursor.fetchone()
    version = row[0] if row else 0
    cursor.execute("SELECT body FROM answers WHERE bucket = %s AND key = %s", where)
    kept = {(body["token"], body["version"]) for body in map(json.loads, _first(cursor))}
    return [
        f"{said.reference}: version {said.version} was acknowledged, and is lost"
        for said in own
        if said.version > version or (said.token and (said.token, said.version) not in kept)
    ]


def half_states() -> list[str]:
    """Name what stands in the database by halves: rows, money or answers without the others."""
    wrong = [
        f"{found.reference}: {found.problem}" for found in verify() if isinstance(found, Fault)
    ]
    with connection.cursor() as cursor:
        for table in tables_below_orders(cursor):
            cursor.execute(
                f"SELECT count(*) FROM {table} LEFT JOIN orders USING (bucket, key)"  # noqa: S608 - ours
                " WHERE orders.key IS NULL"
            )
            orphans = cursor.fetchone()[0]
            wrong += [f"{orphans} rows of {table} have no order"] if orphans else []
        return wrong + _answers_without_effect(cursor) + _effects_without_answer(cursor)


def tables_below_orders(cursor: CursorWrapper) -> list[str]:
    """Return the tables whose rows belong to an order, new ones too."""
    below = []
    for table in connection.introspection.table_names(cursor):
        described = connection.introspection.get_table_description(cursor, table)
        if {"bucket", "key"} <= {column.name for column in described} and table != "orders":
            below.append(table)
    return below


def _answers_without_effect(cursor: CursorWrapper) -> list[str]:
    cursor.execute("SELECT reference, version, body FROM answers JOIN orders USING (bucket, key)")
    return [
        f"{reference}: an answer tells version {version_in(body)}, and the order has {version}"
        for reference, version, body in cursor.fetchall()
        if version_in(body) > version
    ]


def _effects_without_answer(cursor: CursorWrapper) -> list[str]:
    cursor.execute(
        "SELECT orders.bucket, orders.key, reference, count(*), max(number) FROM events"
        " JOIN orders USING (bucket, key) WHERE role IN ('buyer', 'seller')"
        " GROUP BY orders.bucket, orders.key, reference"
    )
    commanded = {(b, bytes(k)): (name, most) for b, k, name, _, most in cursor.fetchall()}
    cursor.execute("SELECT bucket, key, body FROM answers")
    told: dict[tuple[int, bytes], int] = {}
    for bucket, key, body in cursor.fetchall():
        at = (bucket, bytes(key))
        told[at] = max(told.get(at, 0), version_in(body))
    return [
        f"{name}: event {most} was commanded, and no answer was kept"
        for at, (name, most) in commanded.items()
        if told.get(at, 0) < most
    ]


def _first(cursor: CursorWrapper) -> list[str]:
    return [row[0] for row in cursor.fetchall()]


def silent(said: Said) -> None:
    """Tell nobody anything inside a transaction: what is right."""
    del said
