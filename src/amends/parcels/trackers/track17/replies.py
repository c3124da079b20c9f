"""Reading 17TRACK: replies of `gettrackinfo` and `register`, and pushes, which hold the same."""

from collections.abc import Iterator, Mapping

from amends.core.parcel import ParcelStatus
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

CODES = "track17/codes.toml"
# The whole call is refused: address, key, account, permission, daily limit and quota.
REFUSALS: Mapping[int, str] = {
    -18010001: "this address may not use the key",
    -18010002: "the key is wrong",
    -18010004: "the account is disabled",
    -18010005: "the key may not do this",
    -18019907: "the limit of the day is reached",
    -18019908: "the quota is used up",
    -18019911: "registering is not available",
}
ALREADY_REGISTERED = -18019901
BAD_FORMAT = -18010012
NO_NEWS_YET = -18019909
NOT_REGISTERED = -18019902


def refused(body: bytes) -> str:
    """Return why a whole call was refused, or nothing; such a reply comes with HTTP 200."""
    try:
        reply = frame(load(body), "the reply")
    except Unreadable:
        return ""
    codes = [
        reply.get("code"),
        *(e.get("code") for e in tables(table(reply.get("data")).get("errors"))),
    ]
    return next(
        (REFUSALS[code] for code in codes if isinstance(code, int) and code in REFUSALS), ""
    )


def read(body: bytes) -> Read:
    """Read a reply or a push."""
    problems = Problems()
    try:
        reply = frame(load(body), "the reply")
        accepted, rejected = _parts(reply)
    except Unreadable as error:
        return unreadable(str(error))
    readings: list[Reading] = []
    outcomes: dict[str, Outcome] = {}
    for parcel in accepted:
        number = words(parcel.get("number"), 64)
        own = list(_readings(number, table(parcel.get("track_info")), problems))
        readings += own
        outcomes[number] = _outcome(parcel, own, problems)
    for entry in rejected:
        number = words(entry.get("number"), 64)
        outcomes[number] = _rejected(number, table(entry.get("error")), problems)
    return Read(tuple(readings), problems.counted(), outcomes)


def _parts(
    reply: Mapping[str, object],
) -> tuple[list[Mapping[str, object]], list[Mapping[str, object]]]:
    if "number" in reply and "data" not in reply:
        # One parcel's own part, as its order keeps it.
        return ([], [reply]) if "error" in reply else ([reply], [])
    data = frame(reply.get("data"), "data")
    if "event" in reply:
        return [data], []
    errors = tables(data.get("errors"))
    if reply.get("code") != 0 or errors:
        said = words(errors[0].get("message"), 120) if errors else ""
        raise Unreadable(f"it answered code {words(reply.get('code'), 20)} {said}".strip())
    if "accepted" not in data and "rejected" not in data:
        raise Unreadable("neither accepted nor rejected numbers are there")
    return tables(data.get("accepted"), PARCELS_MOST), tables(data.get("rejected"), PARCELS_MOST)


def _outcome(parcel: Mapping[str, object], own: list[Reading], problems: Problems) -> Outcome:
    if "origin" in parcel:
        # It was registered: there is nothing to say of it yet, nor is it unknown.
        return Outcome.FOUND
    if not isinstance(parcel.get("track_info"), dict):
        # A push that only says that tracking has stopped has none either; it says nothing else.
        problems.note(Trouble.UNREADABLE, "a number without track_info")
        return Outcome.OUTAGE
    known = any(one.status is not ParcelStatus.UNKNOWN or one.physical for one in own)
    status = table(table(parcel.get("track_info")).get("latest_status")).get("status")
    return Outcome.FOUND if known or status != "NotFound" else Outcome.NOT_FOUND


def _rejected(number: str, error: Mapping[str, object], problems: Problems) -> Outcome:
    code = error.get("code")
    if code == ALREADY_REGISTERED:
        return Outcome.FOUND
    if code == BAD_FORMAT:
        problems.note(Trouble.INVALID_NUMBER, number)
        return Outcome.NOT_FOUND
    if code == NO_NEWS_YET:
        return Outcome.NOT_FOUND
    problems.note(Trouble.REFUSED, f"{words(code, 20)} {words(error.get('message'), 90)}")
    return Outcome.REFUSED


def _readings(number: str, info: Mapping[str, object], problems: Problems) -> Iterator[Reading]:
    shared = table(info.get("misc_info"))
    weight = grams(shared.get("weight_kg"), "kg")
    providers = tables(table(info.get("tracking")).get("providers"), 20)
    for provider in providers:
        carrier = words(table(provider.get("provider")).get("name"), 100)
        for event in events_of(number, provider.get("events"), problems):
            yield _reading((number, carrier, weight), event, problems)


def _reading(
    parcel: tuple[str, str, int | None], event: Mapping[str, object], problems: Problems
) -> Reading:
    number, carrier, weight = parcel
    text = words(event.get("description"))
    code = words(event.get("sub_status") or event.get("stage"), 60)
    sense = sense_of_coded(code, text, CODES, problems)
    return Reading(
        number=number,
        status=sense.status,
        physical=sense.physical,
        leg=sense.leg,
        cause=sense.cause,
        when=_when(event, problems),
        place=_place(event),
        code=code,
        text=text,
        carrier=carrier,
        weight_grams=weight,
    )


def _when(event: Mapping[str, object], problems: Problems) -> When:
    """The local text with its offset; without one, `time_utc` may not be believed either."""
    raw = table(event.get("time_raw"))
    told = words(event.get("time_iso"), 40)
    if told and not words(raw.get("timezone"), 40) and raw.get("date"):
        local = f"{words(raw.get('date'), 12)} {words(raw.get('time'), 12)}".strip()
        read_raw = when(local)
        if read_raw is not None:
            return read_raw
    told = told or words(event.get("time_utc"), 40)
    return or_noted(when(told), told, problems)


def _place(event: Mapping[str, object]) -> Said:
    address = table(event.get("address"))
    coordinates = table(address.get("coordinates"))
    latitude, longitude = point(coordinates.get("latitude"), coordinates.get("longitude"))
    return Said(
        text=words(event.get("location"), 200),
        city=words(address.get("city"), CITY_MOST),
        region=words(address.get("state"), CITY_MOST),
        postal_code=words(address.get("postal_code"), POSTAL_CODE_MOST),
        country=country_of(words(address.get("country"), 60)),
        latitude=latitude,
        longitude=longitude,
    )
