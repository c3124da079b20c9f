"""Asking USPS: a token by the client's credentials, then one number a call."""

import json
from collections.abc import Sequence
from urllib.parse import quote

from amends.outbound.client import Outgoing, Reply
from amends.parcels.trackers.calling import Called, Failed, call, fetched, joined, paced
from amends.parcels.trackers.contract import Fetched, Limits, Line, Wanted
from amends.parcels.trackers.reading import Outcome, Read, Unreadable
from amends.parcels.trackers.shapes import frame, load, words

from .replies import read

# Sixty calls an hour are what an app gets without asking for more.
LIMITS = Limits(numbers_a_call=1, calls_a_second=1.0, numbers_a_day=1_000)
NOT_FOUND = 404


def fetch(asked: Sequence[Wanted], line: Line) -> Fetched:
    """Ask for numbers, one after the other, under one token."""
    token = _token(line)
    if isinstance(token, Failed):
        return fetched(asked, "POST oauth2/v3/token", token)
    parts = []
    for number, one in enumerate(asked):
        paced(number, line, LIMITS)
        parts.append(_one(one, token, line))
    return joined(parts)


def _token(line: Line) -> str | Failed:
    """Return a token; the reply that holds one is never kept."""
    body = json.dumps(
        {
            "grant_type": "client_credentials",
            "client_id": line.access.key,
            "client_secret": line.access.secret,
        }
    ).encode()
    headers = {"Content-Type": "application/json"}
    url = f"{line.access.base}/oauth2/v3/token"
    called = call(Outgoing("POST", url, headers, body, LIMITS.seconds), line, LIMITS)
    if isinstance(called, Failed):
        return called
    try:
        token = words(frame(load(called.body), "the reply").get("access_token"), 4_000)
    except Unreadable as error:
        return Failed(Outcome.OUTAGE, f"no token came: {error}")
    refused = Failed(Outcome.REFUSED, "the key or its secret is wrong")
    return token or refused


def _one(one: Wanted, token: str, line: Line) -> Fetched:
    number = quote(one.number, safe="")
    url = f"{line.access.base}/tracking/v3/tracking/{number}?expand=DETAIL"
    headers = {"Authorization": f"Bearer {token}"}
    called = call(Outgoing("GET", url, headers, seconds=LIMITS.seconds), line, LIMITS)
    return fetched([one], f"GET tracking/{one.number}", called, _answer(one, called))


def _answer(one: Wanted, called: Called) -> Read:
    if isinstance(called, Failed):
        return Read()
    answer = read(called.body)
    if called.status == NOT_FOUND and _says_so(called):
        return Read(outcomes={one.number: Outcome.NOT_FOUND})
    return answer


def _says_so(reply: Reply) -> bool:
    """Whether a 404 is USPS' own word on the number, and not that of something in between."""
    try:
        return "error" in frame(load(reply.body), "the reply")
    except Unreadable:
        return False
