"""Reading JSON from outside without trusting it: each value by its type, with a limit.

What has another type than asked for is treated as absent; only a reply that is no JSON, or whose
frame is missing, is unreadable.
"""

import json
import math
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from .reading import TEXT_MOST, Problems, Trouble, Unreadable

EVENTS_MOST = 1_000
PARCELS_MOST = 1_000
# From here on JSON is no longer a reply about parcels.
BYTES_MOST = 5_000_000


def load(body: bytes) -> object:
    """Return the JSON of a reply; raise `Unreadable` when it is none, is cut off, or too deep."""
    if len(body) > BYTES_MOST:
        raise Unreadable(f"it is longer than {BYTES_MOST} bytes")
    try:
        return json.loads(body)
    except RecursionError as error:
        raise Unreadable("it is nested too deeply") from error
    except ValueError as error:
        raise Unreadable(f"it is not JSON: {error}") from error


def frame(value: object, name: str) -> Mapping[str, object]:
    """Return an object that must be there; raise `Unreadable` naming it when it is not."""
    if not isinstance(value, dict):
        raise Unreadable(f"{name} is not an object")
    return value


def rows(value: object, name: str) -> Sequence[object]:
    """Return a list that must be there; raise `Unreadable` naming it when it is not."""
    if not isinstance(value, list):
        raise Unreadable(f"{name} is not a list")
    return value


def table(value: object) -> Mapping[str, object]:
    """Return an object, or an empty one."""
    return value if isinstance(value, dict) else {}


def tables(value: object, most: int = EVENTS_MOST) -> list[Mapping[str, object]]:
    """Return the objects of a list, at most `most`."""
    return [one for one in value[:most] if isinstance(one, dict)] if isinstance(value, list) else []


def events_of(number: str, value: object, problems: Problems) -> list[Mapping[str, object]]:
    """Return the events of a number, at most `EVENTS_MOST`; that there were more is counted."""
    if isinstance(value, list) and len(value) > EVENTS_MOST:
        problems.note(Trouble.TOO_MANY, f"events of {number}")
    return tables(value)


def words(value: object, most: int = TEXT_MOST) -> str:
    """Return text that a database takes: one line, without control characters, cut to `most`."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, (int, float)):
        return _plain(str(value)[:most])
    return _plain(value[: 4 * most])[:most] if isinstance(value, str) else ""


def decimal(value: object) -> float | None:
    """Return a finite number, also where it was written as text."""
    if isinstance(value, bool):
        return None
    try:
        found = float(value) if isinstance(value, (int, float, str)) else math.nan
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def point(latitude: object, longitude: object) -> tuple[float | None, float | None]:
    """Return a point on the globe in degrees, or none; (0, 0) is a mistake, not a place."""
    north, east = decimal(latitude), decimal(longitude)
    if north is None or east is None or abs(north) > 90 or abs(east) > 180:
        return None, None
    return (None, None) if north == east == 0 else (north, east)


def grams(value: object, unit: str) -> int | None:
    """Return a weight in whole grams; None for a unit that is not known, or nonsense."""
    factor = {"g": 1.0, "kg": 1000.0, "lb": 453.59237, "oz": 28.349523125}.get(unit.lower())
    weight = decimal(value)
    if factor is None or weight is None or not 0 < weight * factor < 2_000_000:
        return None
    return max(1, round(weight * factor))


@lru_cache(maxsize=8_192)
def _plain(text: str) -> str:
    # A lone surrogate or a NUL is legal in JSON, and in no database.
    kept = "".join(
        " " if unicodedata.category(letter) in {"Cc", "Zl", "Zp"} else letter
        for letter in text
        if unicodedata.category(letter) != "Cs"
    )
    return " ".join(kept.split())
