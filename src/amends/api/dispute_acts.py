"""What the API does with a dispute: preview, open, answer, offer, decide, appeal, refund."""

from dataclasses import replace

from amends.core import commands as c
from amends.core.commands import OpenDispute
from amends.core.decide import require_permitted
from amends.core.evolve import evolve
from amends.core.opening import open_dispute
from amends.core.order import Status
from amends.core.parties import PLATFORM, Role
from amends.core.reasons import REASONS
from amends.core.refusals import Refused
from amends.core.rulings import Ruling, RulingOutcome
from amends.orders import door, keys
from amends.orders.answers import Stored
from amends.orders.door import Asked
from amends.policy.judge import judge_of, rule_because, rule_words
from amends.words import say

from . import bodies as b
from . import shown
from . import views as v
from . import views_dispute as vd
from .calling import Call, Seen, answered_before, give, require
from .lists import page_of, scope_of
from .problems import Trouble, plain, problem
from .shown_dispute import dispute_view

DECISIONS = frozenset({RulingOutcome.REFUND, RulingOutcome.RELEASE, RulingOutcome.WAIT})


def preview(call: Call) -> Stored:
    """Say what the rule says of a claim now; nothing is recorded."""
    seen = call.order(call.params["order"])
    if seen.role is not Role.BUYER:
        raise Trouble("forbidden", roles=[Role.BUYER])
    claim = _claim(call.body(b.ClaimBody))
    order, world = seen.loaded.order, door.world_of(seen.loaded, call.now)
    brought = {kind for by, kind in order.evidence if by is Role.BUYER}
    ruling, refused = None, None
    try:
        require_permitted(order, seen.role, OpenDispute)
        opened = evolve(order, open_dispute(order, claim, world.at(call.now)))
        ruling = judge_of(order.policy)(opened, world.at(call.now).facts, call.now)
    except Refused as cannot:
        refused = cannot
    lines = claim.lines or tuple(range(1, len(order.lines) + 1))
    known = [line for line in lines if line <= len(order.lines)]
    view = vd.PreviewView(
        possible=ruling is not None,
        refused=_refused(refused),
        cap=v.MoneyView.of(order.cap_of(tuple(known))),
        ruling=_ruling(ruling) if ruling else None,
        checklist=[
            vd.HelpsView(kind=kind, satisfied=kind in brought)
            for kind in REASONS[claim.reason].helps_buyer
        ],
    )
    return Stored(200, view.model_dump_json())


def open_(call: Call) -> Stored:
    """Open a dispute."""
    seen = call.order(call.params["order"])
    return give(seen, _claim(call.body(b.ClaimBody)), _dispute)


def list_disputes(call: Call) -> Stored:
    """Return the orders whose disputes the caller may see."""
    return Stored(
        200, shown.list_view(page_of(call, scope_of(call, disputed=True))).model_dump_json()
    )


def read_dispute(call: Call) -> Stored:
    """Return a dispute; that its seller reads it is proof of notice."""
    seen, number = _of(call)
    order = seen.loaded.order
    unseen = number == len(order.disputes) and order.noticed_at is None
    if unseen and order.status is Status.AWAITING_SELLER and seen.role is Role.SELLER:
        asked = Asked(seen.loaded.key[1], PLATFORM, c.ProveNotice(Role.SELLER))
        seen = replace(seen, loaded=door.handle(asked, call.now).loaded)
    return Stored(200, dispute_view(seen, number).model_dump_json())


def accept(call: Call) -> Stored:
    """Accept the claim."""
    call.body(b.NothingBody)
    return _step(call, c.AcceptClaim())


def refuse(call: Call) -> Stored:
    """Refuse the claim and say why."""
    return _step(call, c.RefuseClaim(call.body(b.RefuseBody).text))


def offer(call: Call) -> Stored:
    """Offer another refund."""
    body = call.body(b.OfferBody)
    return _step(call, c.MakeOffer(b.money(body.refund), body.text))


def accept_offer(call: Call) -> Stored:
    """Accept the other side's offer."""
    call.body(b.NothingBody)
    disputed, number = _offer(call)
    return _step(disputed, c.AcceptOffer(number))


def decline_offer(call: Call) -> Stored:
    """Decline the other side's offer."""
    disputed, number = _offer(call)
    return _step(disputed, c.DeclineOffer(number, call.body(b.WordsBody).text))


def withdraw(call: Call) -> Stored:
    """Give the dispute up."""
    call.body(b.NothingBody)
    return _step(call, c.Withdraw())


def escalate(call: Call) -> Stored:
    """Ask the platform to decide."""
    return _step(call, c.Escalate(call.body(b.WordsBody).text))


def request_evidence(call: Call) -> Stored:
    """Ask one or both parties for evidence."""
    body = call.body(b.EvidenceRequestBody)
    parties = set(body.of) <= {Role.BUYER, Role.SELLER}
    require(parties, "of", "Ask the buyer, the seller, or both.")
    command = c.RequestEvidence(tuple(body.of), tuple(body.items), body.text)
    return _step(call, command)


def decide(call: Call) -> Stored:
    """Decide, with reasons."""
    body = call.body(b.DecisionBody)
    words = "Write refund, release or wait; evidence is asked for at /evidence-requests."
    require(body.outcome in DECISIONS, "outcome", words)
    refund = b.money(body.refund) if body.refund else None
    command = c.Decide(body.outcome, body.reasons, refund, body.wait_until)
    return _step(call, command)


def appeal(call: Call) -> Stored:
    """Appeal a decision."""
    body = call.body(b.AppealBody)
    return _step(call, c.Appeal(body.ground, body.text, tuple(body.evidence)))


def choose_refund_method(call: Call) -> Stored:
    """Choose where the refund goes, until it is paid."""
    body = call.body(b.RefundMethodBody)
    return _step(call, c.ChooseRefundMethod(body.refund_method))


def read_refund(call: Call) -> Stored:
    """Return a refund."""
    return Stored(200, _refund(_refund_of(call)))


def refund_paid(call: Call) -> Stored:
    """Mark a refund as paid under the payment provider's reference."""
    seen = _refund_of(call)
    if Role.OPERATOR in call.caller.staff:
        seen = replace(seen, role=Role.OPERATOR)
    return give(seen, c.ConfirmTransfer(1, call.body(b.RefundPaidBody).reference), _refund)


def _of(call: Call) -> tuple[Seen, int]:
    seen, number = call.part(call.params["dispute"], "d")
    if not 1 <= number <= len(seen.loaded.order.disputes):
        raise Trouble("not_found")
    return seen, number


def _step(call: Call, command: c.Command) -> Stored:
    """Give a command about a dispute. Only the latest one can still be changed."""
    seen, number = _of(call)
    if number == len(seen.loaded.order.disputes):
        return give(seen, command, _dispute)
    return answered_before(seen) or problem(Trouble("dispute_over"))


def _offer(call: Call) -> tuple[Call, int]:
    address = keys.read_offer(call.params["offer"])
    if address is None:
        raise Trouble("not_found")
    key, dispute, number = address
    return replace(call, params={"dispute": keys.part(key, "d", dispute)}), number


def _refund_of(call: Call) -> Seen:
    seen, number = call.part(call.params["refund"], "r")
    if number != 1 or shown.refund_view(seen.loaded) is None:
        raise Trouble("not_found")
    return seen


def _claim(body: b.ClaimBody) -> OpenDispute:
    return OpenDispute(
        received=body.received,
        reason=body.reason,
        refund=b.money(body.refund),
        lines=tuple(body.lines),
        remedy=body.remedy,
        refund_method=body.refund_method,
        evidence=tuple(body.evidence),
        text=body.statement,
    )


def _refused(refused: Refused | None) -> dict[str, object] | None:
    if refused is None:
        return None
    details = {name: plain(value) for name, value in refused.details.items()}
    title = say(f"refusal.{refused.refusal}.title")
    return {"code": refused.refusal.value, "title": title, "details": details}


def _ruling(ruling: Ruling) -> vd.RulingView:
    return vd.RulingView(
        outcome=ruling.outcome,
        refund=v.MoneyView.of(ruling.refund) if ruling.refund is not None else None,
        wait_until=ruling.wait_until,
        asks=list(ruling.asks),
        items=list(ruling.items),
        rule=ruling.rule,
        policy=ruling.policy,
        automatic=ruling.automatic,
        burden=ruling.burden,
        because=rule_because(ruling.policy, ruling.rule, ruling.facts),
        facts=[vd.FactView(name=f.name, value=f.value, source=f.source) for f in ruling.facts],
        what_would_change_it=rule_words(ruling.policy, ruling.rule),
    )


def _dispute(seen: Seen) -> str:
    return dispute_view(seen).model_dump_json()


def _refund(seen: Seen) -> str:
    view = shown.refund_view(seen.loaded)
    assert view is not None, "a refund that was paid was due"
    return view.model_dump_json()
