"""A claim that is being written: what it asks, and what the marketplace's rule says of it now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from amends.core.available import why_not_yet
from amends.core.commands import OpenDispute
from amends.core.decide import require_permitted
from amends.core.evolve import evolve
from amends.core.findings import FindingCode
from amends.core.money import Money
from amends.core.opening import open_dispute
from amends.core.order import Order, Status
from amends.core.parties import Role
from amends.core.reasons import AT_CUSTOMS, REASONS, EvidenceKind, Reason
from amends.core.refusals import Refused
from amends.core.rulings import Ruling
from amends.core.terms import RefundMethod, Remedy
from amends.orders import door
from amends.orders.intake.fields import is_currency
from amends.policy.judge import judge_of
from amends.policy.suggesting import Suggested, suggested
from amends.web.forms import Form
from amends.web.viewer import Seen

# Which fields each step asks; the last one only checks.
STEPS: Mapping[int, Sequence[str]] = {
    1: ("remedy", "received"),
    2: ("reason",),
    3: ("lines", "refund", "demanded", "demanded_currency", "refund_method", "text"),
    4: (),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One reason that can be picked; `fits` is why the parcel suggests it, if it does."""

    reason: Reason
    fits: Suggested | None


@dataclass(frozen=True, slots=True)
class Claim:
    """What is written so far. `command` is there when nothing is missing any more.

    `at_customs` is that it is about customs, so that it may name what was `demanded` there.
    """

    remedy: Remedy
    received: bool
    reason: Reason
    lines: tuple[int, ...]
    cap: Money
    refund: Money
    refund_method: RefundMethod
    text: str
    evidence: tuple[int, ...]
    choices: Sequence[Choice]
    problems: Mapping[str, str]
    command: OpenDispute | None
    demanded: Money | None = None

    @property
    def at_customs(self) -> bool:
        """Whether it is about customs, so that it may name what was asked for there."""
        return self.reason in AT_CUSTOMS

    @property
    def charge_only(self) -> bool:
        """Whether such a claim asks back a charge, and not what was bought."""
        return self.reason is Reason.DUTY_NOT_DUE


@dataclass(frozen=True, slots=True)
class Preview:
    """What the rule says now, why the claim would be refused, and what helps it."""

    ruling: Ruling | None
    refused: Refused | None
    helps: Sequence[tuple[EvidenceKind, bool]]
    contacted: bool


def claim_of(form: Form, seen: Seen) -> Claim:
    """Read a claim from what was typed so far; what is not typed yet has a default."""
    order = seen.loaded.order
    received = form.typed.get("received", "no") == "yes"
    choices = _choices(suggestion(seen), received=received)
    reason = _reason(form, choices)
    remedy = _remedy(form, order, received=received)
    lines = _lines(form, order)
    cap = order.cap_of(lines)
    demanded = _demanded(form, cap.currency) if reason in AT_CUSTOMS else None
    usual = _usual(reason, demanded, cap)
    refund = form.money("refund", cap.currency) if form.typed.get("refund") else usual
    if refund is not None and refund > cap:
        form.problems["refund"] = "This is more than was paid for what you chose. Write less."
    method = form.typed.get("refund_method") or order.terms.refund_methods[0].value
    chosen = Form({"refund_method": method}).choice("refund_method", RefundMethod, "")
    needed = "Say in your own words what happened and what you tried."
    text = form.text("text", needed=needed)
    evidence = own_evidence(order)
    claim = Claim(
        remedy=remedy,
        received=received,
        reason=reason,
        lines=lines,
        cap=cap,
        refund=refund or cap,
        refund_method=chosen or order.terms.refund_methods[0],
        text=text,
        evidence=evidence,
        choices=choices,
        problems=form.problems,
        command=None,
        demanded=demanded,
    )
    return claim if form.problems else _complete(claim)


def suggestion(seen: Seen) -> Suggested | None:
    """Return the reason that the strongest finding suggests, and why."""
    order, now = seen.loaded.order, seen.viewer.now
    fits = suggested(order, seen.loaded.facts.at(now), now)
    if fits is None and order.status is Status.DELIVERED:
        return Suggested(Reason.DELIVERED_NOT_RECEIVED, FindingCode.DELIVERED_PROVEN)
    return fits


def preview(seen: Seen, claim: Claim) -> Preview:
    """Ask the order's policy what it says of the claim as it is written now."""
    loaded, now = seen.loaded, seen.viewer.now
    order, world = loaded.order, door.world_of(loaded, now)
    about = REASONS[claim.reason]
    brought = {order.evidence[number - 1][1] for number in claim.evidence}
    helps = [(kind, kind in brought) for kind in about.helps_buyer]
    contacted = order.contacted_at is not None
    refused = why_not_yet(order, world)
    if refused is not None:
        return Preview(None, refused, helps, contacted)
    asked = _complete(claim).command
    assert asked is not None, "a claim without problems has a command"
    try:
        require_permitted(order, Role.BUYER, OpenDispute)
        opened = open_dispute(order, asked, world)
    except Refused as cannot:
        return Preview(None, cannot, helps, contacted)
    ruling = judge_of(order.policy)(evolve(order, opened), world.at(now).facts, now)
    return Preview(ruling, None, helps, contacted)


def own_evidence(order: Order) -> tuple[int, ...]:
    """Return the numbers of the files that the buyer added."""
    return tuple(n for n, (by, _) in enumerate(order.evidence, start=1) if by is Role.BUYER)


def _complete(claim: Claim) -> Claim:
    command = OpenDispute(
        received=claim.received,
        reason=claim.reason,
        refund=claim.refund,
        lines=claim.lines,
        remedy=claim.remedy,
        refund_method=claim.refund_method,
        evidence=claim.evidence,
        text=claim.text,
        demanded=claim.demanded,
    )
    return replace(claim, command=command)


def _choices(fits: Suggested | None, *, received: bool) -> list[Choice]:
    of_family = [reason for reason, about in REASONS.items() if about.received is received]
    return [
        Choice(reason, fits if fits and reason is fits.reason else None) for reason in of_family
    ]


def _demanded(form: Form, currency: str) -> Money | None:
    """Read what was asked for at the border, which may be in any currency, and may be left out."""
    if not form.typed.get("demanded", "").strip():
        return None
    written = form.typed.get("demanded_currency", "").strip().upper() or currency
    if not is_currency(written):
        form.problems["demanded_currency"] = "Write the three letters of its currency, such as EUR."
        return None
    return form.money("demanded", written)


def _usual(reason: Reason, demanded: Money | None, cap: Money) -> Money:
    """What such a claim asks back: everything, or only what was charged beside the goods."""
    charged = reason is Reason.DUTY_NOT_DUE and demanded and demanded.currency == cap.currency
    return min(demanded, cap) if charged and demanded else cap


def _reason(form: Form, choices: Sequence[Choice]) -> Reason:
    typed = form.typed.get("reason", "")
    for choice in choices:
        if choice.reason == typed:
            return choice.reason
    fitting = next((choice.reason for choice in choices if choice.fits), None)
    if fitting is None or typed:
        form.problems["reason"] = "Choose what fits best."
    return fitting or choices[0].reason


def _remedy(form: Form, order: Order, *, received: bool) -> Remedy:
    asked = form.typed.get("remedy") == Remedy.RETURN_AND_REFUND
    if not asked or Remedy.RETURN_AND_REFUND not in order.terms.remedies:
        return Remedy.REFUND_ONLY
    if not received:
        form.problems["remedy"] = "What did not come cannot be sent back. Choose a refund only."
    return Remedy.RETURN_AND_REFUND


def _lines(form: Form, order: Order) -> tuple[int, ...]:
    every = order.open_lines
    numbers = (int(part) for part in form.typed.get("lines", "").split(",") if part.isdigit())
    return tuple(sorted({number for number in numbers if number in every})) or every
