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

from amends.core.order import Status
from amends.database.instants import micros
from amends.orders import clock, door
from amends.orders.beginning import begin
from amends.orders.wake import Woken, wake
from amends.worker.loop import Doing, run

from tests.cli.conftest import clean
from tests.orders.orders import START, beginning, protected

LONG = 60


@pytest.mark.django_db(transaction=True)
def test_everything_that_is_due_is_done_in_as_many_batches_as_it_needs() -> None:
    keys = [protected(f"order-{number}") for number in range(7)]
    total = run(Doing(threading.Event(), once=True, batch=3))
    assert (total.orders, total.events, total.deferred) == (7, 7, 0)
    assert {door.read(key, clock.now()).order.status for key in keys} == {Status.SETTLED}


@pytest.mark.django_db(transaction=True)
def test_an_order_that_cannot_be_read_is_put_off_and_the_others_go_on() -> None:
    bad, good = protected("bad"), protected("good")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE orders SET version = version + 1 WHERE key = %s", [bad])
        _spoil(bad)
    total = run(Doing(threading.Event(), once=True))
    assert (total.orders, total.deferred) == (2, 1)
    assert door.read(good, clock.now()).order.status is Status.SETTLED
    with connection.cursor() as cursor:
        cursor.execute("SELECT due_at FROM orders WHERE key = %s", [bad])
        (due_at,) = cursor.fetchone()
    assert due_at > micros(clock.now() + timedelta(minutes=50))


@pytest.mark.django_db(transaction=True)
def test_a_batch_that_fails_does_not_end_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    key = protected()
    tried, stopping = [], threading.Event()

    def fails_once(now: datetime, most: int) -> Woken:
        tried.append(now)
        if len(tried) == 1:
            raise DatabaseError("the connection is gone")
        stopping.set()
        return wake(now, most)

    monkeypatch.setattr("amends.worker.loop.wake", fails_once)
    total = run(Doing(stopping, rest=0.01))
    assert (total.failures, total.orders) == (1, 1)
    assert door.read(key, clock.now()).order.status is Status.SETTLED


@pytest.mark.django_db(transaction=True)
def test_how_far_it_is_behind_is_said(caplog: pytest.LogCaptureFixture) -> None:
    protected()
    stopping = threading.Event()
    timer = threading.Timer(0.3, stopping.set)
    timer.start()
    run(Doing(stopping, rest=0.05))
    timer.join()
    assert "due longest has waited" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_do_each_order_once() -> None:
    begin([beginning(f"order-{number}") for number in range(60)], START)

    def work(_: int) -> int:
        try:
            return run(Doing(threading.Event(), once=True, batch=5)).events
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
    assert said == "0 orders looked at, 0 events, 0 orders put off.\n"


def _spoil(key: bytes) -> None:
    """Add an event that no code can read; an append-only table still takes new rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO events (bucket, key, number, kind, recorded_at, role, actor, body, hash)"
            " SELECT bucket, key, 2, 'Unreadable', recorded_at, role, actor, '{}', hash"
            " FROM events WHERE key = %s",
            [key],
        )
