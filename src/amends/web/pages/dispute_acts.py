"""What the forms on the page of a dispute ask for: one function a form."""

from collections.abc import Mapping

from amends.core import commands as c
from amends.core.claim import Offer
from amends.core.parties import Role
from amends.core.terms import RefundMethod, Remedy
from amends.orders.loaded import NOTHING, Beside
from amends.web.forms import Form
from amends.web.viewer import Seen

from .order_acts import ORDER_ACTS, Reading, Step, sure

# What a buyer types before giving everything up; a click alone would be too quick for that.
TYPED_WORD = "nothing"


def _accept(form: Form, seen: Seen) -> Reading:
    del form, seen
    return c.AcceptClaim(), NOTHING


def _refuse(form: Form, seen: Seen) -> Reading:
    del seen
    text = form.text("text", needed="Say why you refuse, so that the buyer can answer.")
    return (c.RefuseClaim(text) if text else None), NOTHING


def _offer(form: Form, seen: Seen) -> Reading:
    command = offered(form, seen, zero=seen.role is Role.SELLER)
    return command, NOTHING


def offered(form: Form, seen: Seen, *, zero: bool) -> c.MakeOffer | None:
    """Read an offer, or a mediator's proposal; `zero` allows to offer nothing."""
    refund = form.money("refund", seen.loaded.order.held.currency, zero=zero)
    text = form.text("text")
    back = form.typed.get("remedy") == Remedy.RETURN_AND_REFUND
    remedy = Remedy.RETURN_AND_REFUND if back else Remedy.REFUND_ONLY
    return c.MakeOffer(refund, text, remedy) if refund is not None else None


def _offer_accepted(form: Form, seen: Seen) -> Reading:
    number = form.number("offer", "Choose the offer that you accept.")
    gives_up = seen.role is Role.BUYER and _is_nothing(seen, number)
    if gives_up and form.typed.get("word", "").strip().lower() != TYPED_WORD:
        form.problems["word"] = f"Type the word “{TYPED_WORD}” to accept that you get nothing back."
        return None, NOTHING
    return (c.AcceptOffer(number) if number else None), NOTHING


def _is_nothing(seen: Seen, number: int | None) -> bool:
    order = seen.loaded.order
    offers: tuple[Offer, ...] = order.dispute.offers if order.disputes else ()
    return any(offer.number == number and not offer.refund for offer in offers)


def _undo(form: Form, seen: Seen) -> Reading:
    del form, seen
    return c.UndoAcceptance(), NOTHING


def _offer_declined(form: Form, seen: Seen) -> Reading:
    del seen
    number = form.number("offer", "Choose the offer that you decline.")
    return (c.DeclineOffer(number, form.text("text")) if number else None), NOTHING


def _withdraw(form: Form, seen: Seen) -> Reading:
    ticked = sure(form, "Tick that you want to give the dispute up, or leave it open.")
    if form.typed.get("how") != "until":
        return (c.Withdraw() if ticked else None), NOTHING
    until = form.day_end("until", seen.viewer.zone, "Choose the day by which it must be delivered.")
    return (c.Withdraw(until) if ticked and until else None), NOTHING


def _escalate(form: Form, seen: Seen) -> Reading:
    del seen
    return c.Escalate(form.text("text")), NOTHING


def _more_time(form: Form, seen: Seen) -> Reading:
    del form, seen
    return c.AskForTime(), NOTHING


def _appeal(form: Form, seen: Seen) -> Reading:
    del seen
    ground = form.choice("ground", c.AppealGround, "Choose why it should be looked at again.")
    text = form.text("text", needed="Say what is new, or what the decision got wrong.")
    evidence = tuple(int(n) for n in form.typed.get("evidence", "").split(",") if n.isdigit())
    return (c.Appeal(ground, text, evidence) if ground and text else None), NOTHING


def _refund_method(form: Form, seen: Seen) -> Reading:
    del seen
    method = form.choice("refund_method", RefundMethod, "Choose where the refund shall go.")
    return (c.ChooseRefundMethod(method) if method else None), NOTHING


def _return_address(form: Form, seen: Seen) -> Reading:
    del seen
    text = form.text("text", needed="Write the name and the address to which it goes.")
    return (c.GiveReturnAddress(text, _file(form)) if text else None), NOTHING


def _return_posting(form: Form, seen: Seen) -> Reading:
    number = form.tracking_number("tracking_number")
    carrier = form.text("carrier", needed="Name the carrier, such as DHL.", most=80)
    words = "Write the day on which you posted it, as 2026-12-31."
    posted = form.day_end("posted_on", seen.viewer.zone, words)
    if posted is None:
        return None, NOTHING
    if posted.date() == seen.viewer.now.date():
        posted = min(posted, seen.viewer.now)
    command = c.ShipReturn(posted, _file(form), tracked=bool(number))
    return command, Beside(carrier=carrier, tracking_number=number)


def _file(form: Form) -> int | None:
    written = form.typed.get("file", "")
    return int(written) if written.isdigit() else None


def _return_acknowledged(form: Form, seen: Seen) -> Reading:
    del seen
    condition = form.choice("condition", c.ReturnCondition, "Choose how it came back.")
    text = form.text("text")
    if condition and condition is not c.ReturnCondition.AS_SENT and not text:
        form.problems["text"] = "Say what is wrong with it: the buyer and the platform read it."
    return (c.AcknowledgeReturn(condition, text) if condition else None), NOTHING


ACTS: Mapping[str, Step] = {
    **ORDER_ACTS,
    "acceptance": Step(_accept),
    "refusal": Step(_refuse),
    "offer": Step(_offer),
    "offer-acceptance": Step(_offer_accepted),
    "acceptance-undo": Step(_undo),
    "offer-refusal": Step(_offer_declined),
    "withdrawal": Step(_withdraw),
    "escalation": Step(_escalate),
    "more-time": Step(_more_time),
    "appeal": Step(_appeal),
    "refund-method": Step(_refund_method),
    "return-address": Step(_return_address, brings=True),
    "return-posting": Step(_return_posting, brings=True),
    "return-acknowledgement": Step(_return_acknowledged, brings=True),
}
