"""The title of a page: where an order stands, as a sentence that a worried person can act on."""

from collections.abc import Sequence

from amends.core.findings import Finding
from amends.core.lifecycle import main_due_at
from amends.core.order import Order, Status
from amends.core.parties import Role
from amends.web.reader import Reader


def headline(order: Order, found: Sequence[Finding], reader: Reader) -> str:
    """Return the title of an order for its reader."""
    due_at = main_due_at(order)
    values = {
        "held": reader.money(order.held),
        "due": reader.value(due_at) if due_at else "",
        "refund": reader.money(order.refund or order.held.nothing),
        "payout": reader.money(order.payout or order.held.nothing),
    }
    if order.disputes:
        dispute = order.dispute
        decided = dispute.decisions[-1].refund if dispute.decisions else dispute.refund
        values |= {"asked": reader.money(dispute.refund), "decided": reader.money(decided)}
        offer = dispute.standing_offer(_other(reader.role))
        values["offer"] = reader.money(offer.refund) if offer else ""
    role = reader.role if reader.role in {Role.BUYER, Role.SELLER} else Role.MEDIATOR
    return reader.say(f"title.{_stands(order, found, reader.role)}.{role}", **values)


def _stands(order: Order, found: Sequence[Finding], role: Role) -> str:
    """Tell apart what one status means in different cases."""
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
    return order.status.value


def _settled(order: Order) -> str:
    if not order.refund:
        return "settled_payout"
    paid = "paid" if order.refund_paid_at else "due"
    return f"settled_refund_{paid}"


def _other(role: Role) -> Role:
    return role.other_side if role in {Role.BUYER, Role.SELLER} else Role.SELLER
