"""Times: UTC only where an offset was said, and nothing guessed out of an ambiguous date."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from amends.parcels.trackers.reading import Precision
from amends.parcels.trackers.times import when, when_of, without_zone


@pytest.mark.parametrize(
    ("text", "local", "precision"),
    [
        ("2026-05-02T14:34:00", "2026-05-02T14:34:00", Precision.SECOND),
        ("2026-05-02 14:34", "2026-05-02T14:34:00", Precision.MINUTE),
        ("2026-05-02", "2026-05-02", Precision.DAY),
        ("April 28, 2015 9:01 am", "2015-04-28T09:01:00", Precision.MINUTE),
        ("April 26, 2015 12:18 am", "2015-04-26T00:18:00", Precision.MINUTE),
        ("28 Apr 2015, 21:07", "2015-04-28T21:07:00", Precision.MINUTE),
        ("02.05.2026 14:34", "2026-05-02T14:34:00", Precision.MINUTE),
        ("2026年5月2日 14:34:09", "2026-05-02T14:34:09", Precision.SECOND),
        ("2026/05/02", "2026-05-02", Precision.DAY),
        ("2026-05-02T14:34:00-00:00", "2026-05-02T14:34:00", Precision.SECOND),
    ],
)
def test_a_time_without_an_offset_stays_local(text: str, local: str, precision: Precision) -> None:
    found = when(text)
    assert found is not None
    assert (found.local, found.precision) == (local, precision)
    assert found.happened_at is None
    assert found.offset_minutes is None


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("2026-05-02T14:34:00+03:00", 180),
        ("2026-05-02T11:34:00Z", 0),
        ("2026-05-02 11:34:00.123 UTC", 0),
        ("2026-05-02T17:04+0530", 330),
    ],
)
def test_a_time_with_an_offset_is_one_moment(text: str, offset: int) -> None:
    found = when(text)
    assert found is not None
    assert found.offset_minutes == offset
    assert found.happened_at == datetime(2026, 5, 2, 11, 34, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "03/04/2026", "yesterday", "2026-13-01", "2026-02-30 10:00", "31.31.2026 9:00"]
)
def test_what_is_no_time_or_two_is_not_guessed(text: str) -> None:
    assert when(text) is None


def test_an_offset_may_stand_beside_its_time() -> None:
    found = when_of("2026-05-02T14:34:00", "+03:00")
    assert found is not None
    assert found.happened_at == datetime(2026, 5, 2, 11, 34, tzinfo=UTC)
    for bad in ("", "+99:00", "Moscow"):
        lost = when_of("2026-05-02T14:34:00", bad)
        assert lost is not None
        assert lost.happened_at is None
    day = when_of("2026-05-02", "+03:00")
    assert day is not None
    assert day.happened_at is None


def test_a_zone_that_is_not_true_is_dropped() -> None:
    found = without_zone("2026-06-25T18:42:00.000Z")
    assert found is not None
    assert (found.local, found.happened_at) == ("2026-06-25T18:42:00", None)


@given(some.datetimes(), some.integers(-14 * 60, 14 * 60))
def test_what_is_written_with_an_offset_is_read_as_the_same_moment(
    local: datetime, minutes: int
) -> None:
    sign, hours, rest = "-" if minutes < 0 else "+", *divmod(abs(minutes), 60)
    local = local.replace(microsecond=0, year=max(local.year, 2) % 9998 + 1)
    found = when(f"{local.isoformat()}{sign}{hours:02}:{rest:02}")
    if found is not None and found.happened_at is not None:
        shifted = found.happened_at.replace(tzinfo=None)
        assert (local - shifted).total_seconds() == minutes * 60
