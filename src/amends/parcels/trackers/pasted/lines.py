"""Lines of text as people copy them from a tracking page: time, place and words in any order."""

import re
from collections.abc import Iterator

from amends.core.parcel import Source
from amends.parcels.trackers.countries import country_at_end
from amends.parcels.trackers.reading import Problems, Reading, Said, Trouble, When
from amends.parcels.trackers.shapes import EVENTS_MOST, words
from amends.parcels.trackers.times import when
from amends.parcels.trackers.vocabulary import UNKNOWN
from amends.parcels.trackers.wordings import sense_of_words

LINE_MOST = 2_000
HEADINGS = frozenset({"tracking number", "track", "number", "номер", "运单号"})
NUMBER = re.compile(r"\b(?:[A-Z]{2}\d{9}[A-Z]{2}|[A-Z0-9]*\d[A-Z0-9]*\d[A-Z0-9]{8,37})\b")
DASHES = "\u2013\u2014-"
PARTS = re.compile(rf"\s*(?:\||;| [{DASHES}] |, (?=\D{{3,}}$))\s*")
ZONE = r"(?:\s*(?:Z\b|UTC\b|[+-]\d{2}:?\d{2}))?"
CLOCK = rf"(?:[ ,T]+\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:\.\d+)?(?:\s*[ap]\.?m\.?)?{ZONE})?"
TIME = re.compile(
    rf"\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}{CLOCK}|\d{{1,2}}\.\d{{1,2}}\.\d{{4}}{CLOCK}"
    rf"|\d{{4}}年\d{{1,2}}月\d{{1,2}}日{CLOCK}"
    rf"|[A-Z][a-z]{{2,8}}\.? \d{{1,2}},? \d{{4}}{CLOCK}"
    rf"|\d{{1,2}} [A-Z][a-z]{{2,8}}\.? \d{{4}}{CLOCK}",
    re.IGNORECASE,
)


def readings_of(text: str, problems: Problems) -> Iterator[Reading]:
    """Yield one reading for each line that says something; lines that only name a time lend it."""
    number, lent = "", When()
    kept = 0
    for line in text.splitlines():
        # The cells of a copied table are told apart by tabs, which are no words.
        said = words(line.replace("\t", " | "), LINE_MOST)
        if not said:
            continue
        named = _number(said)
        if named:
            number, lent = named, When()
            said = said.replace(named, " ").strip(" :|-#")
        stamp, rest = _stamp(said)
        if _is_bare(rest):
            lent = stamp or lent
            continue
        kept += 1
        if kept > EVENTS_MOST:
            problems.note(Trouble.TOO_MANY, "lines")
            return
        yield _reading(number, stamp or lent, rest, problems)


def _reading(number: str, stamp: When, rest: str, problems: Problems) -> Reading:
    parts = [part for part in PARTS.split(rest) if part]
    said = [(part, sense_of_words(part)) for part in parts]
    known = next(((part, sense) for part, sense in said if sense is not None), None)
    whole = sense_of_words(rest)
    sense = whole or (known[1] if known else None)
    if sense is None:
        problems.note(Trouble.UNKNOWN_WORDING, rest)
        sense = UNKNOWN
    spoken = known[0] if known else rest
    place = ", ".join(part for part in parts if part != spoken) if known else ""
    return Reading(
        number=number,
        status=sense.status,
        physical=sense.physical,
        leg=sense.leg,
        cause=sense.cause,
        source=Source.SELLER,
        when=stamp,
        place=Said(text=place[:200], country=country_at_end(place)),
        text=words(rest),
    )


def _number(line: str) -> str:
    """Return a tracking number that stands in a line, of the shapes that carriers use."""
    found = NUMBER.search(line.upper())
    return found.group() if found and found.group() in line else ""


def _stamp(line: str) -> tuple[When | None, str]:
    found = TIME.search(line)
    if found is None:
        return None, line
    rest = f"{line[: found.start()]} {line[found.end() :]}".strip(f" ,:|{DASHES}")
    return when(found.group()), " ".join(rest.split())


def _is_bare(rest: str) -> bool:
    letters = sum(letter.isalpha() for letter in rest)
    return letters < 2 or rest.casefold().rstrip(":") in HEADINGS
