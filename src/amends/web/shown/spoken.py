"""Days, local clocks and distances as plain words, for maps and titles, which hold no markup."""

from datetime import UTC, datetime, timedelta

from amends import words
from amends.web.reader import Reader

UNSTATED = "the zone is not stated"
MINUTE = timedelta(minutes=1)
DAY_LONGEST = len("2026-11-09")
FURTHEST = timedelta(hours=14)


def day(moment: datetime, reader: Reader) -> str:
    """Return a moment's day in the reader's zone: "9 Nov"."""
    viewer = reader.viewer
    return words.when(moment, viewer.zone, viewer.now, viewer.locale).short


def clock(written: str) -> str:
    """Return what a clock showed somewhere, in no zone of ours: "2026-11-09 14:02"."""
    local = _local(written)
    return f"{local:%Y-%m-%d %H:%M}" if local else written


def zone(written: str, happened_at: datetime) -> str:
    """Return how far a local time is from UTC, as it was stated with it or follows from both."""
    local = _local(written)
    if local is None:
        return UNSTATED
    offset = local.utcoffset()
    if offset is None:
        offset = local - happened_at.astimezone(UTC).replace(tzinfo=None)
    # No place on earth is further from UTC, so then the two do not speak of one moment.
    return from_utc(round(offset / MINUTE)) if abs(offset) <= FURTHEST else UNSTATED


def from_utc(minutes: int) -> str:
    """Return an offset as people write it: "UTC+05:30"."""
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def kilometres(distance: float) -> str:
    """Return a distance in whole kilometres, with what is below one said so."""
    return f"{round(distance):,} km" if distance >= 1 else "under 1 km"


def _local(written: str) -> datetime | None:
    if len(written) <= DAY_LONGEST:
        # A day alone is no moment, and midnight would be invented.
        return None
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return None
