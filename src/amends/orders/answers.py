"""What a repeated request gets: the same answer, byte for byte, stored with its effect."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from django.db.backends.utils import CursorWrapper

from amends.core.refusals import Refused
from amends.database.rows import insert

from .loaded import Key, Loaded

COLUMNS = ("bucket", "key", "asked_by", "token", "fingerprint", "status", "body")


class TokenReused(Exception):
    """The same idempotency key came with another request."""


@dataclass(frozen=True, slots=True)
class Stored:
    """An HTTP status and body, as they were answered the first time."""

    status: int
    body: str


@dataclass(frozen=True, slots=True)
class Repeat:
    """How a request is recognised when it comes again, and how its answer is written.

    `asked_by` is the caller's principal with the route, so that nobody meets another's answer.
    """

    asked_by: str
    token: str
    fingerprint: str
    render: Callable[[Loaded, Refused | None], Stored]


def fingerprint(body: bytes) -> str:
    """Return what tells one request's body from another's."""
    return sha256(body).hexdigest()


def find(cursor: CursorWrapper, key: Key, repeat: Repeat) -> Stored | None:
    """Return the answer that this request got before, or None; raise `TokenReused`."""
    cursor.execute(
        "SELECT fingerprint, status, body FROM answers"
        " WHERE bucket = %s AND key = %s AND asked_by = %s AND token = %s",
        [*key, repeat.asked_by, _short(repeat.token)],
    )
    row = cursor.fetchone()
    if row is None:
        return None
    if row[0] != repeat.fingerprint:
        raise TokenReused
    return Stored(row[1], row[2])


def keep(cursor: CursorWrapper, key: Key, repeat: Repeat, stored: Stored) -> None:
    """Store an answer, in the transaction of its effect."""
    token = _short(repeat.token)
    row = (*key, repeat.asked_by, token, repeat.fingerprint, stored.status, stored.body)
    insert(cursor, "answers", COLUMNS, [row])


def _short(token: str) -> str:
    return sha256(token.encode()).hexdigest()
