"""Reading USPS: the JSON of tracking v3 or the XML of Web Tools, told apart by the first byte."""

from collections.abc import Mapping

from amends.core.parcel import ParcelStatus, Source
from amends.parcels.trackers.countries import country_of
from amends.parcels.trackers.reading import (
    CITY_MOST,
    POSTAL_CODE_MOST,
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
from amends.parcels.trackers.shapes import EVENTS_MOST, frame, load, tables, words
from amends.parcels.trackers.times import or_noted, when_of
from amends.parcels.trackers.vocabulary import UNKNOWN, Sense, codes_of, together
from amends.parcels.trackers.wordings import sense_of_words

from .xml import parcels_of


def read(body: bytes) -> Read:
    """Read a reply in either shape; an error in it, or for one number, changes nothing."""
    problems = Problems()
    try:
        if body.lstrip()[:1] == b"<":
            parcels, outcomes = parcels_of(body, problems)
        else:
            parcels, outcomes = _parcels(frame(load(body), "the reply"))
    except Unreadable as error:
        return unreadable(str(error))
    readings: list[Reading] = []
    for number, events in parcels:
        own = [_reading(number, event, problems) for event in events]
        readings += own
        # Not known is said by an error; an answer without events is no answer.
        outcomes[number] = Outcome.FOUND if own else Outcome.OUTAGE
        if not own:
            problems.note(Trouble.UNREADABLE, "a number without events")
    return Read(tuple(readings), problems.counted(), outcomes)


def _parcels(
    reply: Mapping[str, object],
) -> tuple[list[tuple[str, list[Mapping[str, object]]]], dict[str, Outcome]]:
    if "trackingNumber" not in reply or not isinstance(reply.get("trackingEvents"), list):
        error = reply.get("error")
        said = words(error.get("message") if isinstance(error, dict) else error, 120)
        raise Unreadable(f"trackingNumber or trackingEvents are missing {said}".strip())
    events = tables(reply["trackingEvents"], EVENTS_MOST)
    return [(words(reply["trackingNumber"], 64), events)], {}


def _reading(number: str, event: Mapping[str, object], problems: Problems) -> Reading:
    text = words(event.get("eventType"))
    code = words(event.get("eventCode"), 10)
    sense = _sense(code, text, problems)
    delivered = sense.status is ParcelStatus.DELIVERED
    name = words(event.get("name"), 200) or words(event.get("firm"), 200)
    return Reading(
        number=number,
        status=sense.status,
        physical=sense.physical,
        leg=sense.leg,
        cause=sense.cause,
        source=Source.CARRIER,
        when=_when(event, problems),
        place=_place(event),
        code=code,
        text=text,
        carrier="USPS",
        recipient=name if delivered else "",
    )


def _sense(code: str, text: str, problems: Problems) -> Sense:
    said = sense_of_words(text)
    known = codes_of("usps/codes.toml").get(code)
    if known is not None:
        return together(known, said)
    problems.note(Trouble.UNKNOWN_CODE, code)
    # USPS writes its own words in one language, so they stand where a code is new.
    return said or UNKNOWN


def _when(event: Mapping[str, object], problems: Problems) -> When:
    told = words(event.get("eventTimestamp"), 40)
    if not told:
        return When()
    return or_noted(when_of(told, words(event.get("GMTOffset"), 8)), told, problems)


def _place(event: Mapping[str, object]) -> Said:
    city, region = words(event.get("eventCity"), CITY_MOST), words(event.get("eventState"), 60)
    postal_code = words(event.get("eventZIP"), POSTAL_CODE_MOST)
    country = words(event.get("eventCountry"), 60)
    known = country_of(country)
    # A state and a ZIP code of the United States, without a country, are in no other one.
    inland = "US" if region and postal_code and not country else ""
    text = ", ".join(part for part in (city, f"{region} {postal_code}".strip(), country) if part)
    return Said(text, city, region, postal_code, known or inland)
