"""Reading Parcels: events have words, a place, and a time that only pretends to be UTC."""

from collections.abc import Iterator, Mapping

from amends.core.parcel import ParcelStatus
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
from amends.parcels.trackers.vocabulary import UNKNOWN, Sense, codes_of
from amends.parcels.trackers.wordings import sense_of_words

REFUSALS: Mapping[str, str] = {
    "MISSING_API_KEY": "the key is missing",
    "INVALID_API_KEY": "the key is wrong",
    "UNCONFIRMED_ACCOUNT": "the account's address is not confirmed",
    "INVALID_WEBHOOK_URL": "the address for pushes is refused",
    "LIMIT_REACHED": "the quota is used up",
    "SUBSCRIPTION_LIMIT_REACHED": "the quota is used up",
}


def refused(body: bytes) -> str:
    """Return why a call was refused, or nothing; such a reply comes with HTTP 200."""
    return REFUSALS.get(_error(body), "")


def outage(body: bytes) -> str:
    """Return what another error says, or nothing: whatever it is, it says nothing of a parcel."""
    error = _error(body)
    return f"it answered {error}" if error and error not in REFUSALS else ""


def read(body: bytes) -> Read:
    """Read an answer or a push.

    The uuid of an answer that is not done yet stands under the empty number: once it is done, news
    comes only by posting the numbers again.
    """
    problems = Problems()
    try:
        reply = frame(load(body), "the reply")
        shipments = _shipments(reply)
    except Unreadable as error:
        return unreadable(str(error))
    readings: list[Reading] = []
    outcomes: dict[str, Outcome] = {}
    for shipment in shipments:
        number = words(shipment.get("trackingId"), 64)
        own = list(_readings(number, shipment, problems))
        readings += own
        done = reply.get("done") is True and shipment.get("states") == []
        nothing = Outcome.NOT_FOUND if done else Outcome.OUTAGE
        outcomes[number] = Outcome.FOUND if own else nothing
        if not isinstance(shipment.get("states"), list):
            problems.note(Trouble.UNREADABLE, "a shipment without states")
    uuid = words(reply.get("uuid"), 100) if reply.get("done") is not True else ""
    return Read(tuple(readings), problems.counted(), outcomes, {"": uuid} if uuid else {})


def _error(body: bytes) -> str:
    try:
        return words(frame(load(body), "the reply").get("error"), 60)
    except Unreadable:
        return ""


def _shipments(reply: Mapping[str, object]) -> list[Mapping[str, object]]:
    if reply.get("error"):
        raise Unreadable(f"it answered {words(reply.get('error'), 60)}")
    if "trackingId" in reply:
        # One parcel's own part, as its order keeps it.
        return [reply]
    if isinstance(reply.get("shipment"), dict):
        return [table(reply["shipment"])]
    if not isinstance(reply.get("shipments"), list):
        raise Unreadable("shipments is not a list")
    return tables(reply["shipments"], PARCELS_MOST)


def _readings(number: str, shipment: Mapping[str, object], problems: Problems) -> Iterator[Reading]:
    states = events_of(number, shipment.get("states"), problems)
    overall = _overall(words(shipment.get("status"), 60), problems)
    weight = _weight(shipment)
    carriers = [words(service.get("name"), 100) for service in tables(shipment.get("services"), 20)]
    # The newest stands first; the status of the whole is a word about that one alone.
    for place, state in enumerate(states):
        sense = _sense(state, overall if place == 0 else None, problems)
        yield Reading(
            number=number,
            status=sense.status,
            physical=sense.physical,
            leg=sense.leg,
            cause=sense.cause,
            when=_when(state, problems),
            place=_place(state),
            code=words(shipment.get("status"), 60) if place == 0 else "",
            text=words(state.get("state")),
            carrier=_carrier(state, carriers),
            weight_grams=weight,
        )


def _overall(status: str, problems: Problems) -> Sense | None:
    if not status:
        return None
    known = codes_of("parcelsapp/codes.toml").get(status)
    if known is None:
        problems.note(Trouble.UNKNOWN_CODE, status)
    return known


def _sense(state: Mapping[str, object], overall: Sense | None, problems: Problems) -> Sense:
    text = words(state.get("state"))
    said = sense_of_words(text)
    if said is not None:
        return said
    problems.note(Trouble.UNKNOWN_WORDING, text)
    if overall is None or overall.status is ParcelStatus.DELIVERED:
        # What its words do not say is not a delivery, whatever the whole parcel is called.
        return UNKNOWN
    return Sense(overall.status, physical=False, leg=overall.leg, cause=overall.cause)


def _when(state: Mapping[str, object], problems: Problems) -> When:
    """Carriers' local times without a zone are stamped Z by Parcels: the offset is not believed."""
    told = words(state.get("date"), 40)
    return or_noted(without_zone(told), told, problems)


def _place(state: Mapping[str, object]) -> Said:
    text = words(state.get("location"), 200)
    return Said(text=text, country=country_at_end(text))


def _carrier(state: Mapping[str, object], carriers: list[str]) -> str:
    place = state.get("carrier")
    known = isinstance(place, int) and 0 <= place < len(carriers)
    return carriers[place] if known and isinstance(place, int) else ""


def _weight(shipment: Mapping[str, object]) -> int | None:
    for attribute in tables(shipment.get("attributes"), 50):
        if attribute.get("l") == "weight":
            value, _, unit = words(attribute.get("val"), 40).partition(" ")
            return grams(value, unit)
    return None
