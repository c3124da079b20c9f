"""Events to text and back. The hash chain is taken over the stored text, so it never changes."""

import json
from functools import cache
from hashlib import sha256
from typing import get_args

from pydantic import TypeAdapter

from amends.core.events import Event, OrderProtected

from . import terms

_KINDS: dict[str, type[Event]] = {kind.__name__: kind for kind in get_args(Event)}


def dump(event: Event) -> tuple[str, str]:
    """Return an event's kind and its body as JSON text."""
    kind = type(event).__name__
    if not isinstance(event, OrderProtected):
        return kind, _adapter(kind).dump_json(event).decode()
    # The terms come last, spelled for all the orders that share them.
    body = _adapter(kind).dump_json(event, exclude={"terms"}).decode()
    return kind, f'{body[:-1]},"terms":{terms.spelled(event.terms)}}}'


def load(kind: str, body: str) -> Event:
    """Return the event that `dump` made this of."""
    if kind != OrderProtected.__name__:
        return _adapter(kind).validate_json(body)
    fields = json.loads(body)
    fields["terms"] = terms.read(json.dumps(fields["terms"]))
    return _adapter(kind).validate_python(fields)


def chained(previous: bytes, line: tuple[int, str, int, str, str, str]) -> bytes:
    """Return the SHA-256 of an event's row, bound to the row before it.

    `line` is number, kind, recorded_at, role, actor and body; `previous` is the hash before it,
    or the order's key for the first.
    """
    return sha256(previous + "\x1f".join(map(str, line)).encode()).digest()


@cache
def _adapter(kind: str) -> TypeAdapter[Event]:
    return TypeAdapter(_KINDS[kind])
