"""Asking 17TRACK. Numbers must be registered once; an answer comes by polling minutes later."""

import json
from collections.abc import Mapping, Sequence

from amends.outbound.client import Outgoing
from amends.parcels.trackers.calling import Failed, batches, call, fetched, joined, paced
from amends.parcels.trackers.contract import Fetched, Limits, Line, Wanted
from amends.parcels.trackers.reading import Outcome, Read

from .replies import read, refused

# Forty numbers a call and three calls a second, from the vendor's documentation of v2.2 and v2.4.
LIMITS = Limits(numbers_a_call=40, calls_a_second=3.0)
# Carriers' names as sellers write them, by 17TRACK's own keys; others are detected by it.
CARRIERS: Mapping[str, int] = {
    "china post": 3011,
    "usps": 21051,
    "royal mail": 11031,
    "dhl express": 100001,
    "ups": 100002,
    "fedex": 100003,
    "yanwen": 190012,
    "cainiao": 190271,
}


def register(asked: Sequence[Wanted], line: Line) -> Fetched:
    """Have numbers tracked; one that is registered already counts as found."""
    return _each(asked, line, "register")


def fetch(asked: Sequence[Wanted], line: Line) -> Fetched:
    """Ask what is known of registered numbers."""
    return _each(asked, line, "gettrackinfo")


def _each(asked: Sequence[Wanted], line: Line, path: str) -> Fetched:
    parts = []
    for number, part in enumerate(batches(asked, LIMITS.numbers_a_call)):
        paced(number, line, LIMITS)
        parts.append(_call(part, line, path))
    return joined(parts)


def _call(asked: Sequence[Wanted], line: Line, path: str) -> Fetched:
    body = json.dumps([_item(one) for one in asked])
    headers = {"17token": line.access.key, "Content-Type": "application/json"}
    url = f"{line.access.base}/{path}"
    outgoing = Outgoing("POST", url, headers, body.encode(), LIMITS.seconds)
    called = call(outgoing, line, LIMITS)
    request = f"POST {path} {body}"
    if isinstance(called, Failed):
        return fetched(asked, request, called)
    why = refused(called.body)
    if why:
        return fetched(asked, request, Failed(Outcome.REFUSED, why, called))
    return fetched(asked, request, called, _spoken(read(called.body), asked))


def _spoken(answer: Read, asked: Sequence[Wanted]) -> Read:
    """Numbers come back in capitals: give each outcome the number as it was asked for."""
    outcomes = {}
    for one in asked:
        found = answer.outcomes.get(one.number) or answer.outcomes.get(one.number.upper())
        if found:
            outcomes[one.number] = found
    return Read(answer.checkpoints, answer.problems, outcomes)


def _item(one: Wanted) -> dict[str, object]:
    carrier = CARRIERS.get(one.carrier.casefold())
    return {"number": one.number, **({"carrier": carrier} if carrier else {})}
