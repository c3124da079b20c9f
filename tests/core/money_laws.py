"""Laws of the money: none is made or lost, none moves twice, and none by one person alone."""

from collections import Counter

from amends.core.deciding import needs_second
from amends.core.events import (
    DecisionMade,
    LateArrivalSettled,
    LinesSettled,
    OrderSettled,
    TransferRetried,
    TransferSent,
    UndisputedMoved,
)
from amends.core.ledger import SOURCES, Account, postings
from amends.core.money import Money
from amends.core.order import Status
from amends.core.parties import Role
from amends.core.transfers import TransferKind

from .lives import Life
from .story import eur


def money_is_never_made_or_lost(life: Life) -> None:
    totals: Counter[Account] = Counter()
    before = None
    for event, order in zip(life.history, life.orders, strict=True):
        for posting in postings(event, before):
            assert posting.moved > posting.moved.nothing
            totals[posting.source] -= posting.moved.minor
            totals[posting.destination] += posting.moved.minor
        before = order
        assert sum(totals.values()) == 0
        assert totals[Account.HELD] == order.held_now.minor
        assert min(totals[account] for account in set(Account) - SOURCES) >= 0


def no_more_goes_out_than_came_in(life: Life) -> None:
    for order in life.orders:
        out = sum_of(order.refund, order.payout, order.charged_back)
        assert out <= order.held.minor + sum_of(order.put_in, order.came_back)


def sum_of(*parts: Money | None) -> int:
    return sum(part.minor for part in parts if part is not None)


def what_is_settled_holds_nothing_more(life: Life) -> None:
    for order in life.orders:
        if order.status is Status.SETTLED:
            assert order.held_now == eur(0)
            assert order.open_lines == ()
            assert order.outcome is not None


def every_transfer_is_made_of_what_is_due(life: Life) -> None:
    for order in life.orders:
        moved = Counter[TransferKind]()
        for transfer in order.transfers:
            moved[transfer.kind] += transfer.moved.minor
        assert moved[TransferKind.REFUND] == sum_of(order.refund)
        assert moved[TransferKind.PAYOUT] == sum_of(order.payout)


def the_platform_takes_back_no_more_than_it_had_put_in(life: Life) -> None:
    for order in life.orders:
        back = (TransferKind.RECLAIM, TransferKind.COLLECT)
        taken = sum(transfer.moved.minor for transfer in order.transfers if transfer.kind in back)
        assert taken <= sum_of(order.put_in)


def what_was_sent_is_never_sent_again(life: Life) -> None:
    sent: Counter[int] = Counter()
    for event in life.history:
        if isinstance(event, TransferSent):
            assert sent[event.transfer] == 0
            sent[event.transfer] = 1
        if isinstance(event, TransferRetried):
            sent[event.transfer] = 0


def two_persons_decide_what_is_above_the_limit(life: Life) -> None:
    for event, order in zip(life.history, life.orders, strict=True):
        if isinstance(event, DecisionMade) and event.by is not Role.PLATFORM:
            alone = not event.approved_by
            assert event.approved_by != event.author
            assert not (alone and needs_second(order, event))


def nothing_is_asked_back_twice(life: Life) -> None:
    refunded = asked_back = 0
    for event in life.history:
        if isinstance(event, OrderSettled | LinesSettled | UndisputedMoved):
            refunded += event.refund.minor
        if isinstance(event, LateArrivalSettled):
            asked_back += event.kept.minor + event.claimed.minor
        assert asked_back <= refunded


def nothing_moves_while_an_order_is_frozen(life: Life) -> None:
    before = None
    for event, order in zip(life.history, life.orders, strict=True):
        if before is not None and before.status is Status.FROZEN:
            assert not isinstance(event, TransferSent | OrderSettled | LinesSettled)
        before = order
