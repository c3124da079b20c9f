"""What the API does with money in the world: refunds, goodwill, late arrivals, chargebacks."""

from collections.abc import Callable

from amends.core import commands as c
from amends.orders.answers import Stored

from . import bodies as b
from .calling import Call, Seen, as_operator, give
from .order_acts import shown_order
from .problems import Trouble
from .shown_transfers import refund_view


def read_refund(call: Call) -> Stored:
    """Return a refund."""
    seen, number = _refund_of(call)
    return Stored(200, _refund(number)(seen))


def refund_paid(call: Call) -> Stored:
    """Mark a refund as paid under the payment provider's reference."""
    seen, number = _refund_of(call)
    command = c.ConfirmTransfer(number, call.body(b.RefundPaidBody).reference)
    return give(as_operator(seen), command, _refund(number))


def retry_refund(call: Call) -> Stored:
    """Try a refund again that was refused, perhaps in another way."""
    seen, number = _refund_of(call)
    command = c.RetryTransfer(number, call.body(b.RetryBody).refund_method)
    return give(as_operator(seen), command, _refund(number))


def late_arrival(call: Call) -> Stored:
    """Say that what was refunded came after all, and what to do."""
    acting, body = call.acting(call.params["order"]), call.body(b.LateArrivalBody)
    kept = b.money(body.kept) if body.kept else None
    return give(acting, c.ReportLateArrival(body.choice, kept), shown_order)


def goodwill(call: Call) -> Stored:
    """Give the buyer something out of the platform's own pocket."""
    seen, body = call.order(call.params["order"]), call.body(b.GoodwillBody)
    command = c.GrantGoodwill(b.money(body.refund), body.text)
    return give(as_operator(seen), command, shown_order)


def chargeback(call: Call) -> Stored:
    """Record that the buyer's bank takes the payment back; the order stands still meanwhile."""
    seen, body = call.order(call.params["order"]), call.body(b.ChargebackBody)
    command = c.FreezeForChargeback(b.money(body.disputed), body.reference)
    return give(as_operator(seen), command, shown_order)


def end_chargeback(call: Call) -> Stored:
    """Record how a chargeback ended."""
    seen, body = call.order(call.params["order"]), call.body(b.ChargebackEndBody)
    taken = b.money(body.charged_back) if body.charged_back else seen.loaded.order.nothing
    return give(as_operator(seen), c.EndChargeback(body.won, taken), shown_order)


def _refund_of(call: Call) -> tuple[Seen, int]:
    seen, number = call.part(call.params["refund"], "t")
    if refund_view(seen, number) is None:
        raise Trouble("not_found")
    return seen, number


def _refund(number: int) -> Callable[[Seen], str]:
    def show(seen: Seen) -> str:
        view = refund_view(seen, number)
        assert view is not None, "a refund that was asked about is there"
        return view.model_dump_json()

    return show
