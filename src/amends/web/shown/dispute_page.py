"""What the page of a dispute shows beside its order: offers, what the rule says, decisions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from amends.core import events as e
from amends.core.money import Money
from amends.core.order import Dispute, EvidenceRequest, Status
from amends.core.parties import Role
from amends.core.reasons import REASONS, EvidenceKind
from amends.core.rulings import Ruling
from amends.orders import door, queries
from amends.policy.judge import judge_of
from amends.web.viewer import Seen


@dataclass(frozen=True, slots=True)
class Side:
    """One of the views that stand side by side; `difference` is against what the buyer asks."""

    by: str
    refund: Money | None
    at: datetime | None
    number: int = 0
    text: str = ""
    open: bool = False
    difference: Money | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision with its reasons."""

    event: e.DecisionMade
    text: str


@dataclass(frozen=True, slots=True)
class Helps:
    """One kind of evidence that helps, and whether this side brought it."""

    kind: EvidenceKind
    there: bool


@dataclass(frozen=True, slots=True)
class Disputed:
    """A dispute, ready for a template."""

    dispute: Dispute
    statement: str
    sides: Sequence[Side]
    ruling: Ruling | None
    decisions: Sequence[Decided]
    request: EvidenceRequest | None
    helps: Sequence[Helps]


def disputed(seen: Seen) -> Disputed:
    """Gather the page of an order's latest dispute for a viewer."""
    loaded, now = seen.loaded, seen.viewer.now
    order, dispute = loaded.order, loaded.order.dispute
    texts, history = queries.texts(loaded.key), queries.history(loaded.key)
    events = [happened.event for happened in history]
    written = {number: text.body for number, text in texts.items()}
    opened = next(
        event
        for event in events
        if isinstance(event, e.DisputeOpened) and event.dispute == dispute.number
    )
    ruling = None
    if dispute.ended_at is None and order.status is not Status.DECIDED:
        ruling = judge_of(order.policy)(order, door.world_of(loaded, now).at(now).facts, now)
    made = [
        event
        for event in events
        if isinstance(event, e.DecisionMade) and event.at >= dispute.opened_at
    ]
    waits = order.status is Status.AWAITING_EVIDENCE
    return Disputed(
        dispute=dispute,
        statement=written.get(opened.text or 0, ""),
        sides=_sides(dispute, ruling, _offer_texts(events, written, dispute)),
        ruling=ruling,
        decisions=[Decided(event, written.get(event.text or 0, "")) for event in made],
        request=dispute.requests[-1] if waits else None,
        helps=helps(seen),
    )


def helps(seen: Seen) -> list[Helps]:
    """Return what helps this side in the dispute, with what it already brought."""
    order, role = seen.loaded.order, seen.role
    if role not in {Role.BUYER, Role.SELLER}:
        return []
    about = REASONS[order.dispute.reason]
    kinds = about.helps_buyer if role is Role.BUYER else about.helps_seller
    return [Helps(kind, (role, kind) in order.evidence) for kind in kinds]


def _sides(dispute: Dispute, ruling: Ruling | None, texts: dict[int, str]) -> list[Side]:
    asked = dispute.refund
    sides = [Side("asked", asked, dispute.opened_at)]
    for by in (Role.BUYER, Role.SELLER):
        offer = dispute.standing_offer(by)
        if offer is not None:
            text = texts.get(offer.number, "")
            less = asked - offer.refund
            sides.append(
                Side(
                    by=by.value,
                    refund=offer.refund,
                    at=offer.made_at,
                    number=offer.number,
                    text=text,
                    open=True,
                    difference=less,
                )
            )
    if ruling is not None:
        refund = ruling.refund
        less_by_rule = asked - refund if refund is not None else None
        sides.append(Side("rule", refund, None, difference=less_by_rule))
    return sides


def _offer_texts(
    events: Sequence[e.Event], written: dict[int, str], dispute: Dispute
) -> dict[int, str]:
    made = [event for event in events if isinstance(event, e.OfferMade)]
    return {
        event.offer: written.get(event.text or 0, "")
        for event in made
        if event.at >= dispute.opened_at
    }
