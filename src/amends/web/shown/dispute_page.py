"""What the page of a dispute shows beside its order: offers, what the rule says, decisions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from amends.core import events as e
from amends.core.evolve_return import shows_posting
from amends.core.money import Money
from amends.core.order import Dispute, EvidenceRequest, Return, Status
from amends.core.parties import Role
from amends.core.reasons import AT_CUSTOMS, REASONS, EvidenceKind
from amends.core.rulings import Ruling
from amends.core.side_ends import reply_awaited
from amends.core.terms import Remedy
from amends.orders import door, queries
from amends.policy.judge import judge_of
from amends.web.viewer import Seen

from .border import ShownBorder, shown_border


@dataclass(frozen=True, slots=True)
class Side:
    """One of the views that stand side by side; `difference` is against what the buyer asks.

    `accepted_by` are those who accepted it, where one acceptance alone does not settle it.
    """

    by: str
    refund: Money | None
    at: datetime | None
    number: int = 0
    text: str = ""
    open: bool = False
    difference: Money | None = None
    remedy: Remedy = Remedy.REFUND_ONLY
    accepted_by: frozenset[Role] = frozenset()
    mine: bool = False


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
class WayBack:
    """The goods on their way back: where to, with which label, and what the seller found."""

    going: Return
    address: str
    label: int | None
    receipt: int | None
    found: str


@dataclass(frozen=True, slots=True)
class Disputed:
    """A dispute, ready for a template. `choose` are the offers that this side may accept.

    `reply_until` is the moment before which nothing is decided, since one side may still reply.
    """

    dispute: Dispute
    statement: str
    sides: Sequence[Side]
    ruling: Ruling | None
    decisions: Sequence[Decided]
    request: EvidenceRequest | None
    helps: Sequence[Helps]
    choose: Sequence[Side]
    way_back: WayBack | None
    reply_until: datetime | None
    proposal_text: str
    border: ShownBorder | None


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
    since = [event for event in events if event.at >= dispute.opened_at]
    sides = _sides(seen, ruling, _offer_texts(events, written, dispute))
    return Disputed(
        dispute=dispute,
        statement=written.get(opened.text or 0, ""),
        sides=sides,
        ruling=ruling,
        decisions=[Decided(event, written.get(event.text or 0, "")) for event in made],
        request=dispute.requests[-1] if waits else None,
        helps=helps(seen),
        choose=[side for side in sides if side.mine],
        way_back=_way_back(dispute, since, written),
        reply_until=reply_awaited(order, now),
        proposal_text=_proposed(since, written),
        border=shown_border(seen) if dispute.reason in AT_CUSTOMS else None,
    )


def helps(seen: Seen) -> list[Helps]:
    """Return what helps this side in the dispute, with what it already brought."""
    order, role = seen.loaded.order, seen.role
    if role not in {Role.BUYER, Role.SELLER}:
        return []
    about = REASONS[order.dispute.reason]
    kinds = about.helps_buyer if role is Role.BUYER else about.helps_seller
    return [Helps(kind, (role, kind) in order.evidence) for kind in kinds]


def _sides(seen: Seen, ruling: Ruling | None, texts: dict[int, str]) -> list[Side]:
    order, dispute = seen.loaded.order, seen.loaded.order.dispute
    asked = dispute.refund
    party = seen.role in {Role.BUYER, Role.SELLER} and order.disputed
    mine = {offer.number for offer in dispute.offers_to(seen.role)} if party else set()
    sides = [Side("asked", asked, dispute.opened_at, remedy=dispute.remedy)]
    for by in (Role.BUYER, Role.SELLER, Role.MEDIATOR):
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
                    remedy=offer.remedy,
                    accepted_by=offer.accepted_by,
                    mine=offer.number in mine,
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


def _way_back(
    dispute: Dispute, events: Sequence[e.Event], written: dict[int, str]
) -> WayBack | None:
    going = dispute.way_back
    if going is None:
        return None
    given = [event for event in events if isinstance(event, e.ReturnAddressGiven)]
    posted = [event for event in events if isinstance(event, e.ReturnPosted)]
    found = [event for event in events if isinstance(event, e.ReturnAcknowledged)]
    return WayBack(
        going=going,
        address=written.get(given[-1].text, "") if given else "",
        label=given[-1].label if given else None,
        receipt=_receipt(posted[-1], events) if posted else None,
        found=written.get(found[-1].text or 0, "") if found else "",
    )


def _receipt(posted: e.ReturnPosted, events: Sequence[e.Event]) -> int | None:
    """Return the file that shows the posting: named with it, or added after it."""
    added = (
        event for event in events if isinstance(event, e.EvidenceAdded) and shows_posting(event)
    )
    after = [event.evidence for event in added if event.at >= posted.at]
    return posted.receipt or (after[-1] if after else None)


def _proposed(events: Sequence[e.Event], written: dict[int, str]) -> str:
    proposed = [event for event in events if isinstance(event, e.DecisionProposed)]
    return written.get(proposed[-1].text or 0, "") if proposed else ""
