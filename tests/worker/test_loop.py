"""The worker's loop: it does what is due, sleeps, survives what goes wrong, stops when told."""

import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, connections
from pytest_django import Settings

from amends.core.order import Status
from amends.database.instants import micros
from amends.orders import backlog, clock, door, watch
from amends.orders.beginning import begin
from amends.orders.clock import Clocks
from amends.orders.wake import wake
from amends.orders.watch import Hold, HoldKind
from amends.worker.loop import REST_MOST, Doing, Step, run
from amends.worker.waking import waking

from tests.cli.conftest import clean
from tests.orders.orders import START, beginning, day, protected

LONG = 60
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
RUNS = 30
TRIES_MOST = 12


@pytest.mark.django_db(transaction=True)
def test_everything_that_is_due_is_done_in_as_many_batches_as_it_needs() -> None:
    keys = [protected(f"order-{number}") for number in range(7)]
    total = run(Doing(threading.Event(), [waking(3)], once=True))
    assert (total.did, total.failures) == ({"wake": 7}, 0)
    assert {door.read(key, clock.now()).order.status for key in keys} == {Status.SETTLED}


@pytest.mark.django_db(transaction=True)
def test_an_order_that_cannot_be_read_is_put_off_and_the_others_go_on() -> None:
    bad, good = protected("bad"), protected("good")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE orders SET version = version + 1 WHERE key = %s", [bad])
        _spoil(bad)
    total = run(Doing(threading.Event(), [waking()], once=True))
    assert total.did == {"wake": 2}
    assert door.read(good, clock.now()).order.status is Status.SETTLED
    with connection.cursor() as cursor:
        cursor.execute("SELECT due_at FROM orders WHERE key = %s", [bad])
        (due_at,) = cursor.fetchone()
        (put_off,) = backlog.deferred(cursor)
    assert due_at > micros(clock.now() + timedelta(minutes=50))
    assert (put_off.reference, micros(put_off.until)) == ("bad", due_at)
    assert put_off.because == "Its events cannot be read."


@pytest.mark.django_db(transaction=True)
def test_a_turn_that_fails_does_not_end_the_worker() -> None:
    key = protected()
    tried, stopping = [], threading.Event()

    def fails_once(now: datetime) -> int:
        tried.append(now)
        if len(tried) == 1:
            raise DatabaseError("the connection is gone")
        stopping.set()
        return wake(now).looked_at

    total = run(Doing(stopping, [Step("wake", fails_once)], rest=0.01))
    assert (total.failures, total.did) == (1, {"wake": 1})
    assert door.read(key, clock.now()).order.status is Status.SETTLED


@pytest.mark.django_db(transaction=True)
def test_a_step_that_fails_does_not_keep_the_others_from_their_work() -> None:
    protected()

    def fails(_: datetime) -> int:
        raise ConnectionError("the gateway is gone")

    steps = [Step("settle", fails), waking(), Step("deliver", lambda _: 1)]
    total = run(Doing(threading.Event(), steps, once=True))
    assert (total.failures, total.did) == (1, {"wake": 1, "deliver": 1})


@pytest.mark.django_db(transaction=True)
def test_while_a_hold_is_open_nothing_is_woken_and_people_are_still_told() -> None:
    key = protected()
    with connection.cursor() as cursor:
        watch.hold(cursor, Hold(HoldKind.RESTORED, clock.now(), "An old copy came back."))
    told = Step("deliver", lambda _: 1, held=False)
    total = run(Doing(threading.Event(), [waking(), told], once=True))
    assert total.did == {"deliver": 1}
    with connection.cursor() as cursor:
        watch.release(cursor, HoldKind.RESTORED, "oscar", clock.clocks())
    assert run(Doing(threading.Event(), [waking()], once=True)).did == {"wake": 1}
    assert door.read(key, clock.now()).order.status is Status.SETTLED


@pytest.mark.django_db(transaction=True)
def test_a_worker_whose_clock_jumps_while_it_runs_stops_waking(settings: Settings) -> None:
    protected()
    stopping = threading.Event()
    turns: list[datetime] = []
    shown = iter([day(1), day(1), day(400), day(400)])
    settings.AMENDS_CLOCK = lambda: Clocks(next(shown), HOUR, "boot")

    def count(now: datetime) -> int:
        turns.append(now)
        if len(turns) == 2:
            stopping.set()
        return 0

    steps = [waking(), Step("deliver", count, held=False)]
    total = run(Doing(stopping, steps, rest=0.01))
    assert turns == [day(1), day(400)]
    assert total.did == {"wake": 0, "deliver": 0}
    assert total.standing.held_since == day(1)


@pytest.mark.django_db(transaction=True)
def test_a_clock_that_jumps_while_a_step_is_done_moves_nothing_in_the_next_one(
    settings: Settings,
) -> None:
    key = protected()
    shown = iter([day(1), day(400)])
    settings.AMENDS_CLOCK = lambda: Clocks(next(shown), HOUR, "boot")
    steps = [Step("track", lambda _: 0, held=False), waking()]
    total = run(Doing(threading.Event(), steps, once=True))
    assert total.did == {"track": 0}
    assert total.standing.held_since == day(1)
    assert door.read(key, day(1)).order.status is Status.PAID


@pytest.mark.django_db(transaction=True)
def test_each_step_is_done_at_its_own_moment_and_a_slow_one_is_no_outage(
    settings: Settings,
) -> None:
    passed = [timedelta(0)]
    moments: list[datetime] = []
    settings.AMENDS_CLOCK = lambda: day(1) + passed[0]

    def slow(now: datetime) -> int:
        moments.append(now)
        passed[0] += 6 * MINUTE
        return 0

    steps = [Step(f"slow-{number}", slow, held=False) for number in range(4)]
    run(Doing(threading.Event(), steps, once=True))
    assert moments == [day(1) + number * 6 * MINUTE for number in range(4)]
    run(Doing(threading.Event(), [waking()], once=True))
    with connection.cursor() as cursor:
        assert watch.outages(cursor) == []


@pytest.mark.django_db(transaction=True)
def test_what_fails_is_left_alone_for_longer_each_time_and_holds_back_nothing_else() -> None:
    tried, done, stopping = [], [], threading.Event()

    def fails(now: datetime) -> int:
        tried.append(now)
        if len(tried) == TRIES_MOST:
            stopping.set()
        raise ConnectionError("the gateway is gone")

    def goes_on(now: datetime) -> int:
        done.append(now)
        if len(done) == RUNS:
            stopping.set()
        return 0

    steps = [Step("messages", fails), Step("deliver", goes_on)]
    total = run(Doing(stopping, steps, rest=0.01))
    # The pauses double: so many tries take most of a minute, and so many runs a blink.
    assert len(done) == RUNS
    assert 1 < len(tried) == total.failures < TRIES_MOST
    assert total.pauses["messages"].seconds == min(0.01 * 2 ** len(tried), REST_MOST)


@pytest.mark.django_db(transaction=True)
def test_what_fails_keeps_no_backlog_from_being_drained_at_once() -> None:
    for number in range(7):
        protected(f"order-{number}")

    def fails(_: datetime) -> int:
        raise ConnectionError("the gateway is gone")

    total = run(Doing(threading.Event(), [Step("messages", fails), waking(3)], once=True))
    assert (total.did, total.failures) == ({"wake": 7}, 1)


@pytest.mark.django_db(transaction=True)
def test_how_far_it_is_behind_is_said(caplog: pytest.LogCaptureFixture) -> None:
    protected()
    stopping = threading.Event()
    timer = threading.Timer(0.3, stopping.set)
    timer.start()
    run(Doing(stopping, [waking()], rest=0.05))
    timer.join()
    assert "due longest has waited" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_do_each_order_once() -> None:
    begin([beginning(f"order-{number}") for number in range(60)], START)

    def work(_: int) -> int:
        try:
            return run(Doing(threading.Event(), [waking(5)], once=True)).did["wake"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(work, range(2))) == 60
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM events")
        assert cursor.fetchone() == (120,)
        cursor.execute("SELECT COUNT(*) FROM orders WHERE status = 'settled'")
        assert cursor.fetchone() == (60,)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_told_to_stop_ends_in_peace(tmp_path: Path, number: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "amends", "worker"],
        env=clean(tmp_path / "home"),
        stderr=subprocess.PIPE,
        text=True,
    ) as worker:
        try:
            assert worker.stderr is not None
            assert worker.stderr.readline() == "The worker waits for what falls due.\n"
            worker.send_signal(number)
            said = worker.communicate(timeout=LONG)[1]
        finally:
            worker.kill()
    assert worker.returncode == 0
    assert said.startswith("Done: ")
    assert said.endswith(". Failed: 0.\n")


def test_several_workers_end_together_when_they_are_told_to(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "amends", "worker", "--workers", "2"],
        env=clean(tmp_path / "home"),
        stderr=subprocess.PIPE,
        text=True,
    ) as workers:
        try:
            assert workers.stderr is not None
            lines = [workers.stderr.readline() for _ in range(2)]
            assert lines == ["The worker waits for what falls due.\n"] * 2
            workers.terminate()
            said = workers.communicate(timeout=LONG)[1]
        finally:
            workers.kill()
    assert workers.returncode == 0
    assert [line.split(". ")[1] for line in said.splitlines()] == ["Failed: 0."] * 2


def _spoil(key: bytes) -> None:
    """Add an event that no code can read; an append-only table still takes new rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO events (bucket, key, number, kind, recorded_at, role, actor, body, hash)"
            " SELECT bucket, key, 2, 'Unreadable', recorded_at, role, actor, '{}', hash"
            " FROM events WHERE key = %s",
            [key],
        )
