"""What is asked of an order on its way: sending, more time, numbers, messages, receipt, opening."""

from datetime import timedelta
from typing import assert_never

from . import commands as c
from . import events as e
from .evolve import fold
from .money import Money
from .opening import open_dispute, require_refund, require_refund_method
from .order import Order
from .outcomes import Outcome
from .parties import Party, Role
from .refusals import Refusal, Refused
from .settling import Division, concluded, late_settled, settled
from .terms import EVIDENCE_MOST, GOODWILL_MOST, MESSAGES_MOST, PARCELS_MOST, LateChoice
from .world import World

Ordering = (
    c.HandOver
    | c.Cancel
    | c.RequestExtension
    | c.AnswerExtension
    | c.ExtendProtection
    | c.AskForNumber
    | c.CorrectNumber
    | c.SendMessage
    | c.AddEvidence
    | c.ConfirmReceipt
    | c.OpenDispute
    | c.ChooseRefundMethod
    | c.ReportLateArrival
    | c.GrantGoodwill
)


def on_the_way(  # noqa: C901 - a branch a command
    order: Order, party: Party, command: Ordering, world: World
) -> list[e.Event]:
    """Return what a command that the table permits does to the order itself."""
    match command:
        case c.HandOver():
            return _hand_over(order, command, world)
        case c.Cancel():
            return [_cancel(order, command, world)]
        case c.RequestExtension() | c.AnswerExtension() | c.ExtendProtection():
            return [_extension(order, command, world)]
        case c.AskForNumber():
            _require_parcel(order, command.parcel)
            text = order.next_text(command.text)
            return [e.NumberAsked(world.now, party.role, command.parcel, text)]
        case c.CorrectNumber():
            _require_parcel(order, command.parcel)
            return [e.NumberCorrected(world.now, command.parcel)]
        case c.SendMessage():
            return [_send_message(order, party, world)]
        case c.AddEvidence():
            return [_add_evidence(order, party, command, world)]
        case c.ConfirmReceipt():
            return [settled(order, world, Outcome.RECEIPT_CONFIRMED, order.nothing)]
        case c.OpenDispute():
            return [open_dispute(order, command, world)]
        case c.ChooseRefundMethod():
            require_refund_method(order, command.refund_method)
            return [e.RefundMethodChosen(world.now, command.refund_method)]
        case c.ReportLateArrival():
            return [_late_arrival(order, command, world)]
        case c.GrantGoodwill():
            return [_goodwill(order, command, world)]
        case _:
            assert_never(command)


def _hand_over(order: Order, command: c.HandOver, world: World) -> list[e.Event]:
    lines = _lines_of(order, command.lines or order.unsent_lines, order.unsent_lines)
    if command.handed_over_at > world.now:
        raise Refused(Refusal.HAND_OVER_IN_FUTURE, latest=world.now)
    number = len(order.parcels) + 1
    if number > PARCELS_MOST:
        raise Refused(Refusal.LIMIT_REACHED, limit=PARCELS_MOST)
    said = (command.handed_over_at, command.tracked, command.weight_grams)
    handed_over = e.ParcelHandedOver(world.now, number, lines, *said)
    order = fold([handed_over], order)
    if order.unsent_lines or not order.terms.untracked_posting:
        return [handed_over]
    return [handed_over, e.OrderShipped(world.now)]


def _cancel(order: Order, command: c.Cancel, world: World) -> e.Event:
    lines = _lines_of(order, command.lines or order.unsent_lines, order.unaccepted_lines)
    return concluded(order, world, Division(Outcome.CANCELLED, lines, order.cap_of(lines)))


def _lines_of(order: Order, chosen: tuple[int, ...], free: tuple[int, ...]) -> tuple[int, ...]:
    """Return the chosen lines in their order, or raise `Refused` unless all of them are free."""
    unknown = set(chosen) - set(order.open_lines)
    if unknown:
        raise Refused(Refusal.LINES_UNKNOWN, lines=sorted(unknown))
    sent = set(chosen) - set(free)
    if sent or not chosen:
        raise Refused(Refusal.LINES_ALREADY_SENT, lines=sorted(sent or order.open_lines))
    return tuple(sorted(set(chosen)))


def _extension(
    order: Order,
    command: c.RequestExtension | c.AnswerExtension | c.ExtendProtection,
    world: World,
) -> e.Event:
    match command:
        case c.RequestExtension():
            return _request_extension(order, command, world)
        case c.AnswerExtension():
            return _answer_extension(order, command, world)
        case c.ExtendProtection():
            until = order.protected_until + order.terms.extension_of_buyer
            if until > order.paid_at + order.terms.extended_most:
                raise Refused(Refusal.EXTENSION_OUT_OF_RANGE, days_most=0)
            return e.ProtectionExtended(world.now, Role.BUYER, until)
        case _:
            assert_never(command)


def _request_extension(order: Order, command: c.RequestExtension, world: World) -> e.Event:
    room = order.paid_at + order.terms.extended_most - order.protected_until
    days_most = min(order.terms.extension_days_most, room.days)
    if not 1 <= command.days <= days_most:
        raise Refused(Refusal.EXTENSION_OUT_OF_RANGE, days_most=max(days_most, 0))
    return e.ExtensionRequested(world.now, command.days, order.next_text(command.text))


def _answer_extension(order: Order, command: c.AnswerExtension, world: World) -> e.Event:
    assert order.extension is not None, "the table lets nobody answer what was not asked"
    text = order.next_text(command.text)
    if not command.grant:
        return e.ExtensionRefused(world.now, text)
    # The buyer may have taken days of their own since they asked; and nothing is taken from what
    # a dispute made longer.
    most = order.paid_at + order.terms.extended_most
    until = min(order.protected_until + timedelta(days=order.extension.days), most)
    until = max(until, order.protected_until)
    return e.ExtensionGranted(world.now, until, text)


def _require_parcel(order: Order, number: int) -> None:
    if number not in {parcel.number for parcel in order.outbound}:
        raise Refused(Refusal.PARCEL_UNKNOWN, parcel=number)


def _send_message(order: Order, party: Party, world: World) -> e.Event:
    # Each side has its own limit, and only messages have it: nobody writes the other into silence,
    # or keeps a decision from being given its reasons.
    if order.messages_of(party.role) >= MESSAGES_MOST:
        raise Refused(Refusal.LIMIT_REACHED, limit=MESSAGES_MOST)
    return e.MessageSent(world.now, party.role, order.texts + 1)


def _add_evidence(order: Order, party: Party, command: c.AddEvidence, world: World) -> e.Event:
    # Each side has its own limit, so that neither can use up the other's.
    if len(order.evidence_of(party.role)) >= EVIDENCE_MOST:
        raise Refused(Refusal.LIMIT_REACHED, limit=EVIDENCE_MOST)
    number = len(order.evidence) + 1
    return e.EvidenceAdded(world.now, party.role, number, command.kind, command.sha256)


def _late_arrival(order: Order, command: c.ReportLateArrival, world: World) -> e.Event:
    refund, nothing = order.refunded, order.nothing
    match command.choice:
        case LateChoice.KEEP_AND_PAY_BACK:
            kept = nothing
        case LateChoice.REFUSE:
            # Who sends it away keeps the refund: the goods are the seller's again.
            kept = refund
        case LateChoice.KEEP_WITH_PARTIAL_REFUND:
            kept = command.kept or nothing
            _require_kept(order, refund, kept)
        case _:
            assert_never(command.choice)
    return late_settled(order, world, command.choice, kept)


def _require_kept(order: Order, refund: Money, kept: Money) -> None:
    most = Money(refund.minor * order.terms.late_kept_most // 100, refund.currency)
    if kept.currency != refund.currency or not 1 <= kept.minor <= most.minor:
        least = Money(1, refund.currency)
        raise Refused(Refusal.KEPT_OUT_OF_RANGE, least=least, most=most)


def _goodwill(order: Order, command: c.GrantGoodwill, world: World) -> e.Event:
    if order.goodwill >= GOODWILL_MOST:
        raise Refused(Refusal.LIMIT_REACHED, limit=GOODWILL_MOST)
    require_refund(command.refund, order.held)
    _require_within_one_persons_limit(order, command.refund)
    return e.GoodwillGranted(world.now, command.refund, order.texts + 1)


def _require_within_one_persons_limit(order: Order, refund: Money) -> None:
    # Nothing waits for a second person on an order that has ended, so the sum stays within what
    # one may decide alone, however often it is granted.
    limit, given = order.terms.approval_above, order.goodwill_given or order.nothing
    if limit and (given + refund).minor > limit:
        most = Money(max(limit - given.minor, 0), refund.currency)
        raise Refused(Refusal.GOODWILL_ABOVE_LIMIT, most=most)
