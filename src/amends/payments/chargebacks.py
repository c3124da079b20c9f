"""What a gateway says of a chargeback, done to the orders of its payment.

Every chargeback that is told of freezes the orders, and only its own end ends it: an order with two
waits for both. What a bank took beyond what is left of an order is in no books, and is told.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from amends.core import commands as c
from amends.core import events as e
from amends.core.money import Money
from amends.core.order import Order
from amends.core.parties import PLATFORM, Role
from amends.orders import door, queries, store
from amends.orders.keys import bucket_of
from amends.orders.loaded import Key, Loaded

from . import kept, waiting
from .gateways.contract import Disputed
from .sums import major

FROZEN_MOST = 100
# What is in no books is shown for as long as a chargeback is watched by default.
TOLD_FOR = timedelta(days=30)
OF_SEVERAL = (
    "Several orders were paid by this payment. Read at the gateway how much of each the bank took,"
    " and record it on each order's page."
)
UNCLEAR = "Read at the gateway who has the money, and record it on the order's page."
BEYOND = "is more than was left of this order, and in no books here. Enter it in your own."
BY_HAND = "It was entered by hand. Record on the order's page how it ended."
LONG = "It runs longer than it should. Look at the gateway, and record how it ended."


@dataclass(frozen=True, slots=True)
class Waiting:
    """A chargeback that waits for a person: of which order, how much, since when, what to do."""

    key: bytes
    order: str
    disputed: Money
    since: datetime
    words: str


@dataclass(frozen=True, slots=True)
class _Told:
    """What a gateway said of one chargeback; `alone` says that it is of one order."""

    gateway: str
    dispute: str
    disputed: Disputed
    now: datetime
    alone: bool

    @property
    def asked(self) -> Money:
        """What the buyer's bank asks for."""
        return Money(self.disputed.minor, self.disputed.currency)

    @property
    def won(self) -> bool:
        """Whether it is over, and the bank takes nothing."""
        return self.disputed.over and self.disputed.won and not self.disputed.unclear


@dataclass(frozen=True, slots=True)
class _Left:
    """What is left to do for a person, and whether the books have all that the bank took."""

    words: str = ""
    booked: bool = True


NOTHING_LEFT = _Left()


def heard(gateway: str, dispute: str, disputed: Disputed, now: datetime) -> str:
    """Do to the orders of a payment what a gateway says now; return what a person must do."""
    keys = kept.orders_of_payment(gateway, disputed.payment, disputed.also)
    if not keys:
        return f"No order was paid by {disputed.payment}."
    told = _Told(gateway, dispute, disputed, now, alone=len(keys) == 1)
    words = [_taken((bucket_of(key), key), told) for key in keys]
    return " ".join(dict.fromkeys(filter(None, words)))


def listed(now: datetime, most: int) -> list[Waiting]:
    """Return the chargebacks that wait for a person, those that wait longest first."""
    with connection.cursor() as cursor:
        kept_words = waiting.kept(cursor, now - TOLD_FOR, FROZEN_MOST)
        frozen = store.load(cursor, waiting.frozen(cursor, FROZEN_MOST), lock=False)
    found = [
        Waiting(one.key[1], one.order, one.disputed, one.since, one.words)
        for one in kept_words
        if not one.booked
    ]
    said = {(one.key, one.dispute): one.words for one in kept_words}
    for loaded in frozen.values():
        found += _of_frozen(loaded, said)
    return sorted(found, key=lambda one: one.since)[:most]


def _of_frozen(loaded: Loaded, said: Mapping[tuple[Key, str], str]) -> Iterator[Waiting]:
    order, texts = loaded.order, queries.texts(loaded.key)
    assert order.frozen is not None, "its status says so"
    for one in order.frozen.running:
        text = texts[one.text]
        ours = text.role is Role.PLATFORM
        words = said.get((loaded.key, text.body)) or (LONG if ours and order.overdue else "")
        if words or not ours:
            named = (loaded.key[1], loaded.reference)
            yield Waiting(*named, one.disputed, one.asked_at, words or BY_HAND)


def _taken(key: Key, told: _Told) -> str:
    # What is in no books is known only now: it is kept together with what is. Two messages of one
    # chargeback come at once: whoever reads the order second sees what the first has done.
    with transaction.atomic(), connection.cursor() as cursor:
        store.load(cursor, [key], lock=True)
        left = _done(key, told)
        named = (key, told.gateway, told.dispute)
        if left is None:
            return ""
        if left.words:
            waiting.keep(named, told.asked, told.now, left.words, booked=left.booked)
        else:
            waiting.drop(named)
    return left.words


def _done(key: Key, told: _Told) -> _Left | None:
    """Do what is told; None where it ended before: what was left to do then still is."""
    loaded = door.read(key[1], told.now)
    known, running = _known(loaded, told.dispute)
    if running is None and (known or told.won):
        return NOTHING_LEFT if told.won else None
    if running is None:
        asked = _most(loaded.order, told.asked)
        if not asked:
            return _unbooked(told, told.asked) if told.disputed.over else NOTHING_LEFT
        refused = _given(key, c.FreezeForChargeback(asked, told.dispute), told.now)
        if refused:
            return _Left(refused, booked=False)
        loaded = door.read(key[1], told.now)
        _, running = _known(loaded, told.dispute)
    return _ended(loaded, told, running) if told.disputed.over else NOTHING_LEFT


def _ended(loaded: Loaded, told: _Told, running: int | None) -> _Left:
    """End a chargeback that runs, or say why a person must."""
    order = loaded.order
    if told.disputed.unclear:
        return _Left(f"It ended with {told.disputed.unclear}. {UNCLEAR}")
    if not told.won and not told.alone:
        return _Left(OF_SEVERAL)
    taken = order.nothing if told.won else _most(order, told.asked)
    command = c.EndChargeback(told.won, taken, running)
    refused = _given(loaded.key, command, told.now)
    if refused:
        return _Left(refused)
    if told.won or taken == told.asked:
        return NOTHING_LEFT
    return _unbooked(told, told.asked - taken)


def _unbooked(told: _Told, rest: Money) -> _Left:
    whole, part = (f"{major(one.minor, one.currency)} {one.currency}" for one in (told.asked, rest))
    return _Left(f"The bank took {whole}, of which {part} {BEYOND}", booked=False)


def _most(order: Order, asked: Money) -> Money:
    """Return what is asked for, at most what is left of the order, in its currency."""
    left = order.held - (order.charged_back or order.nothing)
    return min(asked, left) if asked.currency == left.currency else asked


def _known(loaded: Loaded, dispute: str) -> tuple[bool, int | None]:
    """Return whether an order ever was frozen for a dispute, and its number while it runs."""
    texts = queries.texts(loaded.key)
    asked = [event.text for event in loaded.events if isinstance(event, e.OrderFrozen)]
    named = [number for number in asked if texts[number].body == dispute]
    frozen = loaded.order.frozen
    running = {one.text for one in frozen.running} if frozen else set()
    return bool(named), next((number for number in named if number in running), None)


def _given(key: Key, command: c.Command, now: datetime) -> str:
    refused = door.handle(door.Asked(key[1], PLATFORM, command), now).refused
    return "" if refused is None else f"It was refused: {refused.refusal.value}."
