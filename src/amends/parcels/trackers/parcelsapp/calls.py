"""Asking Parcels: post the numbers, remember the uuid, ask by it until the answer is done."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from amends.outbound.client import Outgoing, Reply
from amends.parcels.trackers.calling import Failed, batches, call, fetched, joined, paced
from amends.parcels.trackers.contract import Fetched, Limits, Line, Wanted
from amends.parcels.trackers.reading import Outcome

from .replies import outage, read, refused

# Numbers a call are not documented; fifty keep one lost answer cheap. Plans allow 300 to 1,000
# numbers a month: thirty a day is the larger one, evenly spent.
LIMITS = Limits(numbers_a_call=50, calls_a_second=1.0, numbers_a_day=30)


def register(asked: Sequence[Wanted], line: Line) -> Fetched:
    """Post numbers; the answer may hold what is known at once, else a uuid as their reference."""
    parts = []
    for number, part in enumerate(batches(asked, LIMITS.numbers_a_call)):
        paced(number, line, LIMITS)
        parts.append(_post(part, line))
    return joined(parts)


def fetch(asked: Sequence[Wanted], line: Line) -> Fetched:
    """Ask by the uuids of earlier answers; numbers without one are posted."""
    by_uuid: dict[str, list[Wanted]] = defaultdict(list)
    for one in asked:
        by_uuid[one.reference].append(one)
    parts = []
    for number, (uuid, group) in enumerate(by_uuid.items()):
        paced(number, line, LIMITS)
        parts.append(_get(uuid, group, line) if uuid else register(group, line))
    return joined(parts)


def _post(asked: Sequence[Wanted], line: Line) -> Fetched:
    shown = {"language": "en", "shipments": [_item(one) for one in asked]}
    webhook = {"webhookUrl": line.access.push_url} if line.access.push_url else {}
    body = json.dumps({"apiKey": line.access.key, **webhook, **shown}).encode()
    headers = {"Content-Type": "application/json"}
    url = f"{line.access.base}/shipments/tracking"
    called = call(Outgoing("POST", url, headers, body, LIMITS.seconds), line, LIMITS)
    return _meant(asked, f"POST shipments/tracking {json.dumps(shown)}", called)


def _get(uuid: str, asked: Sequence[Wanted], line: Line) -> Fetched:
    query = urlencode({"uuid": uuid, "apiKey": line.access.key})
    url = f"{line.access.base}/shipments/tracking?{query}"
    called = call(Outgoing("GET", url, seconds=LIMITS.seconds), line, LIMITS)
    return _meant(asked, f"GET shipments/tracking uuid={uuid}", called)


def _meant(asked: Sequence[Wanted], request: str, called: Reply | Failed) -> Fetched:
    if isinstance(called, Failed):
        return fetched(asked, request, called)
    why = refused(called.body)
    if why:
        return fetched(asked, request, Failed(Outcome.REFUSED, why, called))
    broken = outage(called.body)
    if broken:
        return fetched(asked, request, Failed(Outcome.OUTAGE, broken, called))
    found = fetched(asked, request, called, read(called.body))
    uuid = found.references.get("", "")
    references: Mapping[str, str] = {one.number: uuid for one in asked} if uuid else {}
    return Fetched(found.replies, found.outcomes, found.problems, references)


def _item(one: Wanted) -> dict[str, str]:
    known = {"destinationCountry": one.country, "zipcode": one.postal_code}
    return {"trackingId": one.number, **{name: value for name, value in known.items() if value}}
