"""A tracking number that is wrong: the seller is asked, corrects it, or lets it stand."""

from amends.core.commands import AskForNumber, CorrectNumber
from amends.core.events import NumberAsked, NumberCorrected, NumberNotCorrected
from amends.core.parties import Role
from amends.core.refusals import Refusal

from .beginnings import HANDED_OVER, PROTECTED, shipped
from .story import day, given

ASK = AskForNumber(1, "It says: not found.")
ASKED = NumberAsked(day(12), Role.BUYER, 1, 1)
CORRECTED = NumberCorrected(day(13), 1)


def test_the_buyer_asks_the_seller_for_another_number() -> None:
    assert shipped().when(Role.BUYER, ASK, on=day(12)) == [ASKED]
    story = shipped(ASKED)
    assert story.refuses(Role.BUYER, ASK, on=day(13)) is Refusal.NUMBER_ALREADY_ASKED
    # Asking is contact with the seller.
    assert story.order.contacted_at == day(12)


def test_only_a_parcel_that_is_there_has_a_number() -> None:
    assert given(PROTECTED).refuses(Role.BUYER, ASK, on=day(1)) is Refusal.PARCEL_UNKNOWN
    refused = shipped().refused(Role.BUYER, AskForNumber(9), on=day(12))
    assert (refused.refusal, refused.details) == (Refusal.PARCEL_UNKNOWN, {"parcel": 9})
    refusal = given(PROTECTED, HANDED_OVER).refuses(Role.SELLER, CorrectNumber(2), on=day(2))
    assert refusal is Refusal.PARCEL_UNKNOWN


def test_the_seller_corrects_it_in_time() -> None:
    story = shipped(ASKED)
    assert story.when(Role.SELLER, CorrectNumber(1), on=day(13)) == [CORRECTED]
    corrected = story.then(CORRECTED)
    assert corrected.order.answered_at == day(13)
    assert corrected.when_time_passes(day(19)) == []
    assert corrected.when(Role.BUYER, ASK, on=day(14))


def test_a_seller_may_correct_what_nobody_asked_about() -> None:
    assert shipped().when(Role.SELLER, CorrectNumber(1), on=day(3))
    unasked = shipped(NumberCorrected(day(3), 1)).order
    assert unasked.number_request is None


def test_without_an_answer_the_finding_stands() -> None:
    assert shipped(ASKED).when_time_passes(day(16)) == [NumberNotCorrected(day(15), 1)]
    assert shipped(ASKED, NumberNotCorrected(day(15), 1)).order.answered_at is None
