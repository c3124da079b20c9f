"""What the forms on the page of a case ask for: one function a form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from django.http import HttpRequest

from amends.core import commands as c
from amends.core.parties import Role
from amends.core.reasons import EvidenceKind
from amends.core.rulings import RulingOutcome
from amends.core.terms import Funder
from amends.web.forms import Form, many
from amends.web.viewer import Seen

from .dispute_acts import offered

Reading: TypeAlias = Callable[[HttpRequest, Form, Seen], c.Command | None]


@dataclass(frozen=True, slots=True)
class CaseStep:
    """How a form is read, and whether only an operator may send it. `to` is shown after it."""

    read: Reading
    operator: bool = False
    to: str = ""


def _decide(request: HttpRequest, form: Form, found: Seen) -> c.Command | None:
    del request
    outcome = form.choice("outcome", RulingOutcome, "Choose what is decided.")
    text = form.text("text", needed="Write the reasons: both parties read them.")
    order = found.loaded.order
    if outcome is None:
        return None
    if outcome is RulingOutcome.WAIT:
        until = form.day_end("wait_until", found.viewer.zone, "Write the day as 2026-12-31.")
        return c.Decide(outcome, text, wait_until=until)
    refund = None
    if outcome is not RulingOutcome.RELEASE and form.typed.get("part") == "yes":
        refund = form.money("refund", order.held.currency)
    platform = form.typed.get("funded_by") == Funder.PLATFORM
    counts = {"yes": True, "no": False}.get(form.typed.get("counts", ""))
    return c.Decide(
        outcome,
        text,
        refund,
        funded_by=Funder.PLATFORM if platform else Funder.SELLER,
        counts=counts,
    )


def _request(request: HttpRequest, form: Form, found: Seen) -> c.Command | None:
    del found
    asked = many(request.POST.getlist("of"), Role)
    of = tuple(role for role in asked if role in {Role.BUYER, Role.SELLER})
    items = many(request.POST.getlist("items"), EvidenceKind)
    if not of:
        form.problems["of"] = "Tick whom you ask: the buyer, the seller, or both."
    if not items:
        form.problems["items"] = "Tick what you ask for."
    return c.RequestEvidence(of, items, form.text("text"))


def _propose(request: HttpRequest, form: Form, found: Seen) -> c.Command | None:
    del request
    return offered(form, found, zero=True)


def _approve(request: HttpRequest, form: Form, found: Seen) -> c.Command | None:
    del request, found
    return c.ApproveDecision(form.text("digest", most=64))


def _refuse_approval(request: HttpRequest, form: Form, found: Seen) -> c.Command | None:
    del request, found
    text = form.text("text", needed="Say why, so that it can be decided better.")
    return c.RefuseApproval(form.text("digest", most=64), text)


def _number_request(request: HttpRequest, form: Form, found: Seen) -> c.Command | None:
    del request, found
    parcel = form.number("parcel", "Choose the parcel.")
    return c.AskForNumber(parcel, form.text("text")) if parcel else None


def _goodwill(request: HttpRequest, form: Form, found: Seen) -> c.Command | None:
    del request
    refund = form.money("refund", found.loaded.order.held.currency)
    text = form.text("text", needed="Say what it is for: the buyer reads it.")
    return c.GrantGoodwill(refund, text) if refund else None


def _chargeback(request: HttpRequest, form: Form, found: Seen) -> c.Command | None:
    del request
    disputed = form.money("disputed", found.loaded.order.held.currency)
    needed = "Write the reference under which the payment provider keeps this chargeback."
    text = form.text("text", needed=needed, most=200)
    return c.FreezeForChargeback(disputed, text) if disputed else None


def _chargeback_result(request: HttpRequest, form: Form, found: Seen) -> c.Command | None:
    del request
    nothing = found.loaded.order.nothing
    match form.typed.get("result"):
        case "won":
            return c.EndChargeback(won=True, charged_back=nothing)
        case "lost":
            taken = form.money("charged_back", nothing.currency)
            return c.EndChargeback(won=False, charged_back=taken) if taken else None
        case _:
            form.problems["result"] = "Choose how it ended."
            return None


CASE_ACTS: Mapping[str, CaseStep] = {
    "decision": CaseStep(_decide, to="/queue"),
    "evidence-request": CaseStep(_request, to="/queue"),
    "proposal": CaseStep(_propose),
    "approval": CaseStep(_approve, to="/queue"),
    "approval-refusal": CaseStep(_refuse_approval),
    "number-request": CaseStep(_number_request),
    "goodwill": CaseStep(_goodwill, operator=True),
    "chargeback": CaseStep(_chargeback, operator=True),
    "chargeback-result": CaseStep(_chargeback_result, operator=True),
}
