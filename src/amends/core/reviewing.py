"""What the platform's people do in a dispute: ask for evidence, decide, approve."""

from datetime import date, datetime, timedelta
from typing import assert_never

from . import commands as c
from . import events as e
from .deciding import approved, digest, needs_second
from .disputes import require_remedy
from .money import Money
from .opening import require_refund
from .order import Order, Status
from .outcomes import COUNTS, Outcome
from .parties import Party
from .refusals import Refusal, Refused
from .rulings import Ruling, RulingOutcome
from .settling import label_due
from .side_ends import reply_awaited
from .terms import EVIDENCE_REQUESTS_MOST, Remedy
from .world import World

Review = c.RequestEvidence | c.Decide | c.ApproveDecision | c.RefuseApproval


def review(order: Order, party: Party, command: Review, world: World) -> list[e.Event]:
    """Return what a mediator or an operator does in the order's dispute."""
    match command:
        case c.RequestEvidence():
            return [_request_evidence(order, party, command, world)]
        case c.Decide():
            return [_decide(order, party, command, world)]
        case c.ApproveDecision():
            made = _require_proposed(order, party, command.digest)
            _require_no_reply_awaited(order, world)
            _require_still_waits(order, made, world)
            return [approved(made, world, party.id)]
        case c.RefuseApproval():
            _require_proposed(order, party, command.digest)
            text = order.next_text(command.text)
            said = (party.role, party.id, command.digest, text)
            return [e.ApprovalRefused(world.now, *said)]
        case _:
            assert_never(command)


def _request_evidence(
    order: Order, party: Party, command: c.RequestEvidence, world: World
) -> e.Event:
    if len(order.dispute.requests) >= EVIDENCE_REQUESTS_MOST:
        raise Refused(Refusal.LIMIT_REACHED, limit=EVIDENCE_REQUESTS_MOST)
    return e.EvidenceRequested(
        world.now, party.role, command.of, command.items, order.next_text(command.text)
    )


def _decide(order: Order, party: Party, command: c.Decide, world: World) -> e.Event:
    _require_somebody_else(order, party)
    _require_no_reply_awaited(order, world)
    made = _made(order, party, command, world)
    if needs_second(order, made):
        return e.DecisionProposed(world.now, made, digest(made), made.text)
    return made


def _require_no_reply_awaited(order: Order, world: World) -> None:
    until = reply_awaited(order, world.now)
    if until is not None:
        raise Refused(Refusal.REPLY_RUNNING, wait_until=until)


def _require_somebody_else(order: Order, party: Party) -> None:
    appealed = order.status is Status.APPEALED
    if appealed and party.id in {order.dispute.decided.author, order.dispute.decided.approved_by}:
        raise Refused(Refusal.OWN_DECISION)


def _made(order: Order, party: Party, command: c.Decide, world: World) -> e.DecisionMade:
    dispute = order.dispute
    refund = _refund_decided(order, command, world)
    ruling = world.judge(order, world.facts, world.now)
    changed = order.status is Status.APPEALED and refund != dispute.decided.refund
    settles_as = Outcome.APPEAL_CHANGED if changed else Outcome.DECIDED
    return e.DecisionMade(
        at=world.now,
        decision=len(dispute.decisions) + 1,
        by=party.role,
        author=party.id,
        outcome=command.outcome,
        refund=refund,
        wait_until=command.wait_until if command.outcome is RulingOutcome.WAIT else None,
        settles_as=settles_as,
        rule=ruling.rule,
        policy=ruling.policy,
        burden=ruling.burden,
        facts=ruling.facts,
        followed=_follows(command, refund, ruling),
        text=order.next_text(command.text),
        funded_by=command.funded_by,
        counts=COUNTS[settles_as] if command.counts is None else command.counts,
        label_due=command.outcome is RulingOutcome.REFUND_ON_RETURN and label_due(order),
    )


def _refund_decided(order: Order, command: c.Decide, world: World) -> Money:
    dispute = order.dispute
    match command.outcome:
        case RulingOutcome.REFUND | RulingOutcome.REFUND_ON_RETURN:
            if command.outcome is RulingOutcome.REFUND_ON_RETURN:
                _require_goods_can_go_back(order)
            refund = dispute.claimable if command.refund is None else command.refund
            require_refund(refund, dispute.most, least=max(dispute.moved_refund.minor, 1))
            return refund
        case RulingOutcome.RELEASE:
            # What moved to the buyer already was never appealed by the seller.
            return dispute.moved_refund
        case RulingOutcome.WAIT:
            _require_wait(order, command, world)
            return order.nothing
        case _:
            raise AssertionError(f"{command.outcome} is not a decision")


def _require_goods_can_go_back(order: Order) -> None:
    require_remedy(order, Remedy.RETURN_AND_REFUND)
    returning = order.dispute.returning
    if returning is not None and returning.appealed_at is None:
        raise Refused(Refusal.RETURN_ALREADY_MADE)


def _require_wait(order: Order, command: c.Decide, world: World) -> None:
    if order.dispute.received:
        raise Refused(Refusal.NOTHING_TO_WAIT_FOR)
    late = order.dispute.resumes is Status.SETTLED
    if order.dispute.waited or order.status is Status.APPEALED or late:
        raise Refused(Refusal.ALREADY_WAITED)
    earliest, latest = _may_wait_until(order, world)
    if command.wait_until is None or not earliest <= command.wait_until <= latest:
        raise Refused(Refusal.WAIT_OUT_OF_RANGE, earliest=earliest, latest=latest)


def _require_still_waits(order: Order, made: e.DecisionMade, world: World) -> None:
    # The second person may come after the day until which the first one wanted to wait.
    if made.wait_until is not None and made.wait_until <= world.now:
        earliest, latest = _may_wait_until(order, world)
        raise Refused(Refusal.WAIT_OUT_OF_RANGE, earliest=earliest, latest=latest)


def _may_wait_until(order: Order, world: World) -> tuple[datetime, datetime]:
    return world.now + timedelta(days=1), world.now + order.terms.wait_most


def _follows(command: c.Decide, refund: Money, ruling: Ruling) -> bool:
    if command.outcome is not ruling.outcome:
        return False
    if command.outcome is RulingOutcome.WAIT:
        return _day(command.wait_until) == _day(ruling.wait_until)
    return ruling.refund is None or ruling.refund == refund


def _day(moment: datetime | None) -> date | None:
    # A person waits until a day; the rule counts from the instant at which it was asked.
    return None if moment is None else moment.date()


def _require_proposed(order: Order, party: Party, asked: str) -> e.DecisionMade:
    """Return the decision that waits for a second person, or raise `Refused`."""
    proposed = order.dispute.proposed
    assert proposed is not None, "the table lets nobody approve what was not proposed"
    if proposed.digest != asked:
        raise Refused(Refusal.DECISION_CHANGED, digest=proposed.digest)
    if party.id == proposed.made.author:
        raise Refused(Refusal.OWN_DECISION)
    _require_somebody_else(order, party)
    return proposed.made
