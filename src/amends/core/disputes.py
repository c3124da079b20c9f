"""What the commands inside a dispute do: notice, answers, offers, review, decisions, appeals."""

from datetime import timedelta
from typing import assert_never

from . import commands as c
from . import events as e
from .money import Money
from .opening import require_own_evidence, require_refund
from .order import Offer, Order, Status
from .parties import Party, Role
from .refusals import Refusal, Refused
from .rulings import Ruling, RulingOutcome
from .settling import settled
from .terms import EVIDENCE_REQUESTS_MOST, OFFERS_MOST
from .world import World

DisputeCommand = (
    c.ProveNotice
    | c.AcceptClaim
    | c.RefuseClaim
    | c.MakeOffer
    | c.AcceptOffer
    | c.DeclineOffer
    | c.Withdraw
    | c.Escalate
    | c.RequestEvidence
    | c.Decide
    | c.Appeal
)


def in_dispute(order: Order, party: Party, command: DisputeCommand, world: World) -> list[e.Event]:
    """Return what a command that the table permits does in the order's dispute."""
    match command:
        case c.ProveNotice():
            # Only the seller's silence answers a claim, so only the seller's notice is kept.
            proven = order.dispute.noticed_at is not None
            return [] if proven or command.to is not Role.SELLER else [_noticed(command, world)]
        case c.AcceptClaim():
            refund = order.dispute.refund
            return [settled(order, world, e.Outcome.SELLER_ACCEPTED, refund)]
        case c.RefuseClaim():
            return [e.ClaimRefused(world.now, order.next_text(command.text))]
        case c.MakeOffer():
            return [_make_offer(order, party, command, world)]
        case c.AcceptOffer():
            offer = _require_open(order, party, command.offer)
            return [settled(order, world, e.Outcome.AGREED, offer.refund)]
        case c.DeclineOffer():
            offer = _require_open(order, party, command.offer)
            text = order.next_text(command.text)
            return [e.OfferDeclined(world.now, party.role, offer.number, text)]
        case c.Withdraw():
            return [_withdraw(order, world)]
        case c.Escalate():
            text = order.next_text(command.text)
            return [e.DisputeEscalated(world.now, party.role, e.Escalation.ASKED, text)]
        case c.RequestEvidence():
            return [_request_evidence(order, party, command, world)]
        case c.Decide():
            return [_decide(order, party, command, world)]
        case c.Appeal():
            return [_appeal(order, party, command, world)]
        case _:
            assert_never(command)


def _noticed(command: c.ProveNotice, world: World) -> e.Event:
    return e.NoticeProven(world.now, command.to)


def _make_offer(order: Order, party: Party, command: c.MakeOffer, world: World) -> e.Event:
    dispute = order.dispute
    if sum(offer.by is party.role for offer in dispute.offers) >= OFFERS_MOST:
        raise Refused(Refusal.LIMIT_REACHED, limit=OFFERS_MOST)
    # A buyer cannot ask for more than the claim says: that would be another claim.
    require_refund(command.refund, dispute.refund if party.role is Role.BUYER else dispute.cap)
    text = order.next_text(command.text)
    return e.OfferMade(world.now, party.role, len(dispute.offers) + 1, command.refund, text)


def _require_open(order: Order, party: Party, number: int) -> Offer:
    standing = order.dispute.standing_offer(party.role.other_side)
    assert standing is not None, "the table lets nobody answer an offer that does not stand"
    if standing.number != number:
        raise Refused(Refusal.OFFER_NOT_OPEN, current=standing.number)
    return standing


def _withdraw(order: Order, world: World) -> e.Event:
    # The order goes on with what its clock had left, topped up if that is too short to act.
    left = max(order.dispute.time_left, order.terms.protection_after_withdrawal)
    return e.DisputeWithdrawn(world.now, world.now + left)


def _request_evidence(
    order: Order, party: Party, command: c.RequestEvidence, world: World
) -> e.Event:
    if len(order.dispute.requests) >= EVIDENCE_REQUESTS_MOST:
        raise Refused(Refusal.LIMIT_REACHED, limit=EVIDENCE_REQUESTS_MOST)
    return e.EvidenceRequested(
        world.now, party.role, command.of, command.items, order.next_text(command.text)
    )


def _decide(order: Order, party: Party, command: c.Decide, world: World) -> e.Event:
    dispute = order.dispute
    appealed = order.status is Status.APPEALED
    if appealed and dispute.decisions[-1].author == party.id:
        raise Refused(Refusal.OWN_DECISION)
    refund = _refund_decided(order, command, world)
    ruling = world.judge(order, world.facts, world.now)
    settles_as = e.Outcome.DECIDED
    if appealed and refund != dispute.decisions[-1].refund:
        settles_as = e.Outcome.APPEAL_CHANGED
    return e.DecisionMade(
        at=world.now,
        decision=len(dispute.decisions) + 1,
        by=party.role,
        author=party.id,
        outcome=command.outcome,
        refund=refund,
        wait_until=command.wait_until,
        settles_as=settles_as,
        rule=ruling.rule,
        policy=ruling.policy,
        burden=ruling.burden,
        facts=ruling.facts,
        followed=_follows(command, refund, ruling),
        text=order.next_text(command.text),
    )


def _refund_decided(order: Order, command: c.Decide, world: World) -> Money:
    dispute = order.dispute
    match command.outcome:
        case RulingOutcome.REFUND:
            refund = dispute.refund if command.refund is None else command.refund
            require_refund(refund, dispute.cap)
            return refund
        case RulingOutcome.RELEASE:
            return dispute.cap.nothing
        case RulingOutcome.WAIT:
            _require_wait(order, command, world)
            return dispute.cap.nothing
        case _:
            raise AssertionError(f"{command.outcome} is not a decision")


def _require_wait(order: Order, command: c.Decide, world: World) -> None:
    if order.dispute.waited or order.status is Status.APPEALED:
        raise Refused(Refusal.ALREADY_WAITED)
    earliest, latest = world.now + timedelta(days=1), world.now + order.terms.wait_most
    if command.wait_until is None or not earliest <= command.wait_until <= latest:
        raise Refused(Refusal.WAIT_OUT_OF_RANGE, earliest=earliest, latest=latest)


def _follows(command: c.Decide, refund: Money, ruling: Ruling) -> bool:
    if command.outcome is not ruling.outcome:
        return False
    return ruling.refund is None or ruling.refund == refund


def _appeal(order: Order, party: Party, command: c.Appeal, world: World) -> e.Event:
    require_own_evidence(order, party.role, command.evidence)
    if not _has_ground(order, command):
        raise Refused(Refusal.APPEAL_NEEDS_GROUND)
    return e.DecisionAppealed(
        world.now,
        party.role,
        command.ground,
        command.evidence,
        order.next_text(command.text),
    )


def _has_ground(order: Order, command: c.Appeal) -> bool:
    match command.ground:
        case c.AppealGround.NEW_EVIDENCE:
            # New is what came after the decision: the file before it was decided on.
            decided_on = order.dispute.decisions[-1].evidence
            return any(number > decided_on for number in command.evidence)
        case c.AppealGround.NAMED_ERROR:
            return bool(command.text.strip())
        case _:
            assert_never(command.ground)
