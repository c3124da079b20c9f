"""The title of a page: where an order stands, as a sentence that a worried person can act on."""

from collections.abc import Sequence

from amends.core.available import silence_of
from amends.core.findings import Finding
from amends.core.lifecycle import SideClock, main_due_at, side_due_at
from amends.core.money import Money
from amends.core.order import Order, Status
from amends.core.outcomes import Outcome
from amends.core.parties import Role
from amends.core.transfers import TransferKind, TransferState
from amends.web.reader import Reader

# Titles whose moment is the end of a clock beside the main one.
BESIDE = {"undo": SideClock.UNDO, "late_arrival": SideClock.LATE_ARRIVAL}


def headline(order: Order, found: Sequence[Finding], reader: Reader) -> str:
    """Return the title of an order for its reader."""
    stands = _stands(order, found, reader.role)
    due_at = side_due_at(order, BESIDE[stands]) if stands in BESIDE else main_due_at(order)
    held = order.held if order.status in {Status.SETTLED, Status.FROZEN} else order.held_now
    values = {
        "held": reader.money(held),
        "due": reader.value(due_at) if due_at else "",
        "refund": reader.money(_refund(order, stands)),
        "payout": reader.money(order.payout or order.held.nothing),
        "taken": reader.money(order.charged_back or order.held.nothing),
    }
    if order.disputes:
        dispute = order.dispute
        decided = dispute.decisions[-1].refund if dispute.decisions else dispute.refund
        values |= {"asked": reader.money(dispute.refund), "decided": reader.money(decided)}
        back = dispute.returning.refund if dispute.returning else dispute.refund
        values["back"] = reader.money(back)
        offer = dispute.standing_offer(_other(reader.role))
        values["offer"] = reader.money(offer.refund) if offer else ""
    role = reader.role if reader.role in {Role.BUYER, Role.SELLER} else Role.MEDIATOR
    return reader.say(f"title.{stands}.{role}", **values)


def _stands(order: Order, found: Sequence[Finding], role: Role) -> str:
    """Tell apart what one status means in different cases."""
    if order.disputed and side_due_at(order, SideClock.UNDO) is not None:
        return "undo"
    if order.status is Status.SHIPPED:
        worst = next((f.code for f in found if f.worth.suggests), None)
        return f"shipped_{worst}" if worst else "shipped"
    if order.status is Status.NEGOTIATING:
        offered = order.dispute.standing_offer(_other(role))
        return "negotiating_offer" if offered else "negotiating"
    if order.status is Status.SETTLED:
        return _settled(order)
    if order.status is Status.DECIDED:
        return "decided" if order.dispute.decisions[-1].refund else "decided_release"
    if order.status in {Status.AWAITING_RETURN, Status.UNDER_REVIEW}:
        return _in_dispute(order)
    return order.status.value


def _in_dispute(order: Order) -> str:
    if order.status is Status.AWAITING_RETURN:
        return silence_of(order)
    if order.dispute.proposed is not None:
        return "approval"
    late = order.dispute.resumes is Status.SETTLED
    return "under_review_late" if late else order.status.value


def _settled(order: Order) -> str:
    if side_due_at(order, SideClock.LATE_ARRIVAL) is not None:
        return "late_arrival"
    if order.outcome is Outcome.CHARGED_BACK and not order.refund:
        return "settled_charged_back"
    if not order.refund:
        return "settled_payout"
    refunds = [t for t in order.transfers if t.kind is TransferKind.REFUND]
    if any(t.state is TransferState.REFUSED for t in refunds):
        return "settled_refund_refused"
    paid = "paid" if order.refund_paid_at else "due"
    return f"settled_refund_{paid}"


def _refund(order: Order, stands: str) -> Money:
    # What came after all asks back nothing of a gift, nor of what something else was refunded for.
    return order.refunded if stands == "late_arrival" else order.refund or order.nothing


def _other(role: Role) -> Role:
    return role.other_side if role in {Role.BUYER, Role.SELLER} else Role.SELLER
