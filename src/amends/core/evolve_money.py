"""What the events of money do to an order: what is divided, and how far each transfer is."""

from typing import assert_never

from . import events as e
from .ledger import DONE, DUE, postings
from .missed import INCOMPLETE, NOTHING_MISSING, Missed, missed
from .money import Money
from .order import Chargeback, Frozen, Order, Pause, Status
from .outcomes import Outcome
from .replacing import replace
from .resume import resumed
from .terms import Funder
from .transfers import CAME_IN, Transfer, TransferKind, TransferState


def in_money(order: Order, event: e.MoneyEvent) -> Order:
    """Return the order after one event of its money."""
    before = order
    match event:
        case e.LinesSettled() | e.OrderSettled():
            order = _settled(order, event)
        case e.UndisputedMoved():
            order = _undisputed(order, event)
        case e.GoodwillGranted():
            order = _divided(order, event.refund, order.nothing, event.refund)
            given = (order.goodwill_given or order.nothing) + event.refund
            order = replace(order, goodwill=order.goodwill + 1, goodwill_given=given)
            order = replace(order, outcome=Outcome.GOODWILL)
        case e.TransferSent():
            return _transfer(order, event, TransferState.SENT)
        case e.TransferConfirmed():
            order = _confirmed(order, event)
        case e.TransferRefused():
            return _transfer(order, event, TransferState.REFUSED)
        case e.TransferRetried():
            order = replace(order, refund_method=event.refund_method or order.refund_method)
            return _transfer(order, event, TransferState.INTENT)
        case e.OrderFrozen():
            return _frozen(order, event)
        case e.ChargebackOverdue():
            return replace(order, overdue=True)
        case e.ChargebackEnded():
            order = _without(_charged_back(order, event), order, event)
        case _:
            assert_never(event)
    return with_transfers(order, event, before)


def with_transfers(order: Order, event: e.Event, before: Order) -> Order:
    """Add a transfer for each sum that an event made due."""
    made = list(order.transfers)
    for posting in postings(event, before):
        kind = DUE.get(posting.destination)
        if kind is not None:
            state = TransferState.INTENT
            made.append(Transfer(len(made) + 1, kind, posting.moved, state, event.at))
    return replace(order, transfers=tuple(made))


def _settled(order: Order, event: e.LinesSettled | e.OrderSettled) -> Order:
    platform = event.funded_by is Funder.PLATFORM
    put_in = event.refund if platform else order.nothing
    credit = _credit_left(order, event) if order.credit else None
    order = _divided(order, event.refund, event.payout, put_in)
    order = replace(
        order,
        settled_lines=order.settled_lines | set(event.lines),
        outcome=event.outcome,
        credit=credit,
        missed=(*order.missed, *_missed(order, event)),
    )
    disputed = _ends_dispute(order, event)
    resumes = order.dispute.resumes if disputed else order.status
    if order.disputed:
        order = order.end_dispute(event.at)
    if isinstance(event, e.OrderSettled):
        return replace(order.enter(Status.SETTLED, event.at), settled_at=event.at)
    return resumed(order, resumes, event.at, event.due_at) if disputed else order


def _missed(order: Order, event: e.LinesSettled | e.OrderSettled) -> tuple[Missed, ...]:
    """Return the lines that an end refunds because they did not come."""
    refund, incomplete = event.refund, False
    if _ends_dispute(order, event):
        dispute = order.dispute
        if dispute.posted or dispute.reason in NOTHING_MISSING:
            return ()
        incomplete = dispute.reason in INCOMPLETE
        refund += dispute.moved_refund
    if not refund:
        return ()
    lines = [(line, order.cap_of((line,))) for line in event.lines]
    funded = event.refund if event.funded_by is Funder.PLATFORM else order.nothing
    return missed(lines, refund, funded, event.at, incomplete=incomplete)


def _credit_left(order: Order, event: e.LinesSettled | e.OrderSettled) -> Money:
    assert order.credit is not None, "a bank took something back"
    # What of these lines goes to neither side was taken by the buyer's bank.
    moved = order.dispute.moved if _ends_dispute(order, event) else order.nothing
    platform = event.funded_by is Funder.PLATFORM
    gone = moved + event.payout + (order.nothing if platform else event.refund)
    return order.credit - (order.cap_of(event.lines) - gone)


def _ends_dispute(order: Order, event: e.LinesSettled | e.OrderSettled) -> bool:
    return order.disputed and set(order.dispute.lines) <= set(event.lines)


def _undisputed(order: Order, event: e.UndisputedMoved) -> Order:
    dispute = order.dispute
    dispute = replace(
        dispute,
        moved_refund=dispute.moved_refund + event.refund,
        moved_payout=dispute.moved_payout + event.payout,
    )
    return _divided(order.with_dispute(dispute), event.refund, event.payout, order.nothing)


def _divided(order: Order, refund: Money, payout: Money, put_in: Money) -> Order:
    nothing = order.nothing
    return replace(
        order,
        refund=(order.refund or nothing) + refund,
        payout=(order.payout or nothing) + payout,
        put_in=(order.put_in or nothing) + put_in,
    )


def _transfer(
    order: Order,
    event: e.TransferSent | e.TransferConfirmed | e.TransferRefused | e.TransferRetried,
    state: TransferState,
) -> Order:
    index = event.transfer - 1
    made_at = event.made_at if isinstance(event, e.TransferConfirmed) else None
    changed = replace(order.transfers[index], state=state, changed_at=event.at, made_at=made_at)
    transfers = (*order.transfers[:index], changed, *order.transfers[index + 1 :])
    return replace(order, transfers=transfers)


def _confirmed(order: Order, event: e.TransferConfirmed) -> Order:
    transfer = order.transfers[event.transfer - 1]
    order = _transfer(order, event, TransferState.CONFIRMED)
    if transfer.kind not in CAME_IN:
        return order
    came_back = (order.came_back or order.nothing) + transfer.moved
    order = replace(order, came_back=came_back)
    if DONE[transfer.kind][1] not in DUE:
        return order
    return _divided(order, order.nothing, transfer.moved, order.nothing)


def _charged_back(order: Order, event: e.ChargebackEnded) -> Order:
    nothing = order.nothing
    transfers = list(order.transfers)
    for number, taken in event.reduced:
        transfer = transfers[number - 1]
        left = transfer.moved - taken
        state = transfer.state if left else TransferState.CANCELLED
        transfers[number - 1] = replace(transfer, moved=left, state=state)
        order = _less(order, transfer.kind, taken)
    return replace(
        order,
        transfers=tuple(transfers),
        charged_back=(order.charged_back or nothing) + event.charged_back,
        credit=(order.credit or nothing) + event.held,
        put_in=(order.put_in or nothing) + event.put_in,
    )


def _less(order: Order, kind: TransferKind, taken: Money) -> Order:
    assert order.refund is not None, "what is due was divided"
    assert order.payout is not None, "what is due was divided"
    if kind is TransferKind.REFUND:
        return replace(order, refund=order.refund - taken)
    return replace(order, payout=order.payout - taken)


def _frozen(order: Order, event: e.OrderFrozen) -> Order:
    asked = Chargeback(event.text, event.disputed, event.at)
    if order.frozen is not None:
        running = (*order.frozen.running, asked)
        return replace(order, frozen=replace(order.frozen, running=running))
    frozen = Frozen(order.status, order.since, order.overdue, (asked,))
    return replace(order, status=Status.FROZEN, since=event.at, frozen=frozen, overdue=False)


def _without(order: Order, before: Order, event: e.ChargebackEnded) -> Order:
    """Take away the chargeback that ended; only the last of them thaws the order."""
    frozen = order.frozen
    assert frozen is not None, "only what is frozen thaws"
    running = tuple(one for one in frozen.running if one.text != event.chargeback)
    if not running:
        return _thawed(order, frozen, event)
    emptied = frozen.emptied or bool(before.held_now and not order.held_now)
    return replace(order, frozen=replace(frozen, running=running, emptied=emptied))


def _thawed(order: Order, frozen: Frozen, event: e.ChargebackEnded) -> Order:
    pause = Pause(order.since, event.at)
    return replace(
        order,
        status=frozen.status,
        since=frozen.since,
        overdue=frozen.overdue,
        frozen=None,
        pauses=(*order.pauses, pause),
    )
