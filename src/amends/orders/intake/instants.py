"""Moments as people and machines write them: read exactly, and never moved to a zone unasked."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Annotated, TypeAlias
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d(:?\d\d)?)?", re.ASCII
)


def read_moment(written: str) -> datetime | None:
    """Return the moment as it is written, with its offset if there is one; None if it is none."""
    written = written.strip().upper()
    if not _MOMENT.fullmatch(written):
        return None
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return None


def read_day(written: str) -> date | None:
    """Return the day, or None if it is none."""
    written = written.strip()
    if not _DAY.fullmatch(written):
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def in_zone(local: datetime, zone: str) -> datetime:
    """Return the UTC of a local time.

    An hour that the clocks went through twice is read as the second one: nothing is then held to
    have happened, or to have been known, before it did.
    """
    here = known_zone(zone)
    return max(local.replace(tzinfo=here, fold=fold).astimezone(UTC) for fold in (0, 1))


def day_end(day: date, zone: str) -> datetime:
    """Return the UTC of the first instant at which a day is over in a zone."""
    over = datetime.combine(day + timedelta(days=1), datetime.min.time(), known_zone(zone))
    return over.astimezone(UTC)


@lru_cache(maxsize=1024)
def known_zone(name: str) -> ZoneInfo:
    """Return a zone whose name was checked."""
    return ZoneInfo(name)


def require_range(moment: datetime) -> None:
    """Refuse years in which no order of ours can be, before anybody counts days from them."""
    utc = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if not EARLIEST <= utc < LATEST:
        raise PydanticCustomError("range", "Write a moment from 2000 until 2099.")


def _instant(value: object) -> datetime:
    moment = _moment(value)
    if moment.tzinfo is None:
        raise PydanticCustomError(
            "offset", "The offset from UTC is missing: end it in Z, or in one like +02:00."
        )
    return moment.astimezone(UTC)


def _moment(value: object) -> datetime:
    moment = read_moment(value) if isinstance(value, str) else value
    if not isinstance(moment, datetime):
        raise PydanticCustomError(
            "moment", "Write a moment as in RFC 3339, like 2026-03-01T09:30:00Z."
        )
    require_range(moment)
    return moment


def _promise(value: object) -> date | datetime:
    day = read_day(value) if isinstance(value, str) else value
    if not isinstance(day, date) or isinstance(day, datetime):
        return _promised_instant(value)
    require_range(datetime.combine(day, datetime.min.time()))
    return day


def _promised_instant(value: object) -> datetime:
    if isinstance(value, str) and read_moment(value) is None:
        raise PydanticCustomError(
            "promise", "Write a day like 2026-03-01, or a moment like 2026-03-01T09:30:00Z."
        )
    return _instant(value)


Instant: TypeAlias = Annotated[datetime, BeforeValidator(_instant)]
Moment: TypeAlias = Annotated[datetime, BeforeValidator(_moment)]
Promise: TypeAlias = Annotated[date | datetime, BeforeValidator(_promise)]
