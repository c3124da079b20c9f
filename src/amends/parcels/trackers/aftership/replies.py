"""Reading AfterShip: one tracking, a list of them, or a push, whose checkpoints have subtags."""

from collections.abc import Iterator, Mapping

from amends.core.parcel import ParcelStatus
from amends.parcels.trackers.countries import country_of
from amends.parcels.trackers.reading import (
    CITY_MOST,
    POSTAL_CODE_MOST,
    Cause,
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
    point,
    table,
    tables,
    words,
)
from amends.parcels.trackers.times import or_noted, when
from amends.parcels.trackers.wordings import sense_of_coded

CODES = "aftership/codes.toml"
ALREADY_THERE = 4003
FINE = range(200, 300)


def meta_code(body: bytes) -> int:
    """Return AfterShip's own code of a reply, which says more than HTTP's; 0 without one."""
    try:
        code = table(frame(load(body), "the reply").get("meta")).get("code")
    except Unreadable:
        return 0
    return code if isinstance(code, int) else 0


def read(body: bytes) -> Read:
    """Read a reply or a push."""
    problems = Problems()
    try:
        trackings = _trackings(frame(load(body), "the reply"))
    except Unreadable as error:
        return unreadable(str(error))
    readings: list[Reading] = []
    outcomes: dict[str, Outcome] = {}
    references: dict[str, str] = {}
    for tracking in trackings:
        number = words(tracking.get("tracking_number"), 64)
        readings += _readings(number, tracking, problems)
        outcomes[number] = _outcome(tracking, problems)
        references[number] = words(tracking.get("id"), 64)
    return Read(tuple(readings), problems.counted(), outcomes, references)


def _outcome(tracking: Mapping[str, object], problems: Problems) -> Outcome:
    if not isinstance(tracking.get("checkpoints"), list):
        problems.note(Trouble.UNREADABLE, "a tracking without checkpoints")
        return Outcome.OUTAGE
    return Outcome.NOT_FOUND if tracking.get("tag") == "Pending" else Outcome.FOUND


def _trackings(reply: Mapping[str, object]) -> list[Mapping[str, object]]:
    if "tracking_number" in reply:
        # One parcel's own part, as its order keeps it.
        return [reply]
    pushed = reply.get("msg") or (reply.get("data") if "event" in reply else None)
    if isinstance(pushed, dict) and "tracking_number" in pushed:
        return [pushed]
    meta = table(reply.get("meta"))
    code = meta.get("code")
    if not isinstance(code, int) or code not in FINE:
        said = words(meta.get("message"), 120)
        raise Unreadable(f"it answered code {words(code, 20)} {said}".strip())
    found = frame(reply.get("data"), "data")
    if isinstance(found.get("trackings"), list):
        return tables(found["trackings"], PARCELS_MOST)
    if "tracking_number" not in found:
        raise Unreadable("data has no tracking_number")
    return [found]


def _readings(number: str, tracking: Mapping[str, object], problems: Problems) -> Iterator[Reading]:
    weight = table(tracking.get("shipment_weight"))
    weight_grams = grams(weight.get("value"), words(weight.get("unit"), 5))
    signed_by = words(tracking.get("signed_by"), 200)
    for event in events_of(number, tracking.get("checkpoints"), problems):
        text = words(event.get("message"))
        code = words(event.get("subtag") or event.get("tag"), 60)
        sense = sense_of_coded(code, text, CODES, problems)
        delivered = sense.status is ParcelStatus.DELIVERED
        yield Reading(
            number=number,
            status=sense.status,
            physical=sense.physical,
            leg=sense.leg,
            cause=sense.cause,
            when=_when(event, problems),
            place=_place(event),
            code=code,
            text=text,
            carrier=words(event.get("slug"), 100),
            weight_grams=weight_grams,
            recipient=signed_by if delivered else "",
            signed=delivered and (bool(signed_by) or sense.cause is Cause.SIGNED),
        )


def _when(event: Mapping[str, object], problems: Problems) -> When:
    told = words(event.get("checkpoint_time"), 40)
    return or_noted(when(told), told, problems)


def _place(event: Mapping[str, object]) -> Said:
    coordinate = table(event.get("coordinate"))
    latitude, longitude = point(coordinate.get("latitude"), coordinate.get("longitude"))
    return Said(
        text=words(event.get("location"), 200),
        city=words(event.get("city"), CITY_MOST),
        region=words(event.get("state"), CITY_MOST),
        postal_code=words(event.get("postal_code") or event.get("zip"), POSTAL_CODE_MOST),
        country=country_of(words(event.get("country_region") or event.get("country_iso3"), 60)),
        latitude=latitude,
        longitude=longitude,
    )
