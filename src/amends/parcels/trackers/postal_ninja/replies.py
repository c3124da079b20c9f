"""Reading Postal Ninja: every event is classified by its words, and has a local time only."""

from collections.abc import Iterator, Mapping

from amends.parcels.trackers.countries import country_at_end
from amends.parcels.trackers.reading import (
    Outcome,
    Problems,
    Read,
    Reading,
    Said,
    Trouble,
    Unreadable,
    When,
    unreadable,
)
from amends.parcels.trackers.shapes import (
    PARCELS_MOST,
    events_of,
    frame,
    grams,
    load,
    table,
    tables,
    words,
)
from amends.parcels.trackers.times import or_noted, without_zone
from amends.parcels.trackers.vocabulary import UNKNOWN
from amends.parcels.trackers.wordings import sense_of_words

QUOTA = ("too many requests", "exceeded the", "not subscribed", "invalid api key")


def refused(body: bytes) -> str:
    """Return why the call was refused, or nothing; RapidAPI's own words come with HTTP 200 too."""
    try:
        said = words(frame(load(body), "the reply").get("message"), 120)
    except Unreadable:
        return ""
    return said if any(words_of in said.casefold() for words_of in QUOTA) else ""


def read(body: bytes) -> Read:
    """Read an answer for one number, or the list of all."""
    problems = Problems()
    try:
        parcels = _parcels(frame(load(body), "the reply"))
    except Unreadable as error:
        return unreadable(str(error))
    readings: list[Reading] = []
    outcomes: dict[str, Outcome] = {}
    references: dict[str, str] = {}
    for parcel in parcels:
        number = words(parcel.get("trackCode"), 64)
        own = list(_readings(number, parcel, problems))
        readings += own
        outcomes[number] = _outcome(parcel, own)
        references[number] = words(parcel.get("id") or parcel.get("pkgId"), 40)
    return Read(tuple(readings), problems.counted(), outcomes, references)


def _outcome(parcel: Mapping[str, object], own: list[Reading]) -> Outcome:
    if own or "events" not in parcel:
        return Outcome.FOUND
    # Without events it is not known only once the carriers were asked, which takes a minute.
    return Outcome.NOT_FOUND if parcel.get("lastFetched") else Outcome.OUTAGE


def _parcels(reply: Mapping[str, object]) -> list[Mapping[str, object]]:
    status = words(reply.get("status"), 30)
    if status in {"CREATED", "FOUND"} and reply.get("pkgId"):
        return [reply]
    if status != "SUCCESS":
        said = words(reply.get("msg") or reply.get("message"), 120)
        raise Unreadable(f"it answered {status or 'nothing known'} {said}".strip())
    if isinstance(reply.get("pkgs"), list):
        return tables(reply["pkgs"], PARCELS_MOST)
    parcel = frame(reply.get("pkg"), "pkg")
    if not isinstance(parcel.get("events"), list):
        raise Unreadable("pkg.events is not a list")
    return [parcel]


def _readings(number: str, parcel: Mapping[str, object], problems: Problems) -> Iterator[Reading]:
    # The weight is in kilograms in every client that was read.
    weight = grams(parcel.get("weight"), "kg")
    for event in events_of(number, parcel.get("events"), problems):
        text = words(event.get("dsc"))
        sense = sense_of_words(text)
        if sense is None:
            problems.note(Trouble.UNKNOWN_WORDING, text)
            sense = UNKNOWN
        yield Reading(
            number=number,
            status=sense.status,
            physical=sense.physical,
            leg=sense.leg,
            cause=sense.cause,
            when=_when(event, problems),
            place=_place(event),
            text=text,
            carrier=_carrier(event),
            weight_grams=weight,
        )


def _when(event: Mapping[str, object], problems: Problems) -> When:
    told = words(event.get("dt"), 40)
    return or_noted(without_zone(told), told, problems)


def _place(event: Mapping[str, object]) -> Said:
    text = words(event.get("location"), 200)
    return Said(text=text, country=country_at_end(text))


def _carrier(event: Mapping[str, object]) -> str:
    carrier = event.get("carrier")
    return words(table(carrier).get("name") if isinstance(carrier, dict) else carrier, 100)
