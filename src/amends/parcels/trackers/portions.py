"""One parcel's part of a reply about many, cut out byte for byte.

A reply for forty numbers belongs to forty orders of different people: each order keeps its own part
only, verbatim, and is told of nobody else's number.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TypeAlias

from amends.parcels.trackers.contract import Verbatim

# Where an object of a text begins, and where it ends.
Span: TypeAlias = tuple[int, int]

# How trackers call a number where they state whose an object is.
NAMED = re.compile(
    r'"(?:number|trackingId|trackCode|tracking_number|trackingNumber)"\s*:\s*'
    r'("(?:[^"\\]|\\.)*")'
)
# A longer page of errors is not kept for each of forty orders.
SHARED_MOST = 20_000
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}]')


def portions(reply: Verbatim) -> Iterator[tuple[str, str, bytes]]:
    """Yield each number with its part of the request and of the reply.

    A reply about one number is its own whole. So is one about many that names none of them, such as
    a page of errors, if it is small; else a number whose part cannot be cut out is left out.
    """
    if len(reply.numbers) == 1:
        yield reply.numbers[0], reply.request, reply.body
        return
    asked = " ".join(reply.request.split()[:2]).partition("?")[0]
    named = any(number.encode() in reply.body for number in reply.numbers)
    shared = b"" if named or len(reply.body) > SHARED_MOST else reply.body
    text = reply.body.decode("utf-8", "surrogateescape")
    places, spans = _places(text), _objects(text)
    for number in reply.numbers:
        place = places.get(number, places.get(number.upper()))
        part = _around(text, spans, place) if place is not None else b""
        if part or shared:
            yield number, f"{asked} {number}", part or shared


def _places(text: str) -> dict[str, int]:
    """Return where each number is first named as an object's own."""
    places: dict[str, int] = {}
    for named in NAMED.finditer(text):
        with suppress(ValueError):
            places.setdefault(json.loads(named[1]), named.start())
    return places


def _around(text: str, spans: Sequence[Span], place: int) -> bytes:
    """Return the innermost object around a place, or nothing where it is cut off."""
    begun = bisect_right(spans, (place, len(text)))
    # What lies innermost around a place began last of all that end behind it.
    for start, end in (spans[one] for one in range(begun - 1, -1, -1)):
        if end > place:
            return text[start:end].encode("utf-8", "surrogateescape")
    return b""


def _objects(text: str) -> list[Span]:
    """Return where each object of a JSON text begins and ends; one that is cut off has no end."""
    opened: list[int] = []
    spans: list[Span] = []
    for token in TOKEN.finditer(text):
        if token.group() == "{":
            opened.append(token.start())
        elif token.group() == "}" and opened:
            spans.append((opened.pop(), token.end()))
    return sorted(spans)
