"""The rows of deliveries: claiming what is due, and recording what became of it.

A delivery that is claimed comes back by itself when its lease ends, so that one whose sender was
killed between sending and recording is sent again, under the same id.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import assert_never

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from amends.core.parties import Role
from amends.database.instants import micros
from amends.database.rows import Row, insert
from amends.orders import keys
from amends.orders.loaded import Key

from .retries import next_after

COLUMNS = (
    *("bucket", "key", "number", "role", "channel", "endpoint", "lane", "marketplace", "code"),
    *("body", "state", "tries", "next_at", "created_at", "accepted_at", "prove_at", "problem"),
)
MAIL_LANE = "mail"
# Longer than any batch takes, see `webhooks.BATCH_SECONDS` and `mail.BATCH_SECONDS`.
LEASE = timedelta(minutes=10)
SOON = timedelta(minutes=1)
# A channel that took a notice so long ago has told the person (domain, proven notice).
PROVES_AFTER = timedelta(hours=48)
# How long what was taken can be listed, and replayed.
KEPT_FOR = timedelta(days=30)
TEXT_MOST = 300


class Channel(StrEnum):
    """By what way somebody is told."""

    MAIL = "mail"
    WEBHOOK = "webhook"


class State(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One delivery that was claimed. `endpoint` is a webhook endpoint's id, or a person's."""

    key: Key
    number: int
    role: str
    channel: Channel
    endpoint: str
    code: str
    body: str
    tries: int

    @property
    def message(self) -> str:
        """The id of the message: the same at every try, and at a replay."""
        return message_id(self.key, self.number)

    @property
    def where(self) -> Row:
        """The primary key of the row."""
        return (*self.key, self.number, self.role, self.channel.value, self.endpoint)


class Fate(StrEnum):
    """What became of one try."""

    TAKEN = "taken"
    FAILED = "failed"
    # The other side says that it will never take this.
    REFUSED = "refused"
    # 410: the other side asks for nothing more at all.
    GONE = "gone"
    # Not tried after all, since the one before it in the same lane failed.
    NOT_TRIED = "not_tried"


@dataclass(frozen=True, slots=True)
class Sent:
    """One try: `answer` is what the other side said, or why nothing came of it.

    `address_hash` tells later where a notice went without telling the address.
    """

    waiting: Waiting
    fate: Fate
    answer: str
    address_hash: str = ""


def message_id(key: Key, number: int) -> str:
    """Return the id under which an event of an order is told."""
    return f"msg_{keys.spell(key[1])}_{number}"


def claim(lane: str, now: datetime, most: int) -> list[Waiting]:
    """Take at most `most` due deliveries of a lane, longest due first; nobody else gets them."""
    with transaction.atomic(), connection.cursor() as cursor:
        skip = " FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
        cursor.execute(
            "SELECT bucket, key, number, role, channel, endpoint, code, body, tries"  # noqa: S608 - ours
            " FROM deliveries WHERE lane = %s AND next_at <= %s"
            f" ORDER BY next_at, number LIMIT %s{skip}",
            [lane, micros(now), most],
        )
        claimed = [_waiting(row) for row in cursor.fetchall()]
        for one in claimed:
            _set(cursor, one, "tries = tries + 1, next_at = %s", micros(now + LEASE))
    return claimed


def record(cursor: CursorWrapper, sent: Sequence[Sent], now: datetime) -> None:
    """Write what became of tries; a delivery that was taken is never moved back."""
    for one in sent:
        match one.fate:
            case Fate.TAKEN:
                _accepted(cursor, one, now)
            case Fate.NOT_TRIED:
                changed = "tries = tries - 1, next_at = %s"
                _set(cursor, one.waiting, changed, micros(now + SOON), only_waiting=True)
            case Fate.FAILED:
                _failed(cursor, one, next_after(one.waiting.message, one.waiting.tries), now)
            case Fate.REFUSED | Fate.GONE:
                _failed(cursor, one, None, now)
            case _:
                assert_never(one.fate)


def given_up(sent: Sent) -> bool:
    """Whether a try was the last one of its delivery."""
    out_of_tries = next_after(sent.waiting.message, sent.waiting.tries) is None
    return sent.fate in {Fate.REFUSED, Fate.GONE} or (sent.fate is Fate.FAILED and out_of_tries)


def forget(now: datetime, most: int) -> int:
    """Remove deliveries that were taken long ago, at most so many; their proofs stay."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM deliveries WHERE (bucket, key, number, role, channel, endpoint) IN"
            " (SELECT bucket, key, number, role, channel, endpoint FROM deliveries"
            " WHERE accepted_at < %s AND next_at IS NULL AND prove_at IS NULL LIMIT %s)",
            [micros(now - KEPT_FOR), most],
        )
        removed: int = cursor.rowcount
    return removed


def add(cursor: CursorWrapper, rows: Sequence[Row]) -> None:
    """Insert new deliveries, as many as there are."""
    insert(cursor, "deliveries", COLUMNS, rows)


def _waiting(row: Sequence) -> Waiting:  # type: ignore[type-arg]  # A row of several types.
    bucket, key, number, role, channel, endpoint, code, body, tries = row
    at = (bucket, bytes(key))
    return Waiting(at, number, role, Channel(channel), endpoint, code, body, tries + 1)


def _accepted(cursor: CursorWrapper, sent: Sent, now: datetime) -> None:
    waiting = sent.waiting
    proves = waiting.channel is Channel.MAIL and waiting.role in {Role.BUYER, Role.SELLER}
    _set(
        cursor,
        waiting,
        "state = 'accepted', next_at = NULL, problem = '', accepted_at = %s, prove_at = %s",
        micros(now),
        micros(now) if proves else None,
    )


def _failed(cursor: CursorWrapper, sent: Sent, after: timedelta | None, now: datetime) -> None:
    state = State.GIVEN_UP if after is None else State.WAITING
    next_at = None if after is None else micros(now + after)
    changed = "state = %s, next_at = %s, problem = %s"
    values = (state.value, next_at, sent.answer[:TEXT_MOST])
    _set(cursor, sent.waiting, changed, *values, only_waiting=True)


def _set(
    cursor: CursorWrapper,
    waiting: Waiting,
    changed: str,
    *values: int | str | None,
    only_waiting: bool = False,
) -> None:
    only = " AND state = 'waiting'" if only_waiting else ""
    cursor.execute(
        f"UPDATE deliveries SET {changed} WHERE bucket = %s AND key = %s AND number = %s"  # noqa: S608 - ours
        f" AND role = %s AND channel = %s AND endpoint = %s{only}",
        [*values, *waiting.where],
    )
