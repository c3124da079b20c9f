"""More time: what a buyer takes alone, what the platform adds by itself, and who is reminded."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from amends.core.advance import advance
from amends.core.commands import AskForTime, ExtendProtection
from amends.core.events import (
    DeadlineNear,
    EvidenceRequested,
    EvidenceTimeEnded,
    EvidenceTimeExtended,
    ProtectionExtended,
)
from amends.core.parcel import ParcelStatus
from amends.core.parties import Role
from amends.core.reasons import EvidenceKind
from amends.core.refusals import Refusal

from .beginnings import ACCEPTED, LAPSED, MOVING, facts, reviewed, scan, shipped, with_terms
from .story import day, given

TAKEN = ProtectionExtended(day(16), Role.BUYER, day(26))
FRESH = facts(*MOVING.checkpoints, scan(ParcelStatus.IN_TRANSIT, 21))
ASKED = EvidenceRequested(day(24), Role.MEDIATOR, (Role.SELLER,), (EvidenceKind.PHOTO,), None)


def test_a_buyer_takes_three_days_more_once() -> None:
    assert shipped().when(Role.BUYER, ExtendProtection(), on=day(16)) == [TAKEN]
    story = shipped(TAKEN)
    assert story.ends_at == day(26)
    refusal = story.refuses(Role.BUYER, ExtendProtection(), on=day(17))
    assert refusal is Refusal.EXTENSION_ALREADY_TAKEN


def test_no_extension_goes_beyond_the_cap() -> None:
    far = shipped(replace(TAKEN, by=Role.SELLER, protected_until=day(118)))
    refused = far.refused(Role.BUYER, ExtendProtection(), on=day(17))
    assert refused.refusal is Refusal.EXTENSION_OUT_OF_RANGE
    assert refused.details == {"days_most": 0}


def test_a_parcel_that_moved_lately_gets_five_days_more_once() -> None:
    story = shipped(facts=FRESH)
    assert story.when_time_passes(day(23)) == [ProtectionExtended(day(23), Role.PLATFORM, day(28))]
    assert story.when_time_passes(day(29)) == [
        ProtectionExtended(day(23), Role.PLATFORM, day(28)),
        replace(LAPSED, at=day(28)),
    ]


def test_a_parcel_that_stood_still_gets_none() -> None:
    assert shipped().when_time_passes(day(23)) == [LAPSED]
    came = facts(ACCEPTED, scan(ParcelStatus.LOST, 22))
    happened = shipped(facts=came).when_time_passes(day(23))
    assert ProtectionExtended not in {type(event) for event in happened}


def test_the_platform_adds_nothing_beyond_the_cap() -> None:
    far = shipped(
        replace(TAKEN, by=Role.SELLER, protected_until=day(116)),
        facts=facts(ACCEPTED, scan(ParcelStatus.IN_TRANSIT, 115)),
    )
    (last,) = far.when_time_passes(day(116))
    assert last == replace(LAPSED, at=day(116))


@pytest.mark.parametrize("asked", [(Role.BUYER, Role.SELLER), (Role.SELLER, Role.BUYER)])
def test_both_have_the_working_days_of_whoever_has_more_holidays(asked: tuple[Role, Role]) -> None:
    # From Wednesday, 25 March 2026: the seller's Thursday, Friday and Monday are holidays.
    holidays = tuple(date(2026, 3, of_month) for of_month in (26, 27, 30))
    protected = replace(with_terms(business_days=True), seller_holidays=holidays)
    _, *since = reviewed(replace(ASKED, of=asked)).history
    story = given(protected, *since)
    assert story.ends_at == datetime(2026, 4, 2, 12, tzinfo=UTC)
    longer = story.then(EvidenceTimeExtended(day(25), Role.BUYER))
    assert longer.ends_at == datetime(2026, 4, 7, 12, tzinfo=UTC)


def test_whoever_loses_by_a_clock_is_reminded_of_its_end() -> None:
    story = shipped()
    reminders = advance(story.order, story.world(day(22.9)))
    assert reminders == [DeadlineNear(day(20), day(23)), DeadlineNear(day(22), day(23))]


def test_the_claim_window_is_reminded_of_three_times() -> None:
    story = shipped(LAPSED, facts=facts(ACCEPTED, scan(ParcelStatus.IN_TRANSIT, 22)))
    reminders = advance(story.order, story.world(day(37.9)))
    assert [event.at for event in reminders] == [day(33), day(36), day(37)]


def test_who_was_asked_for_evidence_may_ask_for_more_time_once() -> None:
    story = reviewed(ASKED)
    assert story.refuses(Role.BUYER, AskForTime(), on=day(25)) is Refusal.NOT_YOUR_ROLE
    more = EvidenceTimeExtended(day(25), Role.SELLER)
    assert story.when(Role.SELLER, AskForTime(), on=day(25)) == [more]
    longer = story.then(more)
    assert longer.ends_at == day(30)
    refusal = longer.refuses(Role.SELLER, AskForTime(), on=day(26))
    assert refusal is Refusal.EVIDENCE_TIME_ALREADY_EXTENDED
    ended_at = longer.when_time_passes(day(31))
    assert ended_at == [EvidenceTimeEnded(day(30), complete=False)]
    assert given(*longer.history).order.status is longer.order.status
