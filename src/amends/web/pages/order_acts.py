"""What the forms on the pages of an order and of a dispute ask for: one function a form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from amends.core import commands as c
from amends.core.order import Order
from amends.core.terms import RefundMethod
from amends.orders import clock
from amends.orders.loaded import NOTHING, Beside
from amends.web.forms import Form

Reading: TypeAlias = tuple[c.Command | None, Beside]


@dataclass(frozen=True, slots=True)
class Step:
    """How a form is read, and which page shows what came of it."""

    read: Callable[[Form, Order], Reading]
    page: str = "/dispute"


def _receipt(form: Form, order: Order) -> Reading:
    del order
    if form.typed.get("sure") != "yes":
        form.problems["sure"] = "Tick that you have it, or leave this page: nothing was changed."
        return None, NOTHING
    return c.ConfirmReceipt(), NOTHING


def _extension(form: Form, order: Order) -> Reading:
    del order
    days = form.number("days", "Write for how many days, such as 10.")
    text = form.text("text")
    return (c.RequestExtension(days, text) if days is not None else None), NOTHING


def _extension_answer(form: Form, order: Order) -> Reading:
    del order
    return c.AnswerExtension(form.typed.get("grant") == "yes", form.text("text")), NOTHING


def _message(form: Form, order: Order) -> Reading:
    del order
    text = form.text("text", needed="Write your message, then send it.")
    return (c.SendMessage(text) if text else None), NOTHING


def _parcel(form: Form, order: Order) -> Reading:
    del order
    number = form.text("tracking_number", most=60)
    carrier = form.text("carrier", needed="Name the carrier, such as DHL.", most=80)
    beside = Beside(carrier=carrier, tracking_number=number)
    return c.HandOver(clock.now(), tracked=bool(number)), beside


def _accept(form: Form, order: Order) -> Reading:
    del form, order
    return c.AcceptClaim(), NOTHING


def _refuse(form: Form, order: Order) -> Reading:
    del order
    text = form.text("text", needed="Say why you refuse, so that the buyer can answer.")
    return (c.RefuseClaim(text) if text else None), NOTHING


def _offer(form: Form, order: Order) -> Reading:
    refund = form.money("refund", order.held.currency)
    text = form.text("text")
    return (c.MakeOffer(refund, text) if refund else None), NOTHING


def _offer_accepted(form: Form, order: Order) -> Reading:
    del order
    number = form.number("offer", "Choose the offer that you accept.")
    return (c.AcceptOffer(number) if number else None), NOTHING


def _offer_declined(form: Form, order: Order) -> Reading:
    del order
    number = form.number("offer", "Choose the offer that you decline.")
    return (c.DeclineOffer(number, form.text("text")) if number else None), NOTHING


def _withdraw(form: Form, order: Order) -> Reading:
    del order
    if form.typed.get("sure") != "yes":
        form.problems["sure"] = "Tick that you want to give the dispute up, or leave it open."
        return None, NOTHING
    return c.Withdraw(), NOTHING


def _escalate(form: Form, order: Order) -> Reading:
    del order
    return c.Escalate(form.text("text")), NOTHING


def _appeal(form: Form, order: Order) -> Reading:
    del order
    ground = form.choice("ground", c.AppealGround, "Choose why it should be looked at again.")
    text = form.text("text", needed="Say what is new, or what the decision got wrong.")
    evidence = tuple(int(n) for n in form.typed.get("evidence", "").split(",") if n.isdigit())
    return (c.Appeal(ground, text, evidence) if ground and text else None), NOTHING


def _refund_method(form: Form, order: Order) -> Reading:
    del order
    method = form.choice("refund_method", RefundMethod, "Choose where the refund shall go.")
    return (c.ChooseRefundMethod(method) if method else None), NOTHING


ACTS: Mapping[str, Step] = {
    "receipt": Step(_receipt, page=""),
    "extension": Step(_extension, page=""),
    "extension-answer": Step(_extension_answer, page=""),
    "message": Step(_message, page=""),
    "parcel": Step(_parcel, page=""),
    "acceptance": Step(_accept),
    "refusal": Step(_refuse),
    "offer": Step(_offer),
    "offer-acceptance": Step(_offer_accepted),
    "offer-refusal": Step(_offer_declined),
    "withdrawal": Step(_withdraw),
    "escalation": Step(_escalate),
    "appeal": Step(_appeal),
    "refund-method": Step(_refund_method),
}
