"""Times as trackers write them. One without an offset keeps its local text and gets no UTC."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from .reading import Precision, Problems, Trouble, When

LOCAL_MOST = 32
CLOCK = r"(?:[ ,T]+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([ap]\.?m\.?)?)?"
ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$",
    re.IGNORECASE,
)
DOTTED = re.compile(rf"(\d{{1,2}})\.(\d{{1,2}})\.(\d{{4}}){CLOCK}$", re.IGNORECASE)
SLASHED_YEAR_FIRST = re.compile(rf"(\d{{4}})[/.](\d{{1,2}})[/.](\d{{1,2}}){CLOCK}$", re.IGNORECASE)
CHINESE = re.compile(rf"(\d{{4}})年(\d{{1,2}})月(\d{{1,2}})日{CLOCK}$", re.IGNORECASE)
NAMED = re.compile(rf"([a-z]{{3,9}})\.? (\d{{1,2}}),? (\d{{4}}){CLOCK}$", re.IGNORECASE)
NAMED_DAY_FIRST = re.compile(
    rf"(\d{{1,2}})[ -]([a-z]{{3,9}})\.?[ -](\d{{4}}){CLOCK}$", re.IGNORECASE
)
MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
        start=1,
    )
}


@lru_cache(maxsize=8_192)
def when(text: str) -> When | None:
    """Read a time; None when it is none. What is ambiguous, like 03/04/2026, is not guessed."""
    text = " ".join(text.split())
    found = ISO.match(text)
    if found:
        return _iso(found)
    return _written(text)


def when_of(local: str, offset: str) -> When | None:
    """Read a local time whose offset stands in a field of its own; a bad offset is no offset."""
    read = when(local)
    if read is None or read.happened_at is not None:
        return read
    shift = _minutes(offset)
    moment = _moment(read.local)
    if shift is None or moment is None or read.precision is Precision.DAY:
        return read
    return _at(moment, shift, read.precision)


def without_zone(text: str) -> When | None:
    """Read a time whose zone is known to be untrue: what it says is local."""
    read = when(text)
    return When(read.local, None, None, read.precision) if read else None


def or_noted(found: When | None, told: str, problems: Problems) -> When:
    """Return a time that was read; where it was none, count what was told and return no time."""
    if found is None:
        problems.note(Trouble.BAD_TIME, told)
        return When()
    return found


def _iso(found: re.Match[str]) -> When | None:
    year, month, day, hour, minute, second, zone = found.groups()
    moment = _made((year, month, day), (hour, minute, second))
    if moment is None:
        return None
    if hour is None:
        return When(moment.date().isoformat(), precision=Precision.DAY)
    precision = Precision.SECOND if second else Precision.MINUTE
    shift = _minutes(zone or "")
    if shift is None:
        return When(moment.isoformat()[:LOCAL_MOST], precision=precision)
    return _at(moment, shift, precision)


def _at(moment: datetime, shift: int, precision: Precision) -> When | None:
    try:
        happened_at = (moment - timedelta(minutes=shift)).replace(tzinfo=UTC)
    except OverflowError:
        return None
    return When(moment.isoformat()[:LOCAL_MOST], shift, happened_at, precision)


def _written(text: str) -> When | None:
    for pattern, order in (
        (DOTTED, (3, 2, 1)),
        (SLASHED_YEAR_FIRST, (1, 2, 3)),
        (CHINESE, (1, 2, 3)),
        (NAMED, (3, 1, 2)),
        (NAMED_DAY_FIRST, (3, 2, 1)),
    ):
        found = pattern.match(text)
        if found:
            year, month, day = (found.group(part) for part in order)
            return _local((year, _month(month), day), found.groups()[3:])
    return None


def _local(date: tuple[str, str, str], clock: tuple[str | None, ...]) -> When | None:
    hour, minute, second, half = clock
    if half and hour:
        hour = str(int(hour) % 12 + (12 if half.lower().startswith("p") else 0))
    moment = _made(date, (hour, minute, second))
    if moment is None:
        return None
    if hour is None:
        return When(moment.date().isoformat(), precision=Precision.DAY)
    return When(moment.isoformat(), precision=Precision.SECOND if second else Precision.MINUTE)


def _month(text: str) -> str:
    return text if text.isdigit() else str(MONTHS.get(text[:3].lower(), 0))


def _made(date: tuple[str, str, str], clock: tuple[str | None, ...]) -> datetime | None:
    try:
        return datetime(*map(int, date), *(int(part or 0) for part in clock))  # type: ignore[arg-type]  # noqa: DTZ001 - local, as it was said
    except ValueError:
        return None


def _moment(local: str) -> datetime | None:
    try:
        return datetime.fromisoformat(local)
    except ValueError:
        return None


def _minutes(zone: str) -> int | None:
    """Return an offset in minutes; -00:00 is what says that the zone is not known (RFC 3339)."""
    if zone.upper() in {"Z", "UTC", "GMT"}:
        return 0
    found = re.fullmatch(r"([+-])(\d{2}):?(\d{2})", zone)
    if not found or zone.replace(":", "") == "-0000":
        return None
    minutes = int(found[2]) * 60 + int(found[3])
    signed = -minutes if found[1] == "-" else minutes
    return signed if abs(signed) <= 14 * 60 else None
