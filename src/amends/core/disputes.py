"""What the commands of the two parties do inside a dispute: answers, offers, withdrawal, appeal."""

from datetime import timedelta
from typing import assert_never

from . import commands as c
from . import events as e
from .claim import Offer
from .findings import claimed_came
from .opening import require_own_evidence, require_refund
from .order import Order, Status
from .outcomes import Outcome
from .parties import Party, Role
from .refusals import Refusal, Refused
from .settling import Division, agreed, concluded, withdrawn
from .terms import OFFERS_MOST, Remedy
from .told import unproven
from .world import World

Argument = (
    c.ProveNotice
    | c.AcceptClaim
    | c.RefuseClaim
    | c.MakeOffer
    | c.AcceptOffer
    | c.UndoAcceptance
    | c.DeclineOffer
    | c.Withdraw
    | c.Escalate
    | c.AskForTime
    | c.Appeal
)


def argue(order: Order, party: Party, command: Argument, world: World) -> list[e.Event]:
    """Return what a command that the table permits does in the order's dispute."""
    match command:
        case c.ProveNotice():
            later = command.counts_from
            later = later if later is not None and later > world.now else None
            # Only where silence will count is it kept that somebody was told.
            needed = unproven(order, later or world.now) is command.to
            return [e.NoticeProven(world.now, command.to, later)] if needed else []
        case c.AcceptClaim():
            dispute = order.dispute
            claim = (dispute.claimable, dispute.remedy)
            return [agreed(order, world, Outcome.SELLER_ACCEPTED, claim)]
        case c.RefuseClaim():
            return [e.ClaimRefused(world.now, order.next_text(command.text))]
        case c.MakeOffer():
            return [_make_offer(order, party, command, world)]
        case c.AcceptOffer():
            return [_accept_offer(order, party, command, world)]
        case c.UndoAcceptance():
            accepted = order.dispute.accepted
            assert accepted is not None, "the table lets nobody undo what was not accepted"
            return [e.AcceptanceUndone(world.now, accepted.offer)]
        case c.DeclineOffer():
            offer = _require_open(order, party, command.offer)
            text = order.next_text(command.text)
            return [e.OfferDeclined(world.now, party.role, offer.number, text)]
        case c.Withdraw():
            return [_withdraw(order, command, world)]
        case c.Escalate():
            text = order.next_text(command.text)
            return [e.DisputeEscalated(world.now, party.role, e.Escalation.ASKED, text)]
        case c.AskForTime():
            return [e.EvidenceTimeExtended(world.now, party.role)]
        case c.Appeal():
            return [_appeal(order, party, command, world)]
        case _:
            assert_never(command)


def _make_offer(order: Order, party: Party, command: c.MakeOffer, world: World) -> e.Event:
    dispute = order.dispute
    # What a mediator or an operator offers is the platform's proposal, whoever wrote it.
    by = party.role if party.role in {Role.BUYER, Role.SELLER} else Role.MEDIATOR
    if sum(offer.by is by for offer in dispute.offers) >= OFFERS_MOST:
        raise Refused(Refusal.LIMIT_REACHED, limit=OFFERS_MOST)
    require_remedy(order, command.remedy)
    if command.remedy is Remedy.RETURN_AND_REFUND and dispute.posted:
        raise Refused(Refusal.RETURN_ALREADY_MADE)
    # A buyer cannot ask for more than the claim says: that would be another claim.
    cap = dispute.claimable if by is Role.BUYER else dispute.most
    zero = by is not Role.BUYER and command.remedy is Remedy.REFUND_ONLY
    require_refund(command.refund, cap, least=max(dispute.moved_refund.minor, 0 if zero else 1))
    text = order.next_text(command.text)
    number = len(dispute.offers) + 1
    return e.OfferMade(world.now, by, number, command.refund, text, command.remedy)


def require_remedy(order: Order, remedy: Remedy) -> None:
    """Raise `Refused` unless goods can be sent back for this remedy, where it needs them."""
    dispute = order.dispute
    there = dispute.received and dispute.resumes is not Status.SETTLED
    if remedy is Remedy.RETURN_AND_REFUND and not (there and remedy in order.terms.remedies):
        raise Refused(Refusal.REMEDY_NOT_OFFERED, remedies=[Remedy.REFUND_ONLY])


def _accept_offer(order: Order, party: Party, command: c.AcceptOffer, world: World) -> e.Event:
    offer = _require_open(order, party, command.offer)
    proposal = offer.by is Role.MEDIATOR
    if proposal and not offer.accepted_by:
        return e.OfferAccepted(world.now, party.role, offer.number)
    if not proposal and not offer.refund:
        # Nothing moves before the buyer could take it back.
        return e.OfferAccepted(world.now, party.role, offer.number)
    return agreed(order, world, Outcome.AGREED, (offer.refund, offer.remedy))


def _require_open(order: Order, party: Party, number: int) -> Offer:
    standing = order.dispute.offers_to(party.role)
    assert standing, "the table lets nobody answer an offer that does not stand"
    for offer in standing:
        if offer.number == number:
            return offer
    raise Refused(Refusal.OFFER_NOT_OPEN, current=standing[0].number)


def _withdraw(order: Order, command: c.Withdraw, world: World) -> e.Event:
    until = command.unless_delivered_by
    dispute = order.dispute
    if until is None and (dispute.resumes is Status.SETTLED or dispute.moved):
        # Who gives up what was refunded for a parcel that came after all pays it back; and where a
        # decision has moved money already, whoever gives up keeps of it what was theirs.
        kept = Division(Outcome.AGREED, dispute.lines, dispute.moved_refund)
        return concluded(order, world, kept)
    if until is None:
        return withdrawn(order, world)
    late = dispute.resumes is Status.SETTLED
    came = dispute.received or late or order.delivered_at or claimed_came(order, world.facts)
    if came or dispute.withdrawn_until is not None:
        raise Refused(Refusal.ALREADY_WITHDRAWN)
    earliest, latest = world.now + timedelta(days=1), world.now + order.terms.withdrawn_most
    if not earliest <= until <= latest:
        raise Refused(Refusal.WITHDRAWAL_OUT_OF_RANGE, earliest=earliest, latest=latest)
    return e.WithdrawnUntil(world.now, until)


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
