"""A messy place string to a place on the map, offline; what is ambiguous is said to be unknown.

Size alone never decides. A name that is in several countries needs a country: from the text itself,
from a second name near the first, or from the caller. Within one country a city is preferred to its
namesakes only when it is large and they are villages beside it.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from amends.core.geography import Point, geodesic_km

from .making import open_tables
from .parting import Hint, Part, parts_of
from .place import Confidence, Place, unknown
from .tables import FILE_NAME, Tables, Thing, is_current

TEXT_LONGEST = 200
REMEMBERED = 4096
NAMED_MOST = 5
LARGEST = "It is by far the largest city of that name in the country that is told with it."
LONE_CODE = re.compile(r"[A-Z]{3}")
POSTCODE = re.compile(r"(?<!\w)\d{5,7}(?!\w)")
# Two names this near each other speak of one place.
TOGETHER_KM = 60.0
# An alternate name of a place smaller than this is noise beside one that has the name as its own.
NOTICED = 15_000
LARGE, TIMES_LARGER = 100_000, 20


class Resolver:
    """Resolves place strings against one file of places, remembering the last few thousand."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._remembered = lru_cache(maxsize=REMEMBERED)(self.resolve_anew)

    def resolve(self, text: str, country: str = "") -> Place:
        """Return where a text is; `country` is a two-letter code of where it is likely to be.

        The hint only chooses among what the text may mean: a country in the text itself is
        stronger. Raises ValueError for a hint that is no code of a country.
        """
        hint = country.upper()
        if hint and not (
            len(hint) == 2 and hint.isascii() and self._tables.named(f"={country.lower()}")
        ):
            raise ValueError(f"{country} is no two-letter code of a country, such as FR.")
        return self._remembered(text, hint)

    def named(self, key: str) -> tuple[Thing, ...]:
        """Return everything that goes by a key of `compiling`."""
        return self._tables.named(key)

    def close(self) -> None:
        """Let go of the file."""
        self._tables.close()

    def resolve_anew(self, text: str, hint: str = "") -> Place:
        """Do what `resolve` does, remembering nothing."""
        if len(text) > TEXT_LONGEST:
            return unknown(text, f"The text is longer than {TEXT_LONGEST} characters.")
        parts = parts_of(text, self._tables.named)
        hints = [one for part in parts for one in part.hints]
        parts = [part for part in parts if part.things]
        if hints and LONE_CODE.fullmatch(text.strip()) and self._tables.named(f"#{text.strip()}"):
            return unknown(text, "It is the code of a country and of an airport.")
        if not parts:
            return self._country(text, hints, "It names no place that is known here.")
        agreed = [_agreeing(part, hints) for part in parts]
        agreed = [part for part in agreed if part.things]
        if not agreed:
            return unknown(text, _contradiction(parts))
        return self._among(text, agreed, hints, hint)

    def _among(self, text: str, parts: list[Part], hints: list[Hint], hint: str) -> Place:
        near = _near_each_other(parts)
        known = bool(hints) or bool(near)
        part = near or parts[0]
        if len(parts) > 1 and not near and not _is_centre(part):
            why = "It names several places that are far apart: "
            return self._country(text, hints, why + _listed([p.things[0] for p in parts]) + ".")
        things = _noticed(part.things)
        coded = [] if known else self._with_postcode(text, things)
        if coded:
            things, known = coded, True
        if not known and hint and any(thing.country == hint for thing in things):
            things, known = [thing for thing in things if thing.country == hint], True
        if not part.whole and not (known and _is_sure(things)):
            why = f"Part of it is not understood; {things[0].name} may be meant."
            return self._country(text, hints, why)
        one = _same_place(things)
        if one is not None and not known and not _is_sure(things):
            why = f"{one.name} ({where_of(one)}) may be meant, but a small place needs its country."
            return unknown(text, why)
        if one is not None:
            return _found(text, one, known=known, whole=part.whole)
        larger = _much_larger(things) if known else None
        if larger is not None:
            place = _found(text, larger, known=False, whole=part.whole)
            return replace(place, why=LARGEST)
        why = f"The name is ambiguous: {_listed(things)}. A country or a region would tell."
        return self._country(text, hints, why, {thing.country for thing in things})

    def _with_postcode(self, text: str, things: Sequence[Thing]) -> list[Thing]:
        """Return what lies where a number in the text has the form of a postcode."""
        codes = POSTCODE.findall(text)
        countries = {thing.country for thing in things}
        fitting = {
            country
            for country in countries
            if any(self._tables.is_postcode(code, country) for code in codes)
        }
        return [thing for thing in things if thing.country in fitting]

    def _country(
        self, text: str, hints: Sequence[Hint], why: str, among: Iterable[str] = ()
    ) -> Place:
        """Return the one country that the text speaks of, or that it is unknown."""
        sets = [{country for country, _ in hint} for hint in hints]
        codes = set.intersection(*sets) if sets else set(among)
        if len(codes) != 1:
            return unknown(text, why)
        (code,) = codes
        found = [one for one in self._tables.named(f"={code.lower()}") if one.country == code]
        if not found:
            return unknown(text, why)
        country = found[0]
        return Place(
            text,
            country.name,
            code,
            country.latitude,
            country.longitude,
            country.radius_km,
            Confidence.LOW,
            f"Only the country is known. {why}",
        )


def open_resolver(home: Path) -> Resolver:
    """Return a resolver over HOME/places.sqlite, which is made when it is missing.

    Raises `making.PlacesMissing` when it cannot be made.
    """
    return Resolver(open_tables(home))


def resolver_at_hand(home: Path) -> Resolver | None:
    """Return this process's resolver if HOME/places.sqlite is there, for those who cannot wait."""
    try:
        made_at = (home / FILE_NAME).stat().st_mtime_ns
    except OSError:
        return None
    return _opened(home, made_at)


def where_of(thing: Thing) -> str:
    """Return the region and the country of a thing, as a person tells it from its namesakes."""
    lettered = thing.region.isalpha()
    return f"{thing.region}, {thing.country}" if lettered else thing.country


@lru_cache(maxsize=2)
def _opened(home: Path, made_at: int) -> Resolver | None:
    """Open a file of places once; `made_at` tells a new one from the one before."""
    del made_at
    path = home / FILE_NAME
    return Resolver(Tables(path)) if is_current(path) else None


def _agreeing(part: Part, hints: Sequence[Hint]) -> Part:
    """Keep what lies where every hint allows."""
    kept = tuple(thing for thing in part.things if all(_allows(hint, thing) for hint in hints))
    return replace(part, things=kept)


def _allows(hint: Hint, thing: Thing) -> bool:
    # Airports and mail centres know no region.
    return any(
        thing.country == country and (not region or thing.region in {region, ""})
        for country, region in hint
    )


def _near_each_other(parts: Sequence[Part]) -> Part | None:
    """Return the first part with only what lies near something that another part names."""
    for part in sorted(parts, key=lambda part: not _is_centre(part)):
        others = [thing for other in parts if other is not part for thing in other.things]
        kept = tuple(thing for thing in part.things if any(_together(thing, o) for o in others))
        if kept:
            return replace(part, things=kept)
    return None


def _noticed(things: Sequence[Thing]) -> list[Thing]:
    """Leave out villages that have the name only as an alternate one."""
    noticed = [one for one in things if one.main or one.population >= NOTICED]
    return sorted(noticed or things, key=lambda one: (one.kind != "centre", -one.population))


def _is_centre(part: Part) -> bool:
    return part.whole and all(thing.kind == "centre" for thing in part.things)


def _is_sure(things: Sequence[Thing]) -> bool:
    one = _same_place(things)
    return one is not None and (one.population >= NOTICED or one.kind == "centre")


def _same_place(things: Sequence[Thing]) -> Thing | None:
    """Return the first of things that are all one place, or None."""
    first = things[0]
    return first if all(_together(first, thing) for thing in things) else None


def _much_larger(things: Sequence[Thing]) -> Thing | None:
    first = things[0]
    rest = max((t.population for t in things[1:] if not _together(first, t)), default=0)
    if first.population >= LARGE and first.population >= TIMES_LARGER * rest:
        return first
    return None


def _together(one: Thing, other: Thing) -> bool:
    # Quick first: a degree of latitude is 111 km everywhere.
    if one.country != other.country or math.fabs(one.latitude - other.latitude) > 1:
        return False
    here, there = Point(one.latitude, one.longitude), Point(other.latitude, other.longitude)
    return geodesic_km(here, there) <= TOGETHER_KM


def _found(text: str, thing: Thing, *, known: bool, whole: bool) -> Place:
    confidence = Confidence.HIGH if known or thing.kind == "centre" else Confidence.MEDIUM
    if not whole:
        confidence = Confidence.LOW
    why = {
        "city": "It is a city of that name",
        "airport": "It is an airport",
        "centre": "It is a mail centre that is known here",
    }[thing.kind]
    told = ", in the country that is told with it." if known else "; no other place has the name."
    return Place(
        text,
        thing.name,
        thing.country,
        thing.latitude,
        thing.longitude,
        thing.radius_km,
        confidence,
        why + (told if thing.kind == "city" else "."),
    )


def _contradiction(parts: Sequence[Part]) -> str:
    return f"The name and the country do not agree: {_listed(parts[0].things)}."


def _listed(things: Sequence[Thing]) -> str:
    names = list(dict.fromkeys(f"{one.name} ({where_of(one)})" for one in things))
    more = f" and {len(names) - NAMED_MOST} more" if len(names) > NAMED_MOST else ""
    return ", ".join(names[:NAMED_MOST]) + more
