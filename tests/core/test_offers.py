"""Offers: made, countered, accepted by number, declined; and the negotiation's end."""

from dataclasses import replace

from amends.core.commands import AcceptOffer, DeclineOffer, MakeOffer
from amends.core.events import (
    DisputeEscalated,
    Escalation,
    OfferDeclined,
    OfferMade,
    Outcome,
)
from amends.core.order import Status
from amends.core.parties import Role
from amends.core.refusals import Refusal
from amends.core.rulings import RulingOutcome
from amends.core.terms import OFFERS_MOST

from .beginnings import CONTACTED, NOTICED, OPENED, REFUSED, negotiating, reviewed, shipped
from .story import Story, day, ended, eur, judging, ruling

HALF = OfferMade(day(23), Role.SELLER, 1, eur(2500), None)
MORE = OfferMade(day(24), Role.BUYER, 2, eur(4000), None)


def test_an_offer_is_accepted_by_its_number() -> None:
    story = negotiating(HALF)
    settled = [ended(Outcome.AGREED, on=day(24), refund=eur(2500), payout=eur(2500))]
    assert story.when(Role.BUYER, AcceptOffer(1), on=day(24)) == settled


def test_a_counter_offer_is_accepted_by_the_seller() -> None:
    story = negotiating(HALF, MORE)
    settled = [ended(Outcome.AGREED, on=day(25), refund=eur(4000), payout=eur(1000))]
    assert story.when(Role.SELLER, AcceptOffer(2), on=day(25)) == settled
    # Countering does not decline.
    assert story.when(Role.BUYER, AcceptOffer(1), on=day(25))


def test_nobody_accepts_what_has_just_changed() -> None:
    changed = replace(HALF, at=day(24), offer=2, refund=eur(1000))
    refused = negotiating(HALF, changed).refused(Role.BUYER, AcceptOffer(1), on=day(24))
    assert (refused.refusal, refused.details) == (Refusal.OFFER_NOT_OPEN, {"current": 2})


def test_nobody_accepts_an_offer_of_their_own() -> None:
    story = negotiating(HALF)
    assert story.refuses(Role.SELLER, AcceptOffer(1), on=day(24)) is Refusal.OFFER_NOT_OPEN


def test_a_declined_offer_does_not_stand_any_more() -> None:
    story = negotiating(HALF)
    declined = OfferDeclined(day(24), Role.BUYER, 1, 2)
    assert story.when(Role.BUYER, DeclineOffer(1, "Too little."), on=day(24)) == [declined]
    story = story.then(declined)
    assert story.refuses(Role.BUYER, AcceptOffer(1), on=day(24)) is Refusal.OFFER_NOT_OPEN
    assert story.refuses(Role.BUYER, DeclineOffer(1), on=day(24)) is Refusal.OFFER_NOT_OPEN


def test_declining_leaves_the_other_sides_offer_alone() -> None:
    story = negotiating(HALF, MORE, OfferDeclined(day(25), Role.SELLER, 2, None))
    assert story.when(Role.BUYER, AcceptOffer(1), on=day(25))


def test_declining_an_offer_brings_back_none_that_it_took_the_place_of() -> None:
    changed = replace(HALF, at=day(24), offer=2, refund=eur(1000))
    story = negotiating(HALF, changed, OfferDeclined(day(25), Role.BUYER, 2, None))
    assert story.refuses(Role.BUYER, AcceptOffer(1), on=day(25)) is Refusal.OFFER_NOT_OPEN


def test_offers_are_something_and_no_more_than_there_is() -> None:
    story = shipped(CONTACTED, replace(OPENED, refund=eur(2000)), NOTICED, REFUSED)
    assert story.refuses(Role.BUYER, MakeOffer(eur(0)), on=day(23)) is Refusal.REFUND_OUT_OF_RANGE
    refused = story.refused(Role.SELLER, MakeOffer(eur(5001)), on=day(23))
    assert refused.details == {"least": eur(0), "most": eur(5000)}
    assert story.when(Role.SELLER, MakeOffer(eur(5000)), on=day(23))
    # A buyer who wants more than was claimed has another claim.
    refused = story.refused(Role.BUYER, MakeOffer(eur(2001)), on=day(23))
    assert refused.details == {"least": eur(1), "most": eur(2000)}


def test_each_side_makes_so_many_offers_and_leaves_the_other_its_own() -> None:
    made = [replace(HALF, offer=n + 1) for n in range(OFFERS_MOST)]
    story = negotiating(*made)
    refused = story.refused(Role.SELLER, MakeOffer(eur(1)), on=day(24))
    assert (refused.refusal, refused.details) == (Refusal.LIMIT_REACHED, {"limit": OFFERS_MOST})
    assert story.when(Role.BUYER, MakeOffer(eur(1)), on=day(24))


def test_they_may_agree_until_it_is_decided() -> None:
    story = reviewed().after(Role.SELLER, MakeOffer(eur(2500), "Half?"), on=day(24))
    assert story.order.status is Status.UNDER_REVIEW
    assert story.after(Role.BUYER, AcceptOffer(1), on=day(25)).order.outcome is Outcome.AGREED


def over(on: float) -> list[DisputeEscalated]:
    return [DisputeEscalated(day(on), Role.PLATFORM, Escalation.NEGOTIATION_OVER, None)]


def test_negotiation_lasts_seven_days_from_the_opening() -> None:
    assert negotiating().when_time_passes(day(29)) == over(28)


def test_negotiation_lasts_two_days_after_the_answer() -> None:
    story = shipped(CONTACTED, OPENED, replace(NOTICED, at=day(23.5)))
    story = story.then(replace(REFUSED, at=day(28)))
    assert story.when_time_passes(day(31)) == over(30)


def refunding(*more: OfferMade) -> Story:
    return negotiating(*more, judge=judging(ruling(RulingOutcome.REFUND, refund=eur(5000))))


def test_once_refused_an_automatic_rule_decides() -> None:
    assert refunding().at(day(23)).order.status is Status.DECIDED


def test_an_offer_makes_the_rules_wait_until_the_negotiation_is_over() -> None:
    story = refunding(HALF)
    assert story.when_time_passes(day(27)) == []
    assert story.at(day(28)).order.status is Status.DECIDED


def test_an_offer_alone_makes_the_rules_wait_too() -> None:
    judge = judging(ruling(RulingOutcome.REFUND, refund=eur(5000)))
    story = shipped(CONTACTED, OPENED, NOTICED, replace(HALF, at=day(22)), judge=judge)
    assert story.when_time_passes(day(27)) == []
