"""A dispute with everything that its page shows, as the API shows it to one caller."""

from collections.abc import Sequence

from amends.core import events as e
from amends.core.available import silence_of, whose_turn
from amends.core.lifecycle import SideClock, main_due_at, side_due_at
from amends.core.money import Money
from amends.core.order import Dispute, Order, Status
from amends.core.parties import Role
from amends.core.reasons import AT_CUSTOMS
from amends.core.rulings import FINAL
from amends.core.terms import Funder
from amends.orders import keys, queries
from amends.orders.loaded import Loaded
from amends.policy.judge import rule_because, rule_words
from amends.words import say

from . import views as v
from . import views_dispute as vd
from .actions import BASE, actions
from .calling import Seen
from .shown import files_view
from .shown_charges import charges_view

STAFF = frozenset({Role.MEDIATOR, Role.OPERATOR})
# Where the goods go is for who sends them, who receives them, and who judges between the two.
ADDRESSED = STAFF | {Role.BUYER, Role.SELLER}


def dispute_view(seen: Seen, number: int | None = None) -> vd.DisputeView:
    """Return a dispute of an order that has it; without a number the latest."""
    loaded, order = seen.loaded, seen.loaded.order
    dispute = order.disputes[number - 1] if number else order.dispute
    # What happens next is the latest dispute's; an earlier one is over and only stands there.
    latest = dispute is order.dispute
    key = keys.spell(loaded.key[1])
    told = _told(loaded.events, dispute)
    return vd.DisputeView(
        id=f"{key}-d{dispute.number}",
        order=key,
        version=loaded.version,
        status=order.status,
        opened_at=dispute.opened_at,
        ended_at=dispute.ended_at,
        received=dispute.received,
        reason=dispute.reason,
        remedy=_opening(told).remedy,
        lines=list(dispute.lines),
        refund=v.MoneyView.of(dispute.refund),
        cap=v.MoneyView.of(dispute.cap),
        refund_method=order.refund_method,
        statement=_text(loaded, _opening(told).text),
        demanded=v.MoneyView.of(dispute.demanded) if dispute.demanded else None,
        charges=charges_view(seen) if latest and dispute.reason in AT_CUSTOMS else None,
        whose_turn=sorted(whose_turn(order)) if latest else [],
        due_at=main_due_at(order) if latest else None,
        consequence_of_silence=_silence(seen) if latest else "",
        offers=_offers(key, dispute),
        evidence=files_view(seen),
        request=_request(order) if latest else None,
        reply=_reply(order) if latest else None,
        decisions=_decisions(loaded, dispute, told),
        proposed=_proposed(seen, dispute) if latest else None,
        returning=_returning(seen, dispute, told),
        withdrawn_until=dispute.withdrawn_until,
        available_actions=actions(seen) if latest else [],
    )


def _told(events: Sequence[e.Event], dispute: Dispute) -> list[e.Event]:
    """Return the events of one dispute: from its opening until the next one's."""
    told: list[e.Event] = []
    running = 0
    for event in events:
        if isinstance(event, e.DisputeOpened):
            running = event.dispute
        if running == dispute.number:
            told.append(event)
    return told


def _opening(told: Sequence[e.Event]) -> e.DisputeOpened:
    opening = told[0]
    assert isinstance(opening, e.DisputeOpened), "a dispute was opened by an event"
    return opening


def _silence(seen: Seen) -> str:
    reader = seen.role if seen.role in {Role.BUYER, Role.SELLER} else Role.MEDIATOR
    return say(f"silence.{silence_of(seen.loaded.order)}.{reader}")


def _offers(key: str, dispute: Dispute) -> list[vd.OfferView]:
    return [
        vd.OfferView(
            id=f"{key}-d{dispute.number}-o{offer.number}",
            by=offer.by,
            refund=v.MoneyView.of(offer.refund),
            remedy=offer.remedy,
            made_at=offer.made_at,
            accepted_by=sorted(offer.accepted_by),
            open=offer.open and dispute.ended_at is None,
        )
        for offer in dispute.offers
    ]


def _request(order: Order) -> vd.RequestView | None:
    if order.status is not Status.AWAITING_EVIDENCE:
        return None
    request = order.dispute.requests[-1]
    return vd.RequestView(of=list(request.of), items=list(request.items), due_at=main_due_at(order))


def _decisions(loaded: Loaded, dispute: Dispute, told: Sequence[e.Event]) -> list[vd.DecisionView]:
    made = [event for event in told if isinstance(event, e.DecisionMade)]
    return [_decision(loaded, dispute, event) for event in made]


def _decision(loaded: Loaded, dispute: Dispute, event: e.DecisionMade) -> vd.DecisionView:
    dispute_id = keys.part(loaded.key[1], "d", dispute.number)
    return vd.DecisionView(
        id=f"{dispute_id}-c{event.decision}",
        made_at=event.at,
        by=event.by,
        outcome=event.outcome,
        refund=v.MoneyView.of(event.refund),
        wait_until=event.wait_until,
        arithmetic=vd.ArithmeticView(
            held=v.MoneyView.of(dispute.cap),
            asked=v.MoneyView.of(dispute.refund),
            most=v.MoneyView.of(dispute.cap),
            to_buyer=v.MoneyView.of(event.refund),
            to_seller=v.MoneyView.of(_to_seller(dispute, event)),
        ),
        rule=event.rule,
        rule_followed=event.followed,
        policy=event.policy,
        burden=event.burden,
        because=rule_because(event.policy, event.rule, event.facts),
        facts=[vd.FactView(name=f.name, value=f.value, source=f.source) for f in event.facts],
        funded_by=event.funded_by,
        label_due=event.label_due,
        reasons=_text(loaded, event.text),
        what_would_change_it=rule_words(event.policy, event.rule),
        how_to_appeal=f"POST {BASE}/disputes/{dispute_id}/appeal",
    )


def _reply(order: Order) -> vd.ReplyView | None:
    reply, until = order.dispute.reply, side_due_at(order, SideClock.REPLY)
    if reply is None or until is None:
        return None
    return vd.ReplyView(of=reply.of, until=until)


def _proposed(seen: Seen, dispute: Dispute) -> vd.ProposedView | None:
    """Return what waits for a second person; the parties hear of it when it is decided."""
    if dispute.proposed is None or seen.role not in STAFF:
        return None
    return vd.ProposedView(
        digest=dispute.proposed.digest,
        proposed_at=dispute.proposed.proposed_at,
        due_at=side_due_at(seen.loaded.order, SideClock.APPROVAL),
        decision=_decision(seen.loaded, dispute, dispute.proposed.made),
    )


def _returning(seen: Seen, dispute: Dispute, told: Sequence[e.Event]) -> vd.ReturnView | None:
    returning, key = dispute.way_back, seen.loaded.key[1]
    if returning is None:
        return None
    given = next((one for one in reversed(told) if isinstance(one, e.ReturnAddressGiven)), None)
    # A new return after an earlier one has no address before its own is given.
    given = given if returning.given_at else None
    return vd.ReturnView(
        refund=v.MoneyView.of(returning.refund),
        label_due=returning.label_due,
        agreed_at=returning.agreed_at,
        given_at=returning.given_at,
        address=_text(seen.loaded, given.text) if given and seen.role in ADDRESSED else None,
        label=keys.part(key, "e", given.label) if given and given.label else None,
        posted_at=returning.posted_at,
        receipt=returning.receipt,
        parcel=keys.part(key, "p", returning.parcel) if returning.parcel else None,
        condition=returning.condition,
    )


def _to_seller(dispute: Dispute, event: e.DecisionMade) -> Money:
    if event.outcome not in FINAL:
        # Who is to wait gives nothing away yet.
        return dispute.cap.nothing
    # What the platform pays out of its own pocket takes nothing from the seller.
    platform = event.funded_by is Funder.PLATFORM
    return dispute.cap if platform else dispute.cap - event.refund


def _text(loaded: Loaded, number: int | None) -> str:
    return queries.texts(loaded.key)[number].body if number else ""
