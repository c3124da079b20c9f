"""News of trackers brought to the orders: which parcels are watched, and what asking came to."""

import json
import logging
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias

from django.db import connection, transaction

from amends.core.order import Status
from amends.core.parcel import Checkpoint, TrackerAnswer
from amends.database.instants import micros, moment
from amends.parcels import store as parcels
from amends.parcels.asking import Polled, Port, poll
from amends.parcels.polling import Batch, Watched
from amends.parcels.pushes import Kept, forget_taken, pending_pushes, pushes_taken
from amends.parcels.reuse import owners_of_number
from amends.parcels.snapshots import Sealed
from amends.parcels.store import Key
from amends.parcels.taking import scan_of, sealed_of
from amends.parcels.trackers import TRACKERS
from amends.parcels.trackers.contract import Fetched, Verbatim
from amends.parcels.trackers.reading import Outcome, Problem, Reading

from . import clock, door
from .hearing import Heard, News
from .keys import spell
from .retrying import NOT_ITS_OWN, Apart

# By number: each reply's part about it, and the checkpoints that it tells.
Parts: TypeAlias = dict[str, list[tuple[Sealed, list[Reading]]]]

log = logging.getLogger("amends.trackers")
BATCH = 200
POLL_EVERY = timedelta(minutes=1)
# What slow trackers leave over is asked in the next turn: a worker must beat meanwhile.
ASKED_FOR = timedelta(seconds=10)
FORGET_EVERY = timedelta(hours=1)
# What a push said is in the order's own snapshots; here it is kept for a look at a mistake.
PUSHES_KEPT_FOR = timedelta(days=30)
SAYS = {Outcome.FOUND: True, Outcome.NOT_FOUND: False}
# Statuses in which a person waits for news, so that it is worth more.
DISPUTED = frozenset(
    {
        *(Status.AWAITING_SELLER, Status.NEGOTIATING, Status.WAITING, Status.AWAITING_EVIDENCE),
        *(Status.UNDER_REVIEW, Status.APPEALED, Status.WITHDRAWN_UNTIL),
    }
)
# Named one by one: what is not settled stands in the index by status, and "not settled" does not.
OPEN = ", ".join(f"'{status}'" for status in Status if status is not Status.SETTLED)
# The descriptions are fetched last, for what is returned, and not for everything that is due.
WATCHED = f"""
WITH due AS (
    SELECT orders.bucket, orders.key, parcels.number, parcels.carrier, parcels.tracking_number,
        orders.deadline, orders.status, COALESCE(polls.next_at, 0) AS turn
    FROM orders JOIN parcels USING (bucket, key)
    LEFT JOIN polls ON polls.bucket = parcels.bucket AND polls.key = parcels.key
        AND polls.parcel = parcels.number AND polls.tracker = %s
    WHERE orders.status IN ({OPEN}) AND parcels.tracking_number <> ''
        AND (polls.next_at IS NULL OR polls.next_at <= %s
            OR polls.tracking_number <> parcels.tracking_number)
    ORDER BY turn, COALESCE(orders.deadline, 0), orders.key, parcels.number
    LIMIT %s
)
SELECT bucket, key, number, carrier, tracking_number, deadline, status, body
FROM due JOIN particulars USING (bucket, key)
ORDER BY turn, COALESCE(deadline, 0), key, number
"""  # noqa: S608 - our own statuses


def ask_trackers(now: datetime, most: int = BATCH, after: str = "") -> Polled:
    """Ask the trackers that have a key for what is due, the one named `after` last."""
    return poll(now, most, port_of(now), after)


def asking_in_turn(every: timedelta = POLL_EVERY) -> Callable[[datetime], int]:
    """Return what asks trackers at most so often, and how many numbers that were.

    Where a slow one left no time for all, it goes on the next time, with the others first.
    """
    asked: list[tuple[datetime, str]] = []

    def ask(now: datetime) -> int:
        at, cut_at = asked[0] if asked else (now - every, "")
        if not cut_at and now - at < every:
            return 0
        # Where this fails, that is for the next minute too.
        asked[:] = [(now, "")]
        polled = ask_trackers(now, after=cut_at)
        asked[:] = [(now, polled.cut_at)]
        return polled.numbers

    return ask


def port_of(now: datetime) -> Port:
    """Return which parcels are watched at a moment, and where news of them goes."""
    goes_on = clock.within(ASKED_FOR)
    return Port(lambda tracker, most: watched(tracker, most, now), take, goes_on)


def watched(tracker: str, most: int, now: datetime) -> list[Watched]:
    """Return parcels of orders that are not settled and whose turn it is, at most `most`."""
    with connection.cursor() as cursor:
        cursor.execute(WATCHED, [tracker, micros(now), most])
        rows = [(row[0], bytes(row[1]), *row[2:]) for row in cursor.fetchall()]
        keys = list(dict.fromkeys((bucket, key) for bucket, key, *_ in rows))
        scans = list(parcels.scans_of(cursor, keys)) if keys else []
    last = {(key, scan.checkpoint.parcel): scan.checkpoint for key, scan in scans}
    found = []
    for bucket, key, number, carrier, tracking_number, deadline, status, body in rows:
        seen = last.get((key, number))
        to = json.loads(body).get("ship_to") or {}
        one = Watched(
            key=(bucket, key),
            parcel=number,
            number=tracking_number,
            carrier=carrier,
            country=to.get("country") or "",
            postal_code=to.get("postal_code") or "",
            deadline_at=None if deadline is None else moment(deadline),
            disputed=status in DISPUTED,
        )
        found.append(one if seen is None else _seen(one, seen))
    return found


def take(batch: Batch, fetched: Fetched, now: datetime) -> None:
    """Bring what a call came to through the door: each parcel its own part of the replies."""
    tracker = TRACKERS[batch.tracker]
    _report(tracker.title, fetched.problems)
    told_only = batch.register and tracker.register is not None
    parts = _parts(tracker.name, fetched.replies, now)
    told: dict[bytes, News] = {}
    for one in batch.parcels:
        # That a tracker took a number in says nothing of whether it knows it.
        known = None if told_only else SAYS.get(fetched.outcomes.get(one.number, Outcome.OUTAGE))
        answers = () if known is None else (TrackerAnswer(one.parcel, tracker.name, known, now),)
        heard = tuple(_heard(parts, one, now))
        if heard or answers:
            news = told.get(one.key[1], News())
            told[one.key[1]] = News((*news.heard, *heard), (*news.answers, *answers))
    _bring(told, now)


def take_pushes(now: datetime, most: int = BATCH) -> int:
    """Take in what trackers sent, each in the transaction that records it; return how many.

    One that cannot be taken in is reported and done with: it is kept, and polling asks again.
    """
    pending = pending_pushes(most)
    for kept in pending:
        _take_or_report(kept, now)
    return len(pending)


def forget_pushes(now: datetime) -> int:
    """Remove pushes that were taken in long ago, and return how many."""
    return forget_taken(now - PUSHES_KEPT_FOR)


def now_and_then(run: Callable[[datetime], int], every: timedelta) -> Callable[[datetime], int]:
    """Return what does `run` at most so often in this process, and nothing in between."""
    ran: list[datetime] = []

    def rarely(now: datetime) -> int:
        if ran and now - ran[0] < every:
            return 0
        ran[:] = [now]
        return run(now)

    return rarely


def _bring(told: Mapping[bytes, News], now: datetime) -> None:
    """Bring news to its orders at once; where one of them cannot take it, to each alone."""
    if not told:
        return
    try:
        door.hear_all(told, now)
    except NOT_ITS_OWN:
        raise
    except Exception:
        log.exception("what a tracker said is taken in order by order, because of one of them")
    else:
        return
    for key, news in told.items():
        _hear(key, news, now)


def _hear(key: bytes, news: News, now: datetime) -> bool:
    """Bring news to one order; return whether it could take it in."""
    with Apart(log, "order %s cannot take in what a tracker said", spell(key)):
        door.hear(key, news, now)
        return True
    return False


def _report(whose: str, problems: Sequence[Problem]) -> None:
    """Say what was not understood, once for each kind; the reply itself is kept."""
    for problem in problems:
        log.warning("%s: %s, %d times: %s", whose, problem.trouble, problem.times, problem.what)


def _seen(one: Watched, last: Checkpoint) -> Watched:
    return replace(one, status=last.status, news_at=last.recorded_at)


def _parts(tracker: str, replies: Sequence[Verbatim], now: datetime) -> Parts:
    """Return by number what replies say of it: each reply is read once, for all its numbers."""
    parts: Parts = defaultdict(list)
    for reply in replies:
        about = defaultdict(list)
        for reading in TRACKERS[tracker].read(reply.body).checkpoints:
            about[reading.number.upper()].append(reading)
        for number, sealed in sealed_of([reply], tracker, now):
            parts[number].append((sealed, about[number.upper()]))
    return parts


def _heard(parts: Parts, one: Watched, now: datetime) -> Iterator[Heard]:
    for sealed, readings in parts[one.number]:
        scans = tuple(
            scan_of(reading, parcel=one.parcel, recorded_at=now, tracker=sealed.tracker)
            for reading in readings
        )
        yield Heard(scans, replace(sealed, parcel=one.parcel))


def _take_or_report(kept: Kept, now: datetime) -> None:
    with Apart(log, "a push of %s cannot be taken in", kept.tracker):
        _take_push(kept, now)
        return
    pushes_taken([kept.name], now)


def _take_push(kept: Kept, now: datetime) -> None:
    read = TRACKERS[kept.tracker].read(kept.body)
    _report(f"a push of {TRACKERS[kept.tracker].title}", read.problems)
    numbers = {*read.outcomes, *(reading.number for reading in read.checkpoints)}
    owners = _owners(sorted(numbers))
    hints = TRACKERS[kept.tracker].pushes_are_hints
    if hints or not owners:
        with transaction.atomic():
            _ask_soon(kept.tracker, owners, now)
            pushes_taken([kept.name], now)
        return
    reply = Verbatim("push", tuple(sorted(numbers)), 200, kept.content_type, kept.body)
    parts = _parts(kept.tracker, [reply], now)
    for place, one in enumerate(owners, start=1):
        known = SAYS.get(read.outcomes.get(one.number, Outcome.OUTAGE))
        answers = () if known is None else (TrackerAnswer(one.parcel, kept.tracker, known, now),)
        # Marked with the last of its orders: one that was stopped before is taken in again.
        names = (kept.name,) if place == len(owners) else ()
        heard = tuple(_heard(parts, one, now))
        if not _hear(one.key[1], News(heard, answers, names), now):
            pushes_taken(names, now)


def _owners(numbers: Sequence[str]) -> list[Watched]:
    """Return every parcel of an order that goes by one of these numbers."""
    with connection.cursor() as cursor:
        keys: list[tuple[str, Key]] = [
            (number, key) for number in numbers for key in owners_of_number(cursor, number)
        ]
        return [
            Watched(key=key, parcel=sent.parcel.number, number=number)
            for number, key in keys
            for _, sent in parcels.parcels_of(cursor, [key])
            if sent.tracking_number == number
        ]


def _ask_soon(tracker: str, owners: Sequence[Watched], now: datetime) -> None:
    """Let polling ask for these now: what is not signed is only a hint."""
    with connection.cursor() as cursor:
        for one in owners:
            cursor.execute(
                "UPDATE polls SET next_at = %s"
                " WHERE bucket = %s AND key = %s AND parcel = %s AND tracker = %s",
                [micros(now), *one.key, one.parcel, tracker],
            )
