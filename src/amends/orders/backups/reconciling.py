"""Asking the payment providers, after a restore, what the books do not know any more.

A database that was put back is of yesterday; the providers are of today. Every refund made since
would be decided and paid once more. So each is looked up first: one found paid is confirmed
through the door instead of being paid again, and one that the books have never heard of blocks
its order until that order has come to the same refund.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, assert_never

from django.db import connection, transaction

from amends.core.commands import ConfirmTransfer, MoneyCommand, RefuseTransfer, SendTransfer
from amends.core.money import Money
from amends.core.parties import PLATFORM
from amends.database.instants import micros
from amends.orders import door, watch
from amends.orders.clock import Clocks
from amends.orders.door import Asked
from amends.orders.loaded import Key
from amends.orders.watch import HoldKind

from . import compared
from .divergence import (
    NEEDS_A_PERSON,
    Divergence,
    DivergenceKind,
    explain,
    keep,
    unexplained,
)

BY = "amends reconcile"
PAGE = 500
REFUSED = "The payment provider refused it."
OPEN = frozenset({"intent", "sent", "unknown", "refused"})
SENDABLE = frozenset({"intent"})


class Fate(StrEnum):
    """What became of a transfer at a payment provider."""

    PAID = "paid"
    REFUSED = "refused"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Booked:
    """A transfer as the books have it."""

    key: Key
    number: int
    kind: str
    moved: Money
    method: str
    state: str
    reference: str


@dataclass(frozen=True, slots=True)
class Known:
    """A transfer as a payment provider has it, found by our own id that was sent with it."""

    key: Key
    number: int
    moved: Money
    fate: Fate
    reference: str
    kind: str = "refund"


class CannotTell(Exception):
    """No payment provider can be asked about this transfer: a person paid it, or must look."""


class Providers(Protocol):
    """Everybody who can be asked. What goes wrong on the way is raised, and ends the run."""

    def look_up(self, booked: Booked) -> Known | None:
        """Return what is known of a transfer, None when nothing; raise `CannotTell`."""

    def list_since(self, since: datetime) -> Iterable[Known]:
        """Return every transfer made since a moment that carries one of our ids.

        One without a reference is what was made beyond the books, nobody knows under which id.
        """


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What a run found: how many transfers were asked about, and where the two disagree."""

    asked: int
    found: tuple[Divergence, ...]
    released: bool

    @property
    def open(self) -> tuple[Divergence, ...]:
        """What a person must look at before time goes on."""
        return tuple(
            one for one in self.found if one.kind in NEEDS_A_PERSON and one.explained_at is None
        )


def reconcile(providers: Providers, now: datetime, *, around: timedelta) -> Reconciled:
    """Compare the books with the providers, mend what can be, and lift the hold when all is known.

    Looks at every open transfer, and at those changed since `around` before the backup.
    """
    since = _since(now) - around
    found: list[Divergence] = []
    asked = 0
    for booked in _booked(since):
        asked += 1
        divergence = _compared(booked, providers, now)
        if divergence is not None:
            found.append(_kept(_mended(divergence, now)))
    seen = {(one.key, one.number) for one in found}
    for known in providers.list_since(since):
        kind = _unheard_of(known)
        if kind is not None and (known.key, known.number) not in seen:
            seen.add((known.key, known.number))
            found.append(_kept(_of(known, kind, now)))
    compared.note(now)
    result = Reconciled(asked, tuple(found), released=False)
    return result if result.open or _others_open(seen) else _released(result, now)


def settled_by_hand(key: Key, number: int, by: str, now: datetime) -> bool:
    """Take a person's word that one divergence is settled; return whether it was open."""
    with transaction.atomic(), connection.cursor() as cursor:
        return explain(cursor, key, number, by=by, now=now)


def transfer_of(key: Key, number: int) -> Booked | None:
    """Return a transfer as the books have it, None when they do not."""
    rows = _rows("bucket = %s AND key = %s AND number = %s", [*key, number])
    return rows[0] if rows else None


def _since(now: datetime) -> datetime:
    with connection.cursor() as cursor:
        opened = [
            hold.since
            for hold in watch.holds(cursor)
            if hold.kind is HoldKind.RESTORED and hold.released_at is None
        ]
    return min(opened, default=now)


def _compared(booked: Booked, providers: Providers, now: datetime) -> Divergence | None:
    try:
        known = providers.look_up(booked)
    except CannotTell:
        if booked.state in OPEN:
            return _booked_only(booked, DivergenceKind.UNASKED, now)
        return None
    if known is None:
        # What was not confirmed and is not known is sent under the same id, as it always is.
        confirmed = booked.state == "confirmed"
        return _booked_only(booked, DivergenceKind.MISSING, now) if confirmed else None
    if (known.kind, known.moved) != (booked.kind, booked.moved):
        return _of(known, DivergenceKind.DIFFERING, now)
    return _fate_differs(booked, known, now)


def _fate_differs(booked: Booked, known: Known, now: datetime) -> Divergence | None:
    match known.fate:
        case Fate.PAID:
            differs = booked.state != "confirmed"
            return _of(known, DivergenceKind.PAID, now) if differs else None
        case Fate.REFUSED if booked.state == "confirmed":
            return _of(known, DivergenceKind.DIFFERING, now)
        case Fate.REFUSED:
            differs = booked.state != "refused"
            return _of(known, DivergenceKind.REFUSED, now) if differs else None
        case Fate.PENDING:
            differs = booked.state in SENDABLE
            return _of(known, DivergenceKind.PENDING, now) if differs else None
        case _:
            assert_never(known.fate)


def _mended(found: Divergence, now: datetime) -> Divergence:
    """Tell the books through the door, and say that it is explained; else hand it to a person."""
    commands: dict[DivergenceKind, MoneyCommand] = {
        DivergenceKind.PAID: ConfirmTransfer(found.number, found.reference),
        DivergenceKind.REFUSED: RefuseTransfer(found.number, REFUSED),
        DivergenceKind.PENDING: SendTransfer(found.number),
    }
    command = commands.get(found.kind)
    if command is None:
        return found
    handled = door.handle(Asked(found.key[1], PLATFORM, command), now)
    if handled.refused is not None:
        return _as(found, DivergenceKind.DIFFERING)
    return _as(found, found.kind, explained_at=now)


def _released(result: Reconciled, now: datetime) -> Reconciled:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            watch.release(cursor, HoldKind.RESTORED, BY, Clocks(now))
    except watch.NotHeld:
        return result
    return Reconciled(result.asked, result.found, released=True)


def _others_open(seen: set[tuple[Key, int]]) -> bool:
    with connection.cursor() as cursor:
        return any(
            one.kind in NEEDS_A_PERSON and (one.key, one.number) not in seen
            for one in unexplained(cursor)
        )


def _booked(since: datetime) -> Iterator[Booked]:
    """Yield the transfers to ask about, page by page of the primary key."""
    after: tuple[int, bytes, int] = (-1, b"", 0)
    while rows := _rows(
        "(state IN ('intent', 'sent', 'unknown', 'refused') OR updated_at >= %s)"
        " AND (bucket, key, number) > (%s, %s, %s)",
        [micros(since), *after],
    ):
        yield from rows
        after = (*rows[-1].key, rows[-1].number)


def _unheard_of(known: Known) -> DivergenceKind | None:
    booked = transfer_of(known.key, known.number)
    if booked is None:
        return DivergenceKind.REWOUND if known.reference else DivergenceKind.DIFFERING
    return None if booked.kind == known.kind else DivergenceKind.DIFFERING


def _rows(where: str, parameters: list[int | bytes]) -> list[Booked]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bucket, key, number, kind, minor, currency, method, state, reference"  # noqa: S608 - ours
            f" FROM transfers WHERE {where} ORDER BY bucket, key, number LIMIT {PAGE}",
            parameters,
        )
        return [
            Booked((bucket, bytes(key)), number, kind, Money(minor, currency), *rest)
            for bucket, key, number, kind, minor, currency, *rest in cursor.fetchall()
        ]


def _of(known: Known, kind: DivergenceKind, now: datetime) -> Divergence:
    return Divergence(known.key, known.number, kind, known.moved, known.reference, now)


def _booked_only(booked: Booked, kind: DivergenceKind, now: datetime) -> Divergence:
    return Divergence(booked.key, booked.number, kind, booked.moved, booked.reference, now)


def _as(
    found: Divergence, kind: DivergenceKind, explained_at: datetime | None = None
) -> Divergence:
    by = BY if explained_at else ""
    of = (found.key, found.number, kind, found.moved, found.reference, found.found_at)
    return Divergence(*of, explained_at, by)


def _kept(found: Divergence) -> Divergence:
    with transaction.atomic(), connection.cursor() as cursor:
        return keep(cursor, found)
