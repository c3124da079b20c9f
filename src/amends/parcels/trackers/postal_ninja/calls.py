"""Asking Postal Ninja: a number is created, which names it, then read by that name, one a call."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias
from urllib.parse import quote, urlencode, urlsplit

from amends.outbound.client import Outgoing, Reply
from amends.parcels.trackers.calling import Failed, call, fetched, joined, paced
from amends.parcels.trackers.contract import Fetched, Limits, Line, Wanted
from amends.parcels.trackers.reading import Outcome, Read

from .replies import read, refused

Asking: TypeAlias = Callable[[Wanted, Line], Fetched]
# Fresh news take up to a minute, while which the call is held open (`await=true`).
LIMITS = Limits(numbers_a_call=1, calls_a_second=1.0, seconds=60.0)


def register(asked: Sequence[Wanted], line: Line) -> Fetched:
    """Create numbers, one a call; the reference of each is what it is read by."""
    return joined([_paced(number, one, line, _create) for number, one in enumerate(asked)])


def fetch(asked: Sequence[Wanted], line: Line) -> Fetched:
    """Read numbers; one without a reference is created first."""
    return joined([_paced(number, one, line, _get) for number, one in enumerate(asked)])


def _paced(number: int, one: Wanted, line: Line, ask: Asking) -> Fetched:
    paced(number, line, LIMITS)
    return ask(one, line)


def _create(one: Wanted, line: Line) -> Fetched:
    body = urlencode({"trackCode": one.number}).encode()
    headers = {**_headers(line), "Content-Type": "application/x-www-form-urlencoded"}
    outgoing = Outgoing("POST", f"{line.access.base}/track", headers, body, LIMITS.seconds)
    return _meant(one, f"POST track {one.number}", call(outgoing, line, LIMITS))


def _get(one: Wanted, line: Line) -> Fetched:
    if one.reference:
        return _read(one, one.reference, line)
    created = _create(one, line)
    reference = created.references.get(one.number, "")
    if not reference:
        return created
    return joined([created, _read(one, reference, line)])


def _read(one: Wanted, reference: str, line: Line) -> Fetched:
    url = f"{line.access.base}/track/{quote(reference, safe='')}?await=true&lang=AS_IS"
    called = call(Outgoing("GET", url, _headers(line), seconds=LIMITS.seconds), line, LIMITS)
    return _meant(one, f"GET track {one.number}", called)


def _meant(one: Wanted, request: str, called: Reply | Failed) -> Fetched:
    if isinstance(called, Reply):
        why = refused(called.body)
        if why:
            called = Failed(Outcome.REFUSED, why, called)
    if isinstance(called, Failed):
        return fetched([one], request, called)
    answer = read(called.body)
    # Whatever the answer calls the number, one was asked for.
    outcomes = zip([one.number], answer.outcomes.values(), strict=False)
    references = zip([one.number], answer.references.values(), strict=False)
    meant = Read(answer.checkpoints, answer.problems, dict(outcomes), dict(references))
    return fetched([one], request, called, meant)


def _headers(line: Line) -> Mapping[str, str]:
    host = urlsplit(line.access.base).netloc
    return {"X-RapidAPI-Key": line.access.key, "X-RapidAPI-Host": host}
