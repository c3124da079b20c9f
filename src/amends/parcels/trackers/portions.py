"""One parcel's part of a reply about many, cut out byte for byte.

A reply for forty numbers belongs to forty orders of different people: each order keeps its own part
only, verbatim, and is told of nobody else's number.
"""

import json
import re
from collections.abc import Iterator

from amends.parcels.trackers.contract import Verbatim

NAMES = "number|trackingId|trackCode|tracking_number|trackingNumber"
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
    for number in reply.numbers:
        part = portion(reply.body, number) or shared
        if part:
            yield number, f"{asked} {number}", part


def portion(body: bytes, number: str) -> bytes:
    """Return the innermost object of a JSON reply that names a number as its own, or nothing."""
    text = body.decode("utf-8", "surrogateescape")
    spelled = "|".join({re.escape(json.dumps(one)) for one in (number, number.upper())})
    named = re.search(rf'"(?:{NAMES})"\s*:\s*(?:{spelled})', text)
    if named is None:
        return b""
    start, end = _around(text, named.start())
    return text[start:end].encode("utf-8", "surrogateescape")


def _around(text: str, place: int) -> tuple[int, int]:
    """Return where the innermost object around a place begins and ends; (0, 0) when it is cut."""
    opened: list[int] = []
    for token in TOKEN.finditer(text, 0, place):
        _follow(opened, token)
    depth = len(opened)
    start = opened[-1] if opened else 0
    for token in TOKEN.finditer(text, place):
        _follow(opened, token)
        if len(opened) < depth:
            return start, token.end()
    return 0, 0


def _follow(opened: list[int], token: re.Match[str]) -> None:
    if token.group() == "{":
        opened.append(token.start())
    elif token.group() == "}" and opened:
        opened.pop()
