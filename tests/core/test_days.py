"""Working days: weekends and the party's own holidays are not counted."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from amends.core.days import in_working_days
from amends.core.decide import protect
from amends.core.events import OrderProtected
from amends.core.parties import Role
from amends.core.terms import Terms
from amends.core.world import World

from .beginnings import (
    CONTACTED,
    HANDED_OVER,
    MOVING,
    NOTICED,
    OPENED,
    PROTECT,
    SHIPPED,
    with_terms,
)
from .story import DAY, HOUR, NO_FACTS, START, UNSURE_JUDGE, day, given

FRIDAY = datetime(2026, 3, 6, 15, tzinfo=UTC)
MONDAY = date(2026, 3, 9)


def test_a_weekend_is_not_counted() -> None:
    assert in_working_days(FRIDAY, 2 * DAY, ()) == datetime(2026, 3, 10, 15, tzinfo=UTC)


def test_a_holiday_is_not_counted_either() -> None:
    assert in_working_days(FRIDAY, 2 * DAY, (MONDAY,)) == datetime(2026, 3, 11, 15, tzinfo=UTC)


def test_what_is_less_than_a_day_is_plain_time() -> None:
    assert in_working_days(FRIDAY, 3 * HOUR, ()) == FRIDAY + 3 * HOUR


def test_the_sellers_holidays_move_the_dispatch_term() -> None:
    terms = replace(Terms(), business_days=True)
    command = replace(PROTECT, terms=terms, seller_holidays=(MONDAY,))
    (protected,) = protect(command, World(NO_FACTS, UNSURE_JUDGE, START))
    assert isinstance(protected, OrderProtected)
    # Paid on a Sunday: seven working days, one Monday off, end on a Wednesday.
    assert protected.dispatch_by == START + timedelta(days=10)
    assert protected.seller_holidays == (MONDAY,)


def test_the_seller_answers_in_working_days() -> None:
    begun = replace(with_terms(business_days=True), seller_holidays=((day(24)).date(),))
    story = given(begun, HANDED_OVER, SHIPPED, CONTACTED, OPENED, NOTICED, facts=MOVING)
    # Noticed on a Sunday; the Wednesday after is off, so the fifth working day is a Monday.
    assert story.ends_at == day(29)
    assert story.order.holidays_of(Role.SELLER) == ((day(24)).date(),)
    assert story.order.holidays_of(Role.BUYER) == ()
