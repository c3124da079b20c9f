"""What a repeated request gets: the same answer, byte for byte, stored with its effect.

Answers of what was done are kept for the life of the order, which bounds how much can be done. What
was refused, or only written beside the order, has no such bound: of those the latest are kept.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db.backends.utils import CursorWrapper

from amends.core.refusals import Refused
from amends.database.instants import micros
from amends.database.rows import insert

from .loaded import Key, Loaded

COLUMNS = ("bucket", "key", "asked_by", "token", "fingerprint", "status", "body", "passing_at")
# Of one order. Nobody waits for the answer to a request after which they sent so many more.
PASSING_MOST = 100


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

    `asked_by` is the caller's principal with the route, so that nobody meets another's answer. What
    does not keep its refusals may be asked again when it has become possible.
    """

    asked_by: str
    token: str
    fingerprint: str
    render: Callable[[Loaded, Refused | None], Stored]
    keeps_refusals: bool = True


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
    """Store the answer of what was done, in the transaction of its effect."""
    _insert(cursor, key, repeat, stored, None)


def keep_passing(
    cursor: CursorWrapper, key: Key, repeat: Repeat, stored: Stored, now: datetime
) -> None:
    """Store the answer of what moved nothing; the oldest such answers of the order make room."""
    _insert(cursor, key, repeat, stored, micros(now))
    cursor.execute(_FORGET, [*key, *key, PASSING_MOST - 1])


def _insert(
    cursor: CursorWrapper, key: Key, repeat: Repeat, stored: Stored, passing_at: int | None
) -> None:
    asked = (repeat.asked_by, _short(repeat.token), repeat.fingerprint)
    insert(cursor, "answers", COLUMNS, [(*key, *asked, stored.status, stored.body, passing_at)])


_FORGET = """
DELETE FROM answers WHERE bucket = %s AND key = %s AND (passing_at, asked_by, token) < (
    SELECT passing_at, asked_by, token FROM answers
    WHERE bucket = %s AND key = %s AND passing_at IS NOT NULL
    ORDER BY passing_at DESC, asked_by DESC, token DESC LIMIT 1 OFFSET %s
)
"""


def _short(token: str) -> str:
    return sha256(token.encode()).hexdigest()
