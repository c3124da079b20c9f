"""Clocks and distances as people say them: no zone is invented, none that was said is lost."""

from datetime import UTC, datetime

import pytest

from amends.web.shown.spoken import clock, from_utc, kilometres, zone

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("2026-03-10T13:00:00+01:00", "UTC+01:00"),
        ("2026-03-10T08:30:00", "UTC-03:30"),
        ("2026-03-10 17:30", "UTC+05:30"),
        ("2026-03-10", "the zone is not stated"),
        ("2026-03-12T12:00:00", "the zone is not stated"),
        ("half past two", "the zone is not stated"),
        ("", "the zone is not stated"),
    ],
)
def test_a_zone_is_what_was_stated_or_follows(written: str, shown: str) -> None:
    assert zone(written, NOON) == shown


def test_a_clock_is_shown_plainly_or_as_it_was_written() -> None:
    assert clock("2026-03-10T13:00:59+01:00") == "2026-03-10 13:00"
    assert clock("2026-03-10") == "2026-03-10"
    assert clock("half past two") == "half past two"
    assert clock("") == ""


def test_offsets_and_distances_are_rounded_as_people_say_them() -> None:
    assert [from_utc(m) for m in (0, -570, 345)] == ["UTC+00:00", "UTC-09:30", "UTC+05:45"]
    assert [kilometres(km) for km in (0.4, 1.2, 1234.6)] == ["under 1 km", "1 km", "1,235 km"]
