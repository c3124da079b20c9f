"""The XML of USPS Web Tools, brought to the names of its newer JSON.

A reply that declares a document type is refused before it is parsed: entities are how a small file
becomes a large one, or reads another.
"""

from collections.abc import Mapping
from typing import TypeAlias
from xml.etree import ElementTree as ET

from amends.parcels.trackers.reading import Outcome, Problems, Trouble, Unreadable
from amends.parcels.trackers.shapes import BYTES_MOST, EVENTS_MOST, PARCELS_MOST, words

Events: TypeAlias = list[Mapping[str, object]]
NOT_FOUND = "-2147219302"
NAMES: Mapping[str, str] = {
    "Event": "eventType",
    "EventCode": "eventCode",
    "EventCity": "eventCity",
    "EventState": "eventState",
    "EventZIPCode": "eventZIP",
    "EventCountry": "eventCountry",
    "Name": "name",
    "FirmName": "firm",
    "GMTOffset": "GMTOffset",
}


def parcels_of(
    body: bytes, problems: Problems
) -> tuple[list[tuple[str, Events]], dict[str, Outcome]]:
    """Return each number's events, and the outcomes of those that have an error instead."""
    root = _root(body)
    if root.tag == "Error":
        raise Unreadable(f"it answered {_text(root, 'Number')} {_text(root, 'Description')}")
    if root.tag != "TrackResponse":
        raise Unreadable("TrackResponse is missing")
    parcels: list[tuple[str, Events]] = []
    outcomes: dict[str, Outcome] = {}
    for parcel in root.findall("TrackInfo")[:PARCELS_MOST]:
        number = words(parcel.get("ID"), 64)
        error = parcel.find("Error")
        if error is None:
            parcels.append((number, _events(parcel)))
        else:
            outcomes[number] = _failed(error, problems)
    return parcels, outcomes


def _root(body: bytes) -> ET.Element:
    if len(body) > BYTES_MOST:
        raise Unreadable(f"it is longer than {BYTES_MOST} bytes")
    if b"<!" in body.replace(b"<!--", b"") or b"\x00" in body:
        raise Unreadable("it declares a document type")
    try:
        return ET.fromstring(body)  # noqa: S314 - no document type, so no entities
    except ET.ParseError as error:
        raise Unreadable(f"it is not XML: {error}") from error
    except (ValueError, LookupError) as error:
        raise Unreadable(f"its encoding is not known: {error}") from error


def _failed(error: ET.Element, problems: Problems) -> Outcome:
    number = _text(error, "Number")
    if number == NOT_FOUND:
        return Outcome.NOT_FOUND
    problems.note(Trouble.OUTAGE, f"{number} {_text(error, 'Description')}")
    return Outcome.OUTAGE


def _events(parcel: ET.Element) -> Events:
    found = [one for one in parcel if one.tag in {"TrackSummary", "TrackDetail"}]
    return [_event(one) for one in found[:EVENTS_MOST]]


def _event(event: ET.Element) -> Mapping[str, object]:
    named: dict[str, object] = {name: _text(event, tag) for tag, name in NAMES.items()}
    told = f"{_text(event, 'EventDate')} {_text(event, 'EventTime')}".strip()
    return {**named, "eventTimestamp": told}


def _text(element: ET.Element, tag: str) -> str:
    return words(element.findtext(tag), 200)
