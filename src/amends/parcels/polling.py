"""When to ask which tracker for which parcel: a pure plan by the value of news.

News is worth most where a dispute waits for it or a deadline is near, and nothing once an order is
settled. What is asked for never passes the tracker's limits; what does not fit waits for its turn.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from amends.core.parcel import ParcelStatus

Key: TypeAlias = tuple[int, bytes]

IN_DISPUTE = timedelta(hours=4)
NEAR = timedelta(hours=3)
USUAL = timedelta(hours=24)
QUIET = timedelta(hours=72)
NEAR_WITHIN = timedelta(hours=48)
QUIET_FROM = timedelta(days=20)
# After a final word only a correction can come.
FINAL = frozenset({ParcelStatus.DELIVERED, ParcelStatus.RETURNED, ParcelStatus.DESTROYED})
FAILURE_FIRST = timedelta(minutes=15)
FAILURE_MOST = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A parcel of which news is wanted, with what its order knows of the value of news.

    `next_at`, `registered`, `reference` and `failures` are what polling itself remembers.
    """

    key: Key
    parcel: int
    number: str
    carrier: str = ""
    country: str = ""
    postal_code: str = ""
    deadline_at: datetime | None = None
    disputed: bool = False
    settled: bool = False
    status: ParcelStatus = ParcelStatus.UNKNOWN
    news_at: datetime | None = None
    next_at: datetime | None = None
    registered: bool = False
    reference: str = ""
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Quota:
    """What a tracker allows now: numbers in one call, and numbers still left of the day."""

    tracker: str
    numbers_a_call: int
    left: int | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """What one call asks of one tracker; `register` is what it must be told first."""

    tracker: str
    register: bool
    parcels: tuple[Watched, ...]


def plan(watched: Iterable[Watched], quota: Quota, now: datetime) -> list[Batch]:
    """Return the calls to make now, the most valuable first, within what is left of the day."""
    due = [one for one in watched if is_due(one, now)]
    due.sort(key=lambda one: (_value(one, now), one.key, one.parcel))
    kept = due if quota.left is None else due[: max(0, quota.left)]
    return [
        Batch(quota.tracker, register, part)
        for register in (True, False)
        for part in _parts([one for one in kept if one.registered != register], quota)
    ]


def is_due(one: Watched, now: datetime) -> bool:
    """Whether it is time to ask for a parcel; a settled order's is never asked for."""
    if interval(one, now) is None:
        return False
    return one.next_at is None or one.next_at <= now


def interval(one: Watched, now: datetime) -> timedelta | None:
    """Return how long news of a parcel may wait, or None where none is wanted."""
    if one.settled or not one.number:
        return None
    near = one.deadline_at is not None and one.deadline_at - now <= NEAR_WITHIN
    if near:
        return NEAR
    if one.disputed:
        return IN_DISPUTE
    if one.status in FINAL:
        return QUIET
    silent = one.news_at is not None and now - one.news_at >= QUIET_FROM
    return QUIET if silent else USUAL


def after(one: Watched, now: datetime, *, failed: bool) -> datetime:
    """Return when to ask again. A failure is tried sooner at first, then ever more rarely."""
    usual = interval(one, now) or USUAL
    if not failed:
        return now + usual
    doublings: int = 1 << min(one.failures, 10)
    return now + min(FAILURE_FIRST * doublings, FAILURE_MOST)


def _value(one: Watched, now: datetime) -> timedelta:
    """The shorter it may wait, and the longer it has waited, the earlier it is asked for."""
    wait = interval(one, now) or QUIET
    waited = now - one.next_at if one.next_at else timedelta()
    return wait - min(waited, QUIET)


def _parts(parcels: Sequence[Watched], quota: Quota) -> Iterable[tuple[Watched, ...]]:
    for start in range(0, len(parcels), quota.numbers_a_call):
        yield tuple(parcels[start : start + quota.numbers_a_call])
