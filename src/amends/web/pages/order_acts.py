"""What the forms on the page of an order ask for: one function a form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from amends.core import commands as c
from amends.core.terms import LateChoice
from amends.orders.loaded import NOTHING, Beside
from amends.web.forms import Form
from amends.web.viewer import Seen

Reading: TypeAlias = tuple[c.Command | None, Beside]
CARRIER_NEEDED = "Name the carrier, such as DHL."


@dataclass(frozen=True, slots=True)
class Step:
    """How a form is read, and which page shows what came of it.

    `brings` says that the form can bring files, which are taken before it is read.
    """

    read: Callable[[Form, Seen], Reading]
    page: str = "/dispute"
    brings: bool = False


def sure(form: Form, words: str) -> bool:
    """Whether the box was ticked without which nothing that cannot be undone happens."""
    if form.typed.get("sure") == "yes":
        return True
    form.problems["sure"] = words
    return False


def _receipt(form: Form, seen: Seen) -> Reading:
    del seen
    words = "Tick that you have it, or leave this page: nothing was changed."
    return (c.ConfirmReceipt() if sure(form, words) else None), NOTHING


def _extension(form: Form, seen: Seen) -> Reading:
    del seen
    days = form.number("days", "Write for how many days, such as 10.")
    text = form.text("text")
    return (c.RequestExtension(days, text) if days is not None else None), NOTHING


def _extension_answer(form: Form, seen: Seen) -> Reading:
    del seen
    return c.AnswerExtension(form.typed.get("grant") == "yes", form.text("text")), NOTHING


def _more_days(form: Form, seen: Seen) -> Reading:
    del form, seen
    return c.ExtendProtection(), NOTHING


def _message(form: Form, seen: Seen) -> Reading:
    del seen
    text = form.text("text", needed="Write your message, then send it.")
    return (c.SendMessage(text) if text else None), NOTHING


def _parcel(form: Form, seen: Seen) -> Reading:
    beside = _labelled(form)
    return c.HandOver(seen.viewer.now, tracked=bool(beside.tracking_number)), beside


def _labelled(form: Form) -> Beside:
    number = form.tracking_number("tracking_number")
    carrier = form.text("carrier", needed=CARRIER_NEEDED, most=80)
    return Beside(carrier=carrier, tracking_number=number)


def _number_request(form: Form, seen: Seen) -> Reading:
    del seen
    parcel = form.number("parcel", "Choose the parcel.")
    text = form.text("text")
    return (c.AskForNumber(parcel, text) if parcel else None), NOTHING


def _number(form: Form, seen: Seen) -> Reading:
    del seen
    parcel = form.number("parcel", "Choose the parcel.")
    carrier = form.text("carrier", needed=CARRIER_NEEDED, most=80)
    number = form.tracking_number("tracking_number", needed="Write the right tracking number.")
    if parcel is None:
        return None, NOTHING
    return c.CorrectNumber(parcel), Beside(carrier=carrier, tracking_number=number)


def _cancellation(form: Form, seen: Seen) -> Reading:
    order = seen.loaded.order
    free = order.unaccepted_lines
    lines = tuple(line for line in free if form.typed.get(f"line-{line}") == "yes")
    if not lines and not order.unsent_lines:
        form.problems["lines"] = "Choose what you will not send."
    ticked = sure(form, "Tick that you will not send it, or leave this page.")
    return (c.Cancel(form.text("text"), lines) if ticked else None), NOTHING


def _late_arrival(form: Form, seen: Seen) -> Reading:
    choice = form.choice("choice", LateChoice, "Choose what you do with it.")
    if choice is not LateChoice.KEEP_WITH_PARTIAL_REFUND:
        return (c.ReportLateArrival(choice) if choice else None), NOTHING
    kept = form.money("kept", seen.loaded.order.held.currency)
    return (c.ReportLateArrival(choice, kept) if kept else None), NOTHING


ORDER_ACTS: Mapping[str, Step] = {
    "receipt": Step(_receipt, page=""),
    "receipt-in-dispute": Step(_receipt),
    "extension": Step(_extension, page=""),
    "extension-answer": Step(_extension_answer, page=""),
    "more-days": Step(_more_days, page=""),
    "message": Step(_message, page=""),
    "parcel": Step(_parcel, page=""),
    "number-request": Step(_number_request, page=""),
    "number": Step(_number, page=""),
    "cancellation": Step(_cancellation, page=""),
    "late-arrival": Step(_late_arrival, page=""),
}
