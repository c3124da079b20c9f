"""Asking AfterShip: numbers are created one a call, and listed up to fifty a call."""

import json
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from amends.outbound.client import Outgoing, Reply
from amends.parcels.trackers.calling import Failed, batches, call, fetched, joined, paced
from amends.parcels.trackers.contract import Fetched, Limits, Line, Wanted
from amends.parcels.trackers.reading import Outcome, Read

from .replies import ALREADY_THERE, meta_code, read

# `tracking_numbers` takes fifty, and ten calls a second are allowed, as the vendor documents.
LIMITS = Limits(numbers_a_call=50, calls_a_second=10.0)
REFUSED = frozenset({401, 402, 403, 429, 4292, 4293})


def register(asked: Sequence[Wanted], line: Line) -> Fetched:
    """Create numbers, one a call; one that is there already counts as found."""
    parts = []
    for number, one in enumerate(asked):
        paced(number, line, LIMITS)
        parts.append(_create(one, line))
    return joined(parts)


def fetch(asked: Sequence[Wanted], line: Line) -> Fetched:
    """Ask what is known of created numbers."""
    parts = []
    for number, part in enumerate(batches(asked, LIMITS.numbers_a_call)):
        paced(number, line, LIMITS)
        parts.append(_list(part, line))
    return joined(parts)


def _create(one: Wanted, line: Line) -> Fetched:
    shown = json.dumps({"tracking_number": one.number})
    headers = {**_headers(line), "Content-Type": "application/json"}
    url = f"{line.access.base}/trackings"
    called = call(Outgoing("POST", url, headers, shown.encode(), LIMITS.seconds), line, LIMITS)
    if isinstance(called, Reply) and meta_code(called.body) == ALREADY_THERE:
        there = Read(outcomes={one.number: Outcome.FOUND})
        return fetched([one], f"POST trackings {shown}", called, there)
    return _meant([one], f"POST trackings {shown}", called)


def _list(asked: Sequence[Wanted], line: Line) -> Fetched:
    query = urlencode({"tracking_numbers": ",".join(one.number for one in asked), "limit": 200})
    url = f"{line.access.base}/trackings?{query}"
    called = call(Outgoing("GET", url, _headers(line), seconds=LIMITS.seconds), line, LIMITS)
    found = _meant(asked, f"GET trackings?{query}", called)
    if found.problems or isinstance(called, Failed):
        return found
    # A list that was read whole and does not name a number does not know it.
    unknown = {
        number: Outcome.NOT_FOUND if outcome is Outcome.OUTAGE else outcome
        for number, outcome in found.outcomes.items()
    }
    return Fetched(found.replies, unknown, found.problems, found.references)


def _meant(asked: Sequence[Wanted], request: str, called: Reply | Failed) -> Fetched:
    if isinstance(called, Failed):
        return fetched(asked, request, called)
    code = meta_code(called.body)
    if code in REFUSED:
        return fetched(asked, request, Failed(Outcome.REFUSED, f"it answered {code}", called))
    return fetched(asked, request, called, read(called.body))


def _headers(line: Line) -> Mapping[str, str]:
    return {"as-api-key": line.access.key}
