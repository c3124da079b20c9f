"""A checkpoint that names its own parts, from a webhook, a file of JSON or a row of CSV."""

from collections.abc import Mapping

from amends.core.parcel import Leg, ParcelStatus, Source

from .countries import country_of
from .reading import CITY_MOST, POSTAL_CODE_MOST, Cause, Problems, Reading, Said, Trouble, When
from .shapes import grams, point, words
from .times import when
from .vocabulary import UNKNOWN, Codes, Sense, codes_of, sense_of, together
from .wordings import sense_of_words

VOCABULARIES: Mapping[str, str] = {
    "upu": "lists/upu_emsevt.toml",
    "cainiao": "lists/cainiao.toml",
    "colissimo": "lists/colissimo.toml",
    "track17": "track17/codes.toml",
    "aftership": "aftership/codes.toml",
    "usps": "usps/codes.toml",
}
TRUE = frozenset({"true", "yes", "1"})


def reading_of(
    entry: Mapping[str, object], problems: Problems, source: Source = Source.TRACKER
) -> Reading | None:
    """Return what an entry says, or None, counted, where it names no number or says nothing."""
    number = words(entry.get("number") or entry.get("tracking_number"), 64)
    text = words(entry.get("text") or entry.get("description"))
    code = words(entry.get("code"), 60)
    if not number or not (text or code or entry.get("status")):
        problems.note(Trouble.UNREADABLE, "a checkpoint without number, or without a word")
        return None
    sense = _sense(entry, text, code, problems)
    return Reading(
        number=number,
        status=sense.status,
        physical=sense.physical,
        leg=sense.leg,
        cause=sense.cause,
        source=source,
        when=_when(entry, problems),
        place=_place(entry),
        code=code,
        text=text,
        carrier=words(entry.get("carrier"), 100),
        weight_grams=grams(entry.get("weight_grams"), "g"),
        recipient=words(entry.get("recipient"), 200),
        signed=_flag(entry.get("signed")) or False,
    )


def sense_of_code(code: str, vocabulary: str, problems: Problems) -> Sense | None:
    """Return what a code of a public list means; one that the list lacks is counted."""
    path = VOCABULARIES.get(vocabulary)
    known = _known(codes_of(path), code) if path else None
    if known is None:
        problems.note(Trouble.UNKNOWN_CODE, f"{vocabulary} {code}".strip())
    return known


def _known(codes: Codes, code: str) -> Sense | None:
    exact = codes.get(code)
    if exact is not None:
        return exact
    begun = (one for one in codes if one.endswith("*") and code.startswith(one[:-1]))
    return next((codes[one] for one in begun), None)


def _sense(entry: Mapping[str, object], text: str, code: str, problems: Problems) -> Sense:
    status = words(entry.get("status"), 30)
    said = sense_of_words(text) if text else None
    if status in set(ParcelStatus):
        return _stated(entry, status, said)
    if status:
        problems.note(Trouble.UNKNOWN_CODE, status)
        return UNKNOWN
    if code:
        known = sense_of_code(code, words(entry.get("vocabulary"), 20), problems)
        return together(known, said) if known else UNKNOWN
    if said is None:
        problems.note(Trouble.UNKNOWN_WORDING, text)
    return said or UNKNOWN


def _stated(entry: Mapping[str, object], status: str, said: Sense | None) -> Sense:
    """A status in the domain's own words stands as it is; the words may only add the cause."""
    usual = sense_of({"status": status})
    physical, leg = _flag(entry.get("physical")), words(entry.get("leg"), 10)
    cause = words(entry.get("cause"), 20)
    added = said.cause if said and said.status is usual.status else None
    return Sense(
        usual.status,
        usual.physical if physical is None else physical,
        Leg(leg) if leg in set(Leg) else usual.leg,
        Cause(cause) if cause in set(Cause) else added,
    )


def _when(entry: Mapping[str, object], problems: Problems) -> When:
    told = words(entry.get("time") or entry.get("happened_at") or entry.get("local_time"), 40)
    if not told:
        return When()
    found = when(told)
    if found is None:
        problems.note(Trouble.BAD_TIME, told)
        return When(told[:32])
    return found


def _place(entry: Mapping[str, object]) -> Said:
    latitude, longitude = point(entry.get("latitude"), entry.get("longitude"))
    return Said(
        text=words(entry.get("place") or entry.get("location"), 200),
        city=words(entry.get("city"), CITY_MOST),
        region=words(entry.get("region"), CITY_MOST),
        postal_code=words(entry.get("postal_code"), POSTAL_CODE_MOST),
        country=country_of(words(entry.get("country"), 60)),
        latitude=latitude,
        longitude=longitude,
    )


def _flag(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    return value.casefold() in TRUE if isinstance(value, str) and value else None
