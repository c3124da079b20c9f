"""The second half of the deadlines' campaign: real orders, worker processes, kills, clock jumps.

Every process shares one wall clock that this one can turn: its distance from the true time stands
in a small file. The steady clock is the machine's own. Orders come in waves, so that the outages
that released holds leave behind are those of one wave.
"""

import argparse
import mmap
import os
import random
import signal
import struct
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from measuring import database

if TYPE_CHECKING:
    from amends.orders.clock import Clocks

WAVE_ORDERS = 400
DISPATCH_MOST = 6.0
SECONDS_MOST = 60
REST = 0.02
SMALL, LARGE = timedelta(seconds=1), timedelta(days=400)
HELD_FROM = timedelta(minutes=11)


@dataclass(slots=True)
class Run:
    """What a run draws from, its turned clock, its workers, and what was wrong."""

    drawn: random.Random
    shared: mmap.mmap
    begun_at: datetime
    begun: float
    workers: dict[int, int] = field(default_factory=dict)
    kills: int = 0
    jumps: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def true(self) -> datetime:
        """The time as it is."""
        return self.begun_at + timedelta(seconds=time.monotonic() - self.begun)

    def turn(self, by: timedelta) -> None:
        """Let every wall clock differ from the true time."""
        self.shared[:8] = struct.pack("q", by // timedelta(microseconds=1))

    def wall(self) -> datetime:
        """The time as every wall clock shows it."""
        return self.true + timedelta(microseconds=struct.unpack("q", self.shared[:8])[0])


def real(asked: argparse.Namespace) -> list[str]:
    """Run it on a database of its own; return what is wrong, in words."""
    with database(asked.engine), _running(asked) as run:
        started = time.monotonic()
        waves = max(1, asked.orders // WAVE_ORDERS)
        for wave in range(waves):
            share = [whole // waves for whole in (asked.orders, asked.kills, asked.jumps)]
            _wave(run, wave, *share)
        took = time.monotonic() - started
        print(
            f"real on {asked.engine}: {waves * (asked.orders // waves)} orders, {run.kills} kills, "
            f"{run.jumps} jumps, {asked.workers} workers, {len(run.wrong)} wrong, {took:.0f} s"
        )
        return run.wrong


def _wave(run: Run, wave: int, orders: int, kills: int, jumps: int) -> None:
    _begin(run, wave, orders)
    trouble = ["kill"] * kills + ["jump"] * jumps
    run.drawn.shuffle(trouble)
    pause = DISPATCH_MOST / (len(trouble) + 1)
    for kind in trouble:
        time.sleep(pause)
        if kind == "kill":
            _kill(run)
        else:
            _jump(run)
    until = time.monotonic() + SECONDS_MOST
    while _waiting(wave) and time.monotonic() < until:
        _release(run)
        time.sleep(0.1)
    run.wrong += _wrong(wave, orders)


def _begin(run: Run, wave: int, orders: int) -> None:
    from amends.core.commands import ProtectOrder  # noqa: PLC0415 - after its home is set
    from amends.core.money import Money  # noqa: PLC0415 - as above
    from amends.core.terms import Terms  # noqa: PLC0415 - as above
    from amends.orders.beginning import Beginning, begin  # noqa: PLC0415 - as above

    now = run.true
    beginnings = []
    for number in range(orders):
        # Some moments fall together, most stand alone.
        within = round(run.drawn.uniform(1.0, DISPATCH_MOST), run.drawn.choice((1, 6)))
        command = ProtectOrder(
            buyer="alice",
            seller="bob",
            lines=(Money(4000, "EUR"),),
            shipping=Money(500, "EUR"),
            paid_at=now,
            promise_ends_at=now + timedelta(days=20),
            policy="default",
            terms=Terms(dispatch_within=timedelta(seconds=within)),
        )
        beginnings.append(Beginning("shop", f"{wave}-{number}", command, "{}", now))
    begin(beginnings, now)


def _kill(run: Run) -> None:
    place = run.drawn.choice(sorted(run.workers))
    os.kill(run.workers[place], signal.SIGKILL)
    os.waitpid(run.workers[place], 0)
    run.kills += 1
    _fork(run, place)


def _jump(run: Run) -> None:
    """Turn the clock; after a large step wait for the hold, look, turn it back and release."""
    from django.db import connection  # noqa: PLC0415 - after its home is set

    from amends.database.instants import micros  # noqa: PLC0415 - as above

    run.jumps += 1
    way = run.drawn.choice((-1, 1))
    if run.drawn.random() < 0.3:
        run.turn(way * run.drawn.uniform(0.1, 1.0) * SMALL)
        return
    run.turn(way * (HELD_FROM + run.drawn.random() ** 3 * LARGE))
    if not _await_hold():
        run.wrong.append(f"jump {run.jumps}: nothing was held")
    time.sleep(0.1)
    with connection.cursor() as cursor:
        # A second for the small turn that stood before.
        cursor.execute(
            "SELECT COUNT(*) FROM events WHERE recorded_at > %s", [micros(run.true + 2 * SMALL)]
        )
        early = cursor.fetchone()[0]
    if early:
        run.wrong.append(f"jump {run.jumps}: {early} events while the clock was wrong")
    run.turn(timedelta(0))
    time.sleep(0.1)
    _release(run)


def _release(run: Run) -> None:
    """Say that the clock is right, as often as a worker still tells what the wrong one showed."""
    from django.db import connection, transaction  # noqa: PLC0415 - after its home is set

    from amends.orders import watch  # noqa: PLC0415 - as above
    from amends.orders.watch import HoldKind  # noqa: PLC0415 - as above

    while _held():
        with transaction.atomic(), connection.cursor() as cursor, suppress(watch.NotHeld):
            watch.release(cursor, HoldKind.CLOCK_JUMP, "campaign", _clocks(run.true))
        time.sleep(0.1)


def _held() -> bool:
    from django.db import connection  # noqa: PLC0415 - after its home is set

    from amends.orders import watch  # noqa: PLC0415 - as above

    with connection.cursor() as cursor:
        return watch.standing(cursor).held_since is not None


def _await_hold() -> bool:
    until = time.monotonic() + SECONDS_MOST
    while time.monotonic() < until:
        if _held():
            return True
        time.sleep(0.02)
    return False


def _waiting(wave: int) -> int:
    from django.db import connection  # noqa: PLC0415 - after its home is set

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM orders WHERE status <> 'settled' AND reference LIKE %s",
            [f"{wave}-%"],
        )
        return int(cursor.fetchone()[0])


def _wrong(wave: int, orders: int) -> Iterator[str]:
    """Compare every order with what its terms and the recorded outages say."""
    from django.db import connection  # noqa: PLC0415 - after its home is set

    from amends.database.instants import moment  # noqa: PLC0415 - as above
    from amends.orders import codec, watch  # noqa: PLC0415 - as above

    with connection.cursor() as cursor:
        outages = sorted(
            (one for one, _ in watch.outages(cursor, 10_000)), key=lambda o: o.started_at
        )
        cursor.execute(
            "SELECT reference, kind, body, recorded_at FROM events JOIN orders"
            " USING (bucket, key) WHERE reference LIKE %s ORDER BY reference, number",
            [f"{wave}-%"],
        )
        histories: dict[str, list[tuple[object, datetime]]] = {}
        for reference, kind, body, recorded_at in cursor.fetchall():
            event = codec.load(kind, body)
            histories.setdefault(reference, []).append((event, moment(recorded_at)))
    if len(histories) != orders:
        yield f"wave {wave}: {orders - len(histories)} orders are gone"
    for reference, history in histories.items():
        problem = _problem(history, outages)
        if problem:
            yield f"order {reference}: {problem}"


def _problem(history: list, outages: list) -> str:  # type: ignore[type-arg]  # Events and outages.
    begun = history[0][0]
    ended = [(event, at) for event, at in history if type(event).__name__ == "OrderSettled"]
    if len(ended) != 1:
        return f"it ended {len(ended)} times"
    due_at = begun.dispatch_by
    for outage in outages:
        if outage.started_at < due_at and outage.ended_at > begun.at:
            due_at += outage.ended_at - max(outage.started_at, begun.at)
    event, recorded_at = ended[0]
    if recorded_at < event.at:
        return f"it was ended at {recorded_at}, before it was due at {event.at}"
    # An outage that was noted after the end had come cannot move it any more.
    return "" if begun.dispatch_by <= event.at <= due_at else f"{event.at} and not {due_at}"


@contextmanager
def _running(asked: argparse.Namespace) -> Iterator[Run]:
    from amends.orders import clock  # noqa: PLC0415 - after its home is set

    with tempfile.TemporaryFile() as file:
        file.truncate(mmap.PAGESIZE)
        shared = mmap.mmap(file.fileno(), mmap.PAGESIZE)
        run = Run(random.Random(asked.seed), shared, clock.now(), time.monotonic())
        for place in range(asked.workers):
            _fork(run, place)
        try:
            yield run
        finally:
            _end(run)


def _end(run: Run) -> None:
    for pid in run.workers.values():
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _fork(run: Run, place: int) -> None:
    from django.db import connections  # noqa: PLC0415 - after its home is set

    # A connection must not be shared with a child.
    connections.close_all()
    pid = os.fork()
    if pid:
        run.workers[place] = pid
        return
    try:
        _work(run, place)
    finally:
        os._exit(1)


def _work(run: Run, place: int) -> None:
    from django.conf import settings  # noqa: PLC0415 - after its home is set

    from amends.worker.loop import Doing  # noqa: PLC0415 - as above
    from amends.worker.loop import run as work  # noqa: PLC0415 - as above
    from amends.worker.waking import waking  # noqa: PLC0415 - as above

    settings.AMENDS_CLOCK = lambda: _clocks(run.wall())
    work(Doing(threading.Event(), [waking(50)], rest=REST, process=f"worker {place}"))


def _clocks(now: datetime) -> "Clocks":
    from amends.orders.clock import Clocks  # noqa: PLC0415 - after its home is set

    return Clocks(now, timedelta(seconds=time.monotonic()), "campaign")
