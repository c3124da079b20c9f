"""What the platform's people do in a dispute through the API, and what parties do about it."""

from amends.core import commands as c
from amends.core.parties import Role
from amends.orders.answers import Stored

from . import bodies as b
from .calling import Call, answered_before, require
from .disputed import decision_of, dispute_of, step
from .problems import Trouble


def request_evidence(call: Call) -> Stored:
    """Ask one or both parties for evidence."""
    body = call.body(b.EvidenceRequestBody)
    parties = set(body.of) <= {Role.BUYER, Role.SELLER}
    require(parties, "of", "Ask the buyer, the seller, or both.")
    command = c.RequestEvidence(tuple(body.of), tuple(body.items), body.text)
    return step(call, command)


def ask_time(call: Call) -> Stored:
    """Ask, once, for more time to bring the evidence that was asked for."""
    call.body(b.NothingBody)
    return step(call, c.AskForTime())


def decide(call: Call) -> Stored:
    """Decide, with reasons; above the marketplace's limit a second person must approve it."""
    body = call.body(b.DecisionBody)
    command = c.Decide(
        body.outcome,
        body.reasons,
        b.money(body.refund) if body.refund else None,
        body.wait_until,
        funded_by=body.funded_by,
        counts=body.counts,
    )
    return step(call, command)


def approve(call: Call) -> Stored:
    """Agree, as a second person, to exactly the decision that has the digest."""
    digest = call.body(b.ApprovalBody).digest
    return step(_proposed(call), c.ApproveDecision(digest))


def refuse_approval(call: Call) -> Stored:
    """Say, as a second person, why a proposed decision should not stand."""
    body = call.body(b.ApprovalRefusalBody)
    return step(_proposed(call), c.RefuseApproval(body.digest, body.text))


def appeal(call: Call) -> Stored:
    """Appeal a decision."""
    body = call.body(b.AppealBody)
    return step(call, c.Appeal(body.ground, body.text, tuple(body.evidence)))


def _proposed(call: Call) -> Call:
    """Return the call as one about the dispute of a decision, which was made or is proposed."""
    disputed, number = decision_of(call)
    seen, of = dispute_of(disputed)
    dispute = seen.loaded.order.disputes[of - 1]
    known = {decision.made.decision for decision in dispute.decisions}
    if dispute.proposed is not None:
        known.add(dispute.proposed.made.decision)
    # What was proposed and refused is gone, but who refused it may ask again what came of it.
    if number not in known and answered_before(seen) is None:
        raise Trouble("not_found")
    return disputed
