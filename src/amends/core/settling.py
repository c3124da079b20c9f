"""How the end of an argument is written down: the money divided, or the goods sent back first."""

from dataclasses import dataclass
from datetime import datetime

from . import events as e
from .money import Money, split
from .order import Order, Status
from .outcomes import COUNTS, Outcome
from .reasons import Reason
from .terms import Funder, LateChoice, Remedy
from .world import World


@dataclass(frozen=True, slots=True)
class Division:
    """How some lines are settled: `refund` is the buyer's of what they can give back at most."""

    outcome: Outcome
    lines: tuple[int, ...]
    refund: Money
    funded_by: Funder = Funder.SELLER
    counts: bool = True


def settled(order: Order, world: World, outcome: Outcome, refund: Money) -> e.Event:
    """Settle every line that is open: `refund` to the buyer, the rest to the seller."""
    return concluded(order, world, Division(outcome, order.open_lines, refund))


def agreed(order: Order, world: World, outcome: Outcome, offer: tuple[Money, Remedy]) -> e.Event:
    """Do what the two agreed on: divide the dispute's lines, or have the goods sent back first."""
    refund, remedy = offer
    # What was posted back is not sent back again.
    if remedy is Remedy.RETURN_AND_REFUND and not order.dispute.posted:
        return e.ReturnAgreed(world.now, refund, outcome, label_due(order))
    return concluded(order, world, Division(outcome, order.dispute.lines, refund))


def as_decided(order: Order, world: World) -> e.Event:
    """Settle what the dispute is about as its latest decision says."""
    made = order.dispute.decided
    lines = order.dispute.lines
    division = Division(made.settles_as, lines, made.refund, made.funded_by, made.counts)
    return concluded(order, world, division)


def as_returned(order: Order, world: World, outcome: Outcome, refund: Money) -> e.Event:
    """Settle what the dispute is about when the goods came back, or did not."""
    returning, lines = order.dispute.returning, order.dispute.lines
    assert returning is not None, "only what was to be returned comes back"
    # Who gets nothing takes it out of nobody's pocket.
    funder = returning.funded_by if refund else Funder.SELLER
    return concluded(order, world, Division(outcome, lines, refund, funder, returning.counts))


def concluded(order: Order, world: World, division: Division) -> e.Event:
    """Divide the money of some lines; an order of which others are open goes on with them."""
    if order.disputed and order.dispute.resumes is Status.SETTLED:
        return late_settled(order, world, None, division.refund)
    refund, payout = _shares(order, division)
    gave = bool(division.refund) or division.outcome is Outcome.CHARGED_BACK
    counts = COUNTS[division.outcome] and division.counts and gave
    if set(order.open_lines) <= set(division.lines):
        return e.OrderSettled(
            at=world.now,
            outcome=division.outcome,
            refund=refund,
            payout=payout,
            lines=division.lines,
            funded_by=division.funded_by,
            counts=counts,
        )
    return e.LinesSettled(
        at=world.now,
        outcome=division.outcome,
        refund=refund,
        payout=payout,
        lines=division.lines,
        due_at=_goes_on_until(order, world),
        funded_by=division.funded_by,
        counts=counts,
    )


def withdrawn(order: Order, world: World) -> e.Event:
    """End the dispute; the order goes on with what its clock had left, or long enough to act."""
    left = max(order.dispute.time_left, order.terms.protection_after_withdrawal)
    return e.DisputeWithdrawn(world.now, world.now + left)


def late_settled(order: Order, world: World, choice: LateChoice | None, kept: Money) -> e.Event:
    """Claim back what the buyer does not keep of a refund, for whoever had paid it."""
    refunded = order.refunded
    # A bank may have taken some of it since it was asked about.
    claimed = max(refunded - kept, order.nothing)
    reclaimed, _ = split(claimed, (order.funded.minor, (refunded - order.funded).minor))
    return e.LateArrivalSettled(world.now, choice, kept, claimed, reclaimed)


def label_due(order: Order) -> bool:
    """Whether the seller pays the way back: unless the buyer just changed their mind."""
    return order.dispute.reason is not Reason.CHANGED_MIND


def _shares(order: Order, division: Division) -> tuple[Money, Money]:
    """What each side still gets: some moved already, and a bank may have given the buyer some."""
    moved = order.disputed
    left = order.cap_of(division.lines) - (order.dispute.moved if moved else order.nothing)
    refund = division.refund - (order.dispute.moved_refund if moved else order.nothing)
    taken = min(order.credit or order.nothing, left)
    if division.funded_by is Funder.PLATFORM:
        return max(refund - taken, order.nothing), left - taken
    return max(refund - taken, order.nothing), left - max(refund, taken)


def _goes_on_until(order: Order, world: World) -> datetime | None:
    if not order.disputed:
        return None
    return world.now + max(order.dispute.time_left, order.terms.protection_after_withdrawal)
