"""Orders for the tests of the door: begun and driven through it, never inserted."""

from datetime import UTC, datetime, timedelta

from django.db import connection

from amends.core.commands import (
    AddEvidence,
    Command,
    HandOver,
    OpenDispute,
    ProtectOrder,
    SendMessage,
)
from amends.core.money import Money
from amends.core.parcel import Checkpoint, ParcelStatus, Source
from amends.core.parties import Party, Role
from amends.core.reasons import Reason
from amends.core.terms import Terms
from amends.orders import door
from amends.orders.beginning import Beginning, begin
from amends.orders.door import Asked, Handled
from amends.orders.loaded import NOTHING, Beside, Loaded
from amends.parcels.store import Scan

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
BUYER = Party(Role.BUYER, "alice")
SELLER = Party(Role.SELLER, "bob")
MEDIATOR = Party(Role.MEDIATOR, "mira")
OPERATOR = Party(Role.OPERATOR, "oscar")
PARTICULARS = (
    '{"buyer": {"name": "Alice"}, "seller": {"name": "Bob"}, "lines": [{"title": "Lamp"}]}'
)


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def day(number: float) -> datetime:
    return START + number * DAY


def beginning(reference: str = "order-1", minor: int = 4000) -> Beginning:
    command = ProtectOrder(
        buyer="alice",
        seller="bob",
        lines=(eur(minor),),
        shipping=eur(500),
        paid_at=START,
        promise_ends_at=day(20),
        policy="default",
        terms=Terms(),
    )
    return Beginning("shop", reference, command, PARTICULARS, START)


def protected(reference: str = "order-1") -> bytes:
    """Protect an order and return its key."""
    begun = beginning(reference)
    assert begin([begun], START)[0].loaded
    return begun.key[1]


def ask(key: bytes, party: Party, command: Command, on: float) -> Handled:
    return door.handle(asking(key, party, command), day(on))


def asking(key: bytes, party: Party, command: Command) -> Asked:
    """A command as the door takes it, with a file of no content where one is added."""
    beside = Beside(file="{}") if isinstance(command, AddEvidence) else NOTHING
    return Asked(key, party, command, beside=beside)


def scanned(status: ParcelStatus, on: float) -> Scan:
    return Scan(Checkpoint(1, 0, status, Source.CARRIER, True, day(on), day(on)), city="Leipzig")  # noqa: FBT003 - a scan is physical


def shipped(reference: str = "order-1") -> bytes:
    """An order whose parcel a carrier took on the second day."""
    key = protected(reference)
    assert ask(key, SELLER, HandOver(day(1)), 1).refused is None
    door.scan(key, [scanned(ParcelStatus.ACCEPTED, 2)], day(2))
    return key


def late(reference: str = "order-1") -> bytes:
    """An order that is late but still moves, whose seller was asked and did not answer."""
    key = shipped(reference)
    ask(key, BUYER, SendMessage("Where is it?"), 18)
    door.scan(key, [scanned(ParcelStatus.IN_TRANSIT, 19)], day(19))
    return key


CLAIM = OpenDispute(
    received=False, reason=Reason.DELIVERED_NOT_RECEIVED, refund=eur(4500), text="Nothing came."
)


def disputed(reference: str = "order-1") -> Loaded:
    """An order whose buyer has just opened a dispute that only a person can decide."""
    handled = ask(late(reference), BUYER, CLAIM, 21)
    assert handled.refused is None, handled.refused
    return handled.loaded


def spoil(key: bytes, number: int = 99) -> None:
    """Add an event that no code can read; an append-only table still takes new rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO events (bucket, key, number, kind, recorded_at, role, actor, body, hash)"
            " SELECT bucket, key, %s, 'Unreadable', recorded_at, role, actor, '{bad', hash"
            " FROM events WHERE key = %s AND number = 1",
            [number, key],
        )
