"""Telling what was pasted apart: JSON, CSV with known columns, or lines of text."""

import csv
import io
import json
from collections.abc import Iterable, Mapping

from amends.core.parcel import Source
from amends.parcels.trackers.entries import reading_of
from amends.parcels.trackers.reading import (
    Outcome,
    Problems,
    Read,
    Reading,
    Trouble,
    Unreadable,
    unreadable,
)
from amends.parcels.trackers.shapes import BYTES_MOST, EVENTS_MOST, load

from .lines import readings_of

# Column names as people and exports spell them.
COLUMNS: Mapping[str, str] = {
    "tracking_number": "number",
    "tracking number": "number",
    "number": "number",
    "date": "time",
    "time": "time",
    "datetime": "time",
    "happened_at": "time",
    "event": "text",
    "description": "text",
    "text": "text",
    "status": "status",
    "location": "place",
    "place": "place",
    "city": "city",
    "region": "region",
    "state": "region",
    "postal_code": "postal_code",
    "zip": "postal_code",
    "country": "country",
    "carrier": "carrier",
    "code": "code",
    "vocabulary": "vocabulary",
    "weight_grams": "weight_grams",
    "recipient": "recipient",
    "leg": "leg",
    "physical": "physical",
}


def read(body: bytes) -> Read:
    """Read what was pasted or uploaded; everything in it is the word of who brought it."""
    problems = Problems()
    try:
        text = _text(body)
        entries = _entries(text)
    except Unreadable as error:
        return unreadable(str(error))
    if entries is None:
        readings = list(readings_of(text, problems))
    else:
        readings = list(_named(entries, problems))
    if not readings and not problems.counted():
        problems.note(Trouble.UNREADABLE, "nothing in it is a checkpoint")
    outcomes = {one.number: Outcome.FOUND for one in readings}
    return Read(tuple(readings), problems.counted(), outcomes)


def _text(body: bytes) -> str:
    if len(body) > BYTES_MOST:
        raise Unreadable(f"it is longer than {BYTES_MOST} bytes")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("it is not text in UTF-8") from error


def _entries(text: str) -> list[Mapping[str, object]] | None:
    """Return entries that name their parts, or None where it is plain text."""
    start = text.lstrip()[:1]
    if start in {"{", "["}:
        found = _json(text)
        return found if found is not None else _json_lines(text)
    return _csv(text)


def _json(text: str) -> list[Mapping[str, object]] | None:
    try:
        found = load(text.encode())
    except Unreadable:
        return None
    listed = found.get("checkpoints", [found]) if isinstance(found, dict) else found
    if not isinstance(listed, list):
        raise Unreadable("checkpoints is not a list")
    return [one for one in listed if isinstance(one, dict)]


def _json_lines(text: str) -> list[Mapping[str, object]]:
    entries: list[Mapping[str, object]] = []
    for place, line in enumerate(text.splitlines(), start=1):
        try:
            found = json.loads(line) if line.strip() else {}
        except (ValueError, RecursionError) as error:
            raise Unreadable(f"line {place} is not JSON") from error
        if isinstance(found, dict) and found:
            inner = found.get("checkpoint", found)
            entries.append(inner if isinstance(inner, dict) else {})
    return entries


def _csv(text: str) -> list[Mapping[str, object]] | None:
    first = text.lstrip("\n").partition("\n")[0]
    separator = max(",;\t", key=first.count)
    columns = [
        COLUMNS.get(name.strip().casefold().strip('"'), "") for name in first.split(separator)
    ]
    if "number" not in columns or not {"text", "status", "code"} & set(columns):
        return None
    reader = csv.reader(io.StringIO(text.lstrip("\n")), delimiter=separator)
    try:
        rows = list(reader)[1:]
    except csv.Error as error:
        raise Unreadable(f"line {reader.line_num} is not CSV: {error}") from error
    return [dict(zip(columns, row, strict=False)) for row in rows if row]


def _named(entries: Iterable[Mapping[str, object]], problems: Problems) -> Iterable[Reading]:
    for place, entry in enumerate(entries):
        if place >= EVENTS_MOST:
            problems.note(Trouble.TOO_MANY, "checkpoints")
            return
        found = reading_of(_worded(entry), problems, Source.SELLER)
        if found is not None:
            yield found


def _worded(entry: Mapping[str, object]) -> Mapping[str, object]:
    """A page's own "status" is words, unless it is one of ours."""
    status = entry.get("status")
    if isinstance(status, str) and not entry.get("text") and " " in status.strip():
        return {**entry, "text": status, "status": ""}
    return entry
