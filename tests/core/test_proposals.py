"""What the platform proposes, and the acceptance of nothing that can be undone for a while."""

from amends.core.commands import (
    AcceptClaim,
    AcceptOffer,
    Decide,
    DeclineOffer,
    MakeOffer,
    UndoAcceptance,
)
from amends.core.events import AcceptanceUndone, OfferAccepted, OfferMade, Outcome
from amends.core.parties import Role
from amends.core.refusals import Refusal
from amends.core.rulings import RulingOutcome

from .beginnings import negotiating, reviewed
from .story import HOUR, MOMENT, day, ended, eur, judging, ruling
from tests.people import MIRA, OSCAR

PROPOSAL = OfferMade(day(24), Role.MEDIATOR, 1, eur(2500), None)
NOTHING = OfferMade(day(24), Role.SELLER, 1, eur(0), None)
TAKEN = OfferAccepted(day(25), Role.BUYER, 1)


def test_a_mediator_proposes_to_both() -> None:
    events = reviewed().when(MIRA, MakeOffer(eur(2500)), on=day(24))
    assert events == [PROPOSAL]
    assert reviewed().when(OSCAR, MakeOffer(eur(2500)), on=day(24)) == [PROPOSAL]


def test_a_proposal_holds_when_both_have_accepted_it() -> None:
    story = reviewed(PROPOSAL)
    assert story.when(Role.BUYER, AcceptOffer(1), on=day(25)) == [TAKEN]
    half = story.then(TAKEN)
    assert half.refuses(Role.BUYER, AcceptOffer(1), on=day(26)) is Refusal.OFFER_NOT_OPEN
    both = half.when(Role.SELLER, AcceptOffer(1), on=day(26))
    assert both == [ended(Outcome.AGREED, on=day(26), refund=eur(2500), payout=eur(2500))]


def test_a_proposal_of_nothing_needs_both_as_well() -> None:
    story = reviewed().after(MIRA, MakeOffer(eur(0)), on=day(24))
    half = story.after(Role.SELLER, AcceptOffer(1), on=day(25))
    assert half.when_time_passes(day(27)) == []
    both = half.when(Role.BUYER, AcceptOffer(1), on=day(26))
    assert both == [ended(Outcome.AGREED, on=day(26), refund=eur(0), payout=eur(5000))]


def test_a_party_may_undo_or_decline_a_proposal() -> None:
    story = reviewed(PROPOSAL, TAKEN)
    undone = story.after(Role.BUYER, UndoAcceptance(), on=day(25))
    assert undone.when(Role.BUYER, AcceptOffer(1), on=day(26)) == [
        OfferAccepted(day(26), Role.BUYER, 1)
    ]
    declined = story.after(Role.SELLER, DeclineOffer(1), on=day(26))
    assert declined.refuses(Role.SELLER, AcceptOffer(1), on=day(26)) is Refusal.OFFER_NOT_OPEN


def test_a_rule_leaves_alone_what_a_person_proposes() -> None:
    judge = judging(ruling(RulingOutcome.REFUND, refund=eur(5000)))
    assert reviewed(PROPOSAL, judge=judge).when_time_passes(day(25)) == []


def test_an_offer_and_a_proposal_stand_side_by_side() -> None:
    offer = OfferMade(day(23), Role.SELLER, 1, eur(1000), None)
    beside = OfferMade(day(24), Role.MEDIATOR, 2, eur(2500), None)
    story = reviewed(offer, beside)
    assert story.when(Role.BUYER, AcceptOffer(1), on=day(25))
    assert story.when(Role.BUYER, AcceptOffer(2), on=day(25)) == [
        OfferAccepted(day(25), Role.BUYER, 2)
    ]
    refused = story.refused(Role.BUYER, AcceptOffer(3), on=day(25))
    assert refused.details == {"current": 1}


def test_whoever_accepts_nothing_may_undo_it_for_twelve_hours() -> None:
    story = negotiating(NOTHING)
    assert story.when(Role.BUYER, AcceptOffer(1), on=day(25)) == [TAKEN]
    taken = story.then(TAKEN)
    assert taken.when_time_passes(day(25) + 12 * HOUR - MOMENT) == []
    undone = taken.when(Role.BUYER, UndoAcceptance(), on=day(25) + 11 * HOUR)
    assert undone == [AcceptanceUndone(day(25) + 11 * HOUR, 1)]
    assert taken.then(*undone).order.dispute.accepted is None
    assert story.refuses(Role.BUYER, UndoAcceptance(), on=day(25)) is Refusal.NOTHING_TO_UNDO
    assert taken.refuses(Role.SELLER, UndoAcceptance(), on=day(25)) is Refusal.NOTHING_TO_UNDO


def test_after_twelve_hours_it_is_final() -> None:
    taken = negotiating(NOTHING, TAKEN)
    release = ended(Outcome.AGREED, on=day(25) + 12 * HOUR, refund=eur(0), payout=eur(5000))
    assert taken.when_time_passes(day(27)) == [release]


def test_the_main_clock_waits_for_an_undo() -> None:
    late = OfferAccepted(day(28) - MOMENT, Role.BUYER, 1)
    taken = negotiating(NOTHING, late)
    assert taken.ends_at == late.at + 12 * HOUR


def test_a_seller_may_still_give_everything_meanwhile() -> None:
    taken = negotiating(NOTHING, TAKEN)
    assert taken.when(Role.SELLER, AcceptClaim(), on=day(25)) == [
        ended(Outcome.SELLER_ACCEPTED, on=day(25), refund=eur(5000), payout=eur(0))
    ]
    assert Decide(RulingOutcome.RELEASE, "x").refund is None
