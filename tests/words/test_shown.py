"""Sums and moments as people read them."""

from datetime import UTC, datetime, timedelta

import pytest

from amends.core.money import Money
from amends.words import money, when

NOW = datetime(2026, 12, 2, 12, tzinfo=UTC)


def left(**away: float) -> str:
    return when(NOW + timedelta(**away), "UTC", NOW, "en").left


@pytest.mark.parametrize(
    ("sum_shown", "words"),
    [
        (Money(4890, "EUR"), "€48.90"),
        (Money(123456, "USD"), "$1,234.56"),
        (Money(1500, "JPY"), "¥1,500"),
        (Money(5125, "KWD"), "KWD5.125"),
        (Money(0, "EUR"), "€0.00"),
        (Money(5, "EUR"), "€0.05"),
        (Money(-5, "EUR"), "-€0.05"),
        (Money(10**13 + 1, "EUR"), "€100,000,000,000.01"),
    ],
)
def test_a_sum_has_the_decimals_of_its_currency(sum_shown: Money, words: str) -> None:
    assert money(sum_shown, "en") == words


def test_a_moment_is_absolute_in_the_readers_zone_with_the_time_left_beside_it() -> None:
    moment = datetime(2026, 12, 4, 13, tzinfo=UTC)
    shown = when(moment, "Europe/Lisbon", NOW, "en")
    assert shown.absolute == "Friday 4 December, 13:00"
    assert (shown.short, shown.left) == ("4 Dec", "in 2 days")
    assert shown.iso == "2026-12-04T13:00:00+00:00"


def test_the_zone_decides_which_day_it_is() -> None:
    moment = datetime(2026, 12, 4, 23, 30, tzinfo=UTC)
    assert when(moment, "Asia/Tokyo", NOW, "en").absolute == "Saturday 5 December, 08:30"
    assert when(moment, "America/Lima", NOW, "en").absolute == "Friday 4 December, 18:30"


def test_another_year_is_named_and_the_zone_decides_which_it_is() -> None:
    moment = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert when(moment, "UTC", NOW, "en").absolute == "Thursday 31 December, 23:30"
    assert when(moment, "Asia/Tokyo", NOW, "en").absolute == "1 January 2027, 08:30"
    assert when(moment, "Asia/Tokyo", NOW, "en").short == "1 Jan 2027"


def test_both_sides_of_a_change_of_the_clocks_read_right() -> None:
    before = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    shown = [
        when(before + timedelta(hours=hours), "Europe/Paris", NOW, "en").absolute
        for hours in (0, 1, 2)
    ]
    assert [words[-5:] for words in shown] == ["02:30", "02:30", "03:30"]


@pytest.mark.parametrize(
    ("away", "words"),
    [
        ({"days": 60}, "in 60 days"),
        ({"days": 25}, "in 25 days"),
        ({"days": 5}, "in 5 days"),
        ({"days": 5, "seconds": -1}, "in 4 days"),
        ({"days": 2}, "in 2 days"),
        ({"days": 2, "seconds": -1}, "in 47 hours"),
        ({"hours": 1}, "in 1 hour"),
        ({"hours": 1, "seconds": -1}, "in 59 minutes"),
        ({"minutes": 1}, "in 1 minute"),
        ({"seconds": 59}, "in less than a minute"),
        ({"seconds": 0}, "just now"),
        ({"seconds": -59}, "just now"),
        ({"minutes": -1}, "1 minute ago"),
        ({"hours": -36}, "36 hours ago"),
        ({"days": -3, "seconds": 1}, "2 days ago"),
        ({"days": -3}, "3 days ago"),
    ],
)
def test_time_left_is_never_more_than_there_is(away: dict[str, float], words: str) -> None:
    assert left(**away) == words


@pytest.mark.parametrize(
    "zone",
    ["", "Mars/Base", "America", "../etc", "/etc/passwd", "a\x00b", "a" * 300, "Europe/Rome "],
)
def test_a_zone_that_is_none_reads_utc(zone: str) -> None:
    assert when(NOW, zone, NOW, "en").absolute == "Wednesday 2 December, 12:00"


@pytest.mark.parametrize("locale", ["fr-FR", "ru", "zh_Hant_TW", "xx", "", "en-", "not a locale"])
def test_dates_and_sums_are_in_the_language_of_the_sentence(locale: str) -> None:
    shown = when(NOW + timedelta(days=2), "UTC", NOW, locale)
    assert (shown.absolute, shown.left) == ("Friday 4 December, 12:00", "in 2 days")
    assert money(Money(123456, "EUR"), locale) == "€1,234.56"
