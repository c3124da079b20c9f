"""Business days: the holidays of each side's country, fixed when the order is protected."""

from datetime import UTC, date, datetime

from amends.orders.closed_days import closed_days

SINCE = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_the_holidays_of_a_country_are_those_of_the_year_to_come() -> None:
    days = closed_days("DE", SINCE)
    assert date(2026, 5, 1) in days
    assert date(2026, 12, 25) in days
    assert date(2026, 1, 1) not in days
    assert date(2027, 1, 1) in days
    assert max(days) <= date(2027, 3, 1)


def test_a_country_that_is_not_known_has_weekends_only() -> None:
    assert closed_days("XZ", SINCE) == ()
