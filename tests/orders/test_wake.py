"""Waking in batches: what is due moves, dated when it fell due; a bad order stops nobody."""

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from amends.core.order import Status
from amends.core.parcel import Outage
from amends.database.instants import micros
from amends.orders import backlog, door, queries, watch
from amends.orders.clock import Clocks
from amends.orders.keys import spell
from amends.orders.verify import verify
from amends.orders.wake import wake
from amends.orders.watch import Hold, HoldKind

from tests.orders.orders import day, disputed, protected, shipped

pytestmark = pytest.mark.django_db(transaction=True)


def test_nothing_is_woken_a_microsecond_too_early() -> None:
    protected()
    assert wake(day(6.99)).looked_at == 0
    assert wake(day(7)).looked_at == 1


def test_many_orders_are_woken_in_one_batch_and_dated_when_they_fell_due() -> None:
    keys = [protected(f"order-{number}") for number in range(30)]
    woken = wake(day(100))
    assert (woken.looked_at, woken.events, woken.deferred) == (30, 30, ())
    for key in keys:
        loaded = door.read(key, day(100))
        assert loaded.order.status is Status.SETTLED
        assert loaded.order.since == day(7)
    assert list(verify()) == [30]


def test_a_batch_takes_what_has_been_due_longest() -> None:
    first, second = protected("first"), shipped("second")
    assert wake(day(60), most=1).looked_at == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM orders ORDER BY reference")
        assert [version for (version,) in cursor.fetchall()] == [2, 3]
    assert first != second


def test_a_poisoned_order_is_deferred_and_reported_and_the_others_go_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    bad, good = protected("bad"), protected("good")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO events SELECT bucket, key, 2, 'Nonsense', recorded_at, role,"
            " actor, body, hash FROM events WHERE key = %s",
            [bad],
        )
    woken = wake(day(8))
    assert woken.deferred == (spell(bad),)
    assert spell(bad) in caplog.text
    assert door.read(good, day(8)).order.status is Status.SETTLED
    assert wake(day(8)).looked_at == 0
    assert wake(day(8.1)).deferred == (spell(bad),)


def test_an_order_whose_events_do_not_fit_together_is_deferred_alone() -> None:
    bad, good = protected("bad"), protected("good")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO events SELECT bucket, key, 2, 'TransferSent', recorded_at, role, actor,"
            " %s, hash FROM events WHERE key = %s",
            ['{"at":"2026-03-02T00:00:00Z","transfer":5}', bad],
        )
    woken = wake(day(8))
    assert (woken.looked_at, woken.events, woken.deferred) == (2, 1, (spell(bad),))
    assert door.read(good, day(8)).order.status is Status.SETTLED


def test_an_order_that_the_database_does_not_take_is_deferred_alone_and_says_why(
    caplog: pytest.LogCaptureFixture,
) -> None:
    bad, good = protected("bad"), protected("good")
    with connection.cursor() as cursor:
        # More than this would go out of it, and a constraint forbids that.
        cursor.execute("UPDATE orders SET captured = 100 WHERE key = %s", [bad])
    woken = wake(day(8))
    assert (woken.looked_at, woken.events, woken.deferred) == (2, 1, (spell(bad),))
    assert door.read(good, day(8)).order.status is Status.SETTLED
    with connection.cursor() as cursor:
        (put_off,) = backlog.deferred(cursor)
    assert put_off.because.startswith("It cannot be recorded: ")
    assert "constraint" in put_off.because
    assert "alice" not in put_off.because
    assert spell(bad) in caplog.text


@pytest.fixture
def broken() -> Iterator[bytes]:
    """An order in a database that has lost a table, until the test ends."""
    key = protected()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE outbox RENAME TO outbox_away")
    yield key
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE outbox_away RENAME TO outbox")


def test_what_is_wrong_with_the_database_puts_no_order_off(broken: bytes) -> None:
    with pytest.raises(DatabaseError):
        wake(day(8))
    with connection.cursor() as cursor:
        assert backlog.deferred(cursor) == []
        cursor.execute("SELECT due_at FROM orders WHERE key = %s", [broken])
        assert cursor.fetchone() == (micros(day(7)),)


def test_a_batch_that_can_be_recorded_costs_no_savepoint() -> None:
    for number in range(3):
        protected(f"order-{number}")
    with CaptureQueriesContext(connection) as asked:
        assert wake(day(8)).events == 3
    assert [one["sql"] for one in asked.captured_queries if "SAVEPOINT" in one["sql"]] == []


def test_an_unseen_claim_goes_to_a_person_and_the_notices_say_so() -> None:
    loaded = disputed()
    wake(day(25))
    assert door.read(loaded.key[1], day(25)).order.status is Status.UNDER_REVIEW
    told = queries.notices_of(["alice"])
    assert told[0].code == "dispute_escalated"
    assert queries.see_notices(loaded.key, loaded.role_of(("alice",)), day(25)) > 0  # type: ignore[arg-type]  # Alice buys.
    assert queries.notices_of(["alice"])[0].seen_at == day(25)


def test_a_deadline_waits_as_much_longer_as_an_outage_lasted() -> None:
    protected()
    with connection.cursor() as cursor:
        watch.add_outage(cursor, Outage(day(3), day(5), recorded_at=day(6)), "The site was out.")
    assert wake(day(8.9)).events == 1
    assert wake(day(8.99)).looked_at == 0
    assert wake(day(9)).events == 1
    assert list(verify()) == [1]


def test_while_a_hold_is_open_only_what_was_due_before_it_is_woken() -> None:
    protected("before")
    with connection.cursor() as cursor:
        watch.hold(cursor, Hold(HoldKind.CLOCK_JUMP, day(6.9), "The clock stepped."))
    assert wake(day(400)).looked_at == 0
    with connection.cursor() as cursor:
        watch.release(cursor, HoldKind.CLOCK_JUMP, "oscar", Clocks(day(8.9)))
    # The hold lasted two days, and counts as an outage.
    assert wake(day(8.91)).events == 1
    assert wake(day(9)).events == 1
