"""A tracking number that is wrong: the seller is asked, corrects it, or lets it stand."""

from dataclasses import replace

from amends.core.commands import AskForNumber, CorrectNumber
from amends.core.events import (
    DisputeOpened,
    LinesSettled,
    NumberAsked,
    NumberCorrected,
    NumberNotCorrected,
    OrderSettled,
    ParcelHandedOver,
)
from amends.core.findings import FindingCode, findings
from amends.core.parcel import Facts, NumberFact, Validity
from amends.core.parties import Role
from amends.core.refusals import Refusal

from .beginnings import ACCEPTED, CLAIM, HANDED_OVER, PROTECTED, shipped
from .story import MOMENT, day, eur, given

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


WRONG = Facts(numbers=(NumberFact(1, Validity.PROVEN_INVALID, reused=False, recorded_at=day(1)),))
BY_PLATFORM = NumberAsked(day(1), Role.PLATFORM, 1, None)
NOT_CORRECTED = NumberNotCorrected(day(4), 1)


def codes(facts: Facts, on: float, *events: NumberAsked | NumberNotCorrected) -> set[FindingCode]:
    order = given(PROTECTED, HANDED_OVER, *events).order
    return {finding.code for finding in findings(order, facts, day(on))}


def test_the_platform_asks_once_for_a_number_that_cannot_exist() -> None:
    story = given(PROTECTED, HANDED_OVER, facts=WRONG)
    assert story.when_time_passes(day(2)) == [BY_PLATFORM]
    asked = story.then(BY_PLATFORM)
    # That the platform asks is no word of the buyer's.
    assert asked.order.contacted_at is None
    assert asked.when_time_passes(day(4) - MOMENT) == []
    assert asked.when_time_passes(day(4)) == [NOT_CORRECTED]
    assert asked.then(NOT_CORRECTED).when_time_passes(day(6)) == []


def test_a_number_that_was_not_corrected_gives_the_carrier_no_time() -> None:
    late = given(PROTECTED, HANDED_OVER, facts=WRONG).at(day(2)).at(day(5))
    assert late.ends_at == day(7)
    (settled,) = late.when_time_passes(day(7))
    assert isinstance(settled, OrderSettled)
    assert settled.outcome == "never_shipped"


def test_one_bad_number_takes_the_others_no_time() -> None:
    first = replace(HANDED_OVER, lines=(1,))
    second = ParcelHandedOver(day(6), 2, (2,), day(6), tracked=True)
    story = given(PROTECTED, first, BY_PLATFORM, NOT_CORRECTED, second, facts=WRONG)
    ended, rest = story.when_time_passes(day(90))
    assert isinstance(ended, LinesSettled)
    assert (ended.at, ended.lines, ended.refund) == (day(7), (1,), eur(3333))
    assert isinstance(rest, OrderSettled)
    assert (rest.at, rest.lines, rest.refund) == (day(11), (2,), eur(1667))


def test_a_number_that_is_corrected_late_gives_its_parcel_time_again() -> None:
    late = replace(HANDED_OVER, at=day(6), handed_over_at=day(6))
    asked = replace(BY_PLATFORM, at=day(6))
    story = given(PROTECTED, late, asked).then(NumberNotCorrected(day(6), 1))
    assert story.ends_at == day(7)
    assert story.then(NumberCorrected(day(6), 1)).ends_at == day(11)
    of_another = replace(asked, parcel=2)
    assert story.then(of_another, NumberCorrected(day(6), 1)).ends_at == day(11)


def test_the_finding_stands_once_the_seller_had_three_days() -> None:
    standing = FindingCode.NUMBER_PROVEN_INVALID
    assert standing not in codes(WRONG, 3.99, BY_PLATFORM)
    assert standing not in codes(WRONG, 4, BY_PLATFORM)
    assert standing in codes(WRONG, 4, BY_PLATFORM, NOT_CORRECTED)
    assert standing not in codes(Facts((ACCEPTED,), numbers=WRONG.numbers), 4)
    opened = given(PROTECTED, HANDED_OVER, BY_PLATFORM, NOT_CORRECTED, facts=WRONG)
    assert opened.order.numbers_disproved == ((1, day(4)),)
    # Where untracked posting is allowed it counts as shipped, and the buyer may open at once.
    posted = shipped(facts=WRONG).at(day(5))
    assert isinstance(posted.when(Role.BUYER, CLAIM, on=day(5.5))[0], DisputeOpened)


def test_a_corrected_number_takes_the_finding_away() -> None:
    right = NumberFact(1, Validity.WELL_FORMED, reused=False, recorded_at=day(2))
    facts = Facts(numbers=(*WRONG.numbers, right))
    story = given(PROTECTED, HANDED_OVER, BY_PLATFORM, facts=facts)
    assert story.when(Role.SELLER, CorrectNumber(1), on=day(2)) == [NumberCorrected(day(2), 1)]
    corrected = story.then(NumberCorrected(day(2), 1))
    assert corrected.order.answered_at is None
    assert corrected.when_time_passes(day(5)) == []
    assert codes(facts, 5) == set()


def test_the_platform_asks_of_a_second_parcel_after_the_first() -> None:
    first = replace(HANDED_OVER, lines=(1,))
    second = replace(HANDED_OVER, parcel=2, lines=(2,))
    both = Facts(numbers=(*WRONG.numbers, replace(WRONG.numbers[0], parcel=2)))
    events = given(PROTECTED, first, second, facts=both).when_time_passes(day(5))
    kinds = (NumberAsked, NumberNotCorrected)
    of = [(type(event), event.parcel) for event in events if isinstance(event, kinds)]
    asked, lapsed = kinds
    assert of == [(asked, 1), (lapsed, 1), (asked, 2)]
