"""What the API does with a dispute: preview, open, answer, offer, withdraw, ask the platform."""

from amends.core import commands as c
from amends.core.commands import OpenDispute
from amends.core.decide import require_permitted
from amends.core.evolve import evolve
from amends.core.opening import open_dispute
from amends.core.parties import Role
from amends.core.reasons import AT_CUSTOMS, REASONS
from amends.core.refusals import Refusal, Refused
from amends.core.rulings import Ruling
from amends.orders import door
from amends.orders.answers import Stored
from amends.policy.judge import judge_of, rule_because, rule_words
from amends.words import say

from . import bodies as b
from . import shown
from . import views as v
from . import views_dispute as vd
from .calling import Call, Seen, give, noticed
from .disputed import dispute_of, offer_of, shown_dispute, step
from .lists import page_of, scope_of
from .problems import Trouble, plain, refusal
from .shown_charges import charges_view
from .shown_dispute import dispute_view
from .views_parcel import ChargesView


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
        charges=_charges(seen, claim),
        checklist=[
            vd.HelpsView(kind=kind, satisfied=kind in brought)
            for kind in REASONS[claim.reason].helps_buyer
        ],
    )
    return Stored(200, view.model_dump_json())


def open_(call: Call) -> Stored:
    """Open a dispute."""
    acting = call.acting(call.params["order"])
    return give(acting, _claim(call.body(b.ClaimBody)), shown_dispute)


def list_disputes(call: Call) -> Stored:
    """Return the orders whose disputes the caller may see."""
    return Stored(
        200, shown.list_view(page_of(call, scope_of(call, disputed=True))).model_dump_json()
    )


def read_dispute(call: Call) -> Stored:
    """Return a dispute; that a party reads what is asked of it is proof of notice."""
    seen, number = dispute_of(call)
    if number == len(seen.loaded.order.disputes):
        seen = noticed(seen)
    return Stored(200, dispute_view(seen, number).model_dump_json())


def accept(call: Call) -> Stored:
    """Accept the claim."""
    call.body(b.NothingBody)
    return step(call, c.AcceptClaim())


def refuse(call: Call) -> Stored:
    """Refuse the claim and say why."""
    return step(call, c.RefuseClaim(call.body(b.RefuseBody).text))


def offer(call: Call) -> Stored:
    """Offer another way out; a mediator's offer is a proposal to both."""
    body = call.body(b.OfferBody)
    return step(call, c.MakeOffer(b.money(body.refund), body.text, body.remedy))


def accept_offer(call: Call) -> Stored:
    """Accept the other side's offer."""
    call.body(b.NothingBody)
    disputed, number = offer_of(call)
    return step(disputed, c.AcceptOffer(number))


def undo_acceptance(call: Call) -> Stored:
    """Take back the acceptance of nothing, while that is possible."""
    disputed, number = offer_of(call)
    seen, of = dispute_of(disputed)
    accepted = seen.loaded.order.disputes[of - 1].accepted
    if accepted is None or accepted.offer != number:
        return refusal(Refused(Refusal.NOTHING_TO_UNDO))
    return step(disputed, c.UndoAcceptance())


def decline_offer(call: Call) -> Stored:
    """Decline the other side's offer."""
    disputed, number = offer_of(call)
    return step(disputed, c.DeclineOffer(number, call.body(b.WordsBody).text))


def withdraw(call: Call) -> Stored:
    """Give the dispute up, plainly or on condition that the parcel comes by a moment."""
    return step(call, c.Withdraw(call.body(b.WithdrawalBody).unless_delivered_by))


def escalate(call: Call) -> Stored:
    """Ask the platform to decide."""
    return step(call, c.Escalate(call.body(b.WordsBody).text))


def choose_refund_method(call: Call) -> Stored:
    """Choose where the refund goes, until it is paid."""
    body = call.body(b.RefundMethodBody)
    return step(call, c.ChooseRefundMethod(body.refund_method))


def _charges(seen: Seen, claim: OpenDispute) -> ChargesView | None:
    if claim.reason not in AT_CUSTOMS:
        return None
    return charges_view(seen, demanded=claim.demanded)


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
        demanded=b.money(body.demanded) if body.demanded else None,
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
