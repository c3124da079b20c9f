"""P1: deadlines that fall due among many that wait, on PostgreSQL.

Each due order gets its event, its posting, its transfer and its notices. The peer is PgQueuer,
set up as its documents say, whose jobs write the same rows, each in its own transaction; and the
limit is the same rows written by SQL by hand in batches of 500, with nothing read, folded or
decided.
"""

import argparse
import asyncio
import logging
import os
import threading
import time
from datetime import UTC, datetime, timedelta

from measuring import POSTGRESQL, ROUNDS, alternate, database, machine, report, server_version

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
FAR = START + 3_000 * DAY
BATCH = 500
OURS = "Amends, the worker's loop"
HAND = "SQL by hand in batches of 500"
PEER = "PgQueuer, a job a deadline"
# One transaction of a job writes what one deadline writes; the same statements as by hand.
EVENT = "INSERT INTO events VALUES ($1, $2, 2, $3, $4, 'platform', 'platform', $5, $6)"
POSTING = "INSERT INTO postings VALUES ($1, $2, 2, 1, $3, $4, 4500, 'EUR')"
NOTICE = "INSERT INTO outbox VALUES ($1, $2, 2, $3, $4, 'order_settled', $5, NULL)"
TRANSFER = (
    "INSERT INTO transfers VALUES ($1, $2, 1, 'refund', 4500, 'EUR', 'original_payment', 'intent',"
    " '', '', 0, $3, $3, $3, NULL)"
)
UPDATE = (
    "UPDATE orders SET status = 'settled', version = 2, head = $3, due_at = NULL, deadline = NULL,"
    " updated_at = $4, refund = 4500 WHERE bucket = $1 AND key = $2 AND version = 1"
)
CLAIM = (
    "SELECT bucket, key FROM orders WHERE due_at > %s AND due_at <= %s ORDER BY due_at LIMIT %s"
    " FOR UPDATE SKIP LOCKED"
)
UPDATES = (
    "UPDATE orders SET status = 'settled', version = 2, head = %s, due_at = NULL, deadline = NULL,"
    " updated_at = %s, refund = 4500 FROM claimed"
    " WHERE orders.bucket = claimed.bucket AND orders.key = claimed.key"
)


def main() -> None:
    """Seed, then measure the three in turns."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1_000, help="orders due in a run")
    parser.add_argument("--waiting", type=int, default=10_000, help="orders that wait")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked = parser.parse_args()
    machine("django", "psycopg", "pgqueuer", "asyncpg")
    logging.disable(logging.INFO)
    with database(POSTGRESQL):
        server_version()
        bench = Bench(asked.size, asked.waiting, asked.rounds)
        bench.seed()
        print(f"\n{asked.size} due among {asked.waiting} waiting")
        sides = {OURS: bench.ours, HAND: bench.by_hand, PEER: bench.peer}
        report(alternate(sides, asked.rounds), "deadlines/s", OURS)
        print("target: 10 times PgQueuer, and half of SQL by hand")


class Bench:
    """Groups of orders, each due on a day of its own: one for every run of ours and by hand."""

    def __init__(self, size: int, waiting: int, rounds: int) -> None:
        self.size, self.waiting, self.rounds = size, waiting, rounds
        self.body, self.notices = "", 0

    def seed(self) -> None:
        """Protect every order through the door; those that wait are due in some years."""
        began = time.perf_counter()
        for group in range(3 * self.rounds):
            self._protect(f"due-{group}", self.size, self._due_at(group))
        self._protect("waiting", self.waiting, FAR)
        self._protect("sample", 1, START + DAY / 2)
        self._sample()
        asyncio.run(self._enqueue_waiting())
        print(f"seeded in {time.perf_counter() - began:,.0f} s")

    def ours(self, number: int) -> float:
        """Do what is due by the loop that `amends worker` runs, with the clock at that day."""
        from django.conf import settings  # noqa: PLC0415 - Django is set up now
        from django.db import connection  # noqa: PLC0415 - as above

        from amends.orders import watch  # noqa: PLC0415 - as above
        from amends.worker.loop import Doing, run  # noqa: PLC0415 - as above
        from amends.worker.waking import waking  # noqa: PLC0415 - as above

        now = self._due_at(3 * number)
        settings.AMENDS_CLOCK = lambda: now
        with connection.cursor() as cursor:
            # The days between two runs are no outage.
            watch.forget_beats(cursor)
        began = time.perf_counter()
        done = run(Doing(threading.Event(), (waking(),), once=True))
        took = time.perf_counter() - began
        assert (done.did, done.failures) == ({"wake": self.size}, 0), done
        return self.size / took

    def by_hand(self, number: int) -> float:
        """Claim, COPY the same rows and update, in batches, with the driver alone."""
        import psycopg  # noqa: PLC0415 - as late as Django

        done = 0
        due = _micros(self._due_at(3 * number + 1))
        with psycopg.connect(os.environ["AMENDS_DATABASE_URL"]) as connection:
            began = time.perf_counter()
            while wrote := self._batch_by_hand(connection, due):
                done += wrote
            took = time.perf_counter() - began
        assert done == self.size, done
        return self.size / took

    def peer(self, number: int) -> float:
        """Let PgQueuer fire as many timers, whose jobs write the same rows."""
        return asyncio.run(self._fire(number))

    def _protect(self, prefix: str, count: int, due_at: datetime) -> None:
        from amends.core.commands import ProtectOrder  # noqa: PLC0415 - Django is set up now
        from amends.core.money import Money  # noqa: PLC0415 - as above
        from amends.core.terms import Terms  # noqa: PLC0415 - as above
        from amends.orders.beginning import Beginning, begin  # noqa: PLC0415 - as above

        command = ProtectOrder(
            buyer="buyer",
            seller="seller",
            lines=(Money(4000, "EUR"),),
            shipping=Money(500, "EUR"),
            paid_at=START,
            promise_ends_at=START + 20 * DAY,
            policy="default",
            terms=Terms(),
            dispatch_by=due_at,
        )
        for first in range(0, count, BATCH):
            numbers = range(first, min(first + BATCH, count))
            begin(
                [Beginning("shop", f"{prefix}-{n}", command, "{}", START) for n in numbers], START
            )

    def _sample(self) -> None:
        """Let one order fall due, to know what the rows of one look like."""
        from django.db import connection  # noqa: PLC0415 - Django is set up now

        from amends.orders.wake import wake  # noqa: PLC0415 - as above

        wake(START + DAY / 2)
        with connection.cursor() as cursor:
            cursor.execute("SELECT kind, body FROM events WHERE number = 2")
            self.kind, self.body = cursor.fetchone()
            cursor.execute("SELECT role, person FROM outbox WHERE number = 2")
            self.people = cursor.fetchall()
            cursor.execute("SELECT source, destination FROM postings WHERE number = 2")
            (self.moved,) = cursor.fetchall()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _batch_by_hand(self, connection: object, due: int) -> int:
        with connection.transaction(), connection.cursor() as cursor:  # type: ignore[attr-defined]  # psycopg's.
            cursor.execute(CLAIM, [due - 1, due, BATCH])
            keys = cursor.fetchall()
            if not keys:
                return 0
            head = os.urandom(32)
            events = [
                (*key, 2, self.kind, due, "platform", "platform", self.body, head) for key in keys
            ]
            moves = [(*key, 2, 1, *self.moved, 4500, "EUR") for key in keys]
            notices = [
                (*key, 2, role, person, "order_settled", due, None)
                for key in keys
                for role, person in self.people
            ]
            method = "original_payment"
            intent = ("refund", 4500, "EUR", method, "intent", "", "", 0, due, due, due, None)
            transfers = [(*key, 1, *intent) for key in keys]
            tables = {"events": events, "postings": moves, "outbox": notices}
            for table, rows in {**tables, "transfers": transfers}.items():
                _copy(cursor, table, rows)
            marks = ", ".join(["(%s::smallint, %s::bytea)"] * len(keys))
            claimed = f"WITH claimed(bucket, key) AS (VALUES {marks}) {UPDATES}"
            cursor.execute(claimed, [*(part for key in keys for part in key), head, due])
            return len(keys)

    async def _enqueue_waiting(self) -> None:
        """Set PgQueuer up, with as many timers that wait as there are orders that wait."""
        import asyncpg  # noqa: PLC0415 - the peer's own driver
        from pgqueuer.db import AsyncpgDriver  # noqa: PLC0415 - the peer
        from pgqueuer.queries import Queries  # noqa: PLC0415 - the peer

        connection = await asyncpg.connect(os.environ["AMENDS_DATABASE_URL"])
        queries = Queries(AsyncpgDriver(connection))
        await queries.install()
        for first in range(0, self.waiting, 5_000):
            count = min(5_000, self.waiting - first)
            later: list[timedelta | None] = [timedelta(days=3_000)] * count
            await queries.enqueue(["fire"] * count, [b""] * count, [0] * count, later)
        await connection.execute("ANALYZE")
        await connection.close()

    async def _fire(self, number: int) -> float:
        import asyncpg  # noqa: PLC0415 - the peer's own driver
        from pgqueuer import PgQueuer  # noqa: PLC0415 - the peer
        from pgqueuer.db import AsyncpgPoolDriver  # noqa: PLC0415 - the peer
        from pgqueuer.queries import Queries  # noqa: PLC0415 - the peer

        pool = await asyncpg.create_pool(os.environ["AMENDS_DATABASE_URL"], max_size=20)
        keys = await pool.fetch(
            "SELECT bucket, key FROM orders WHERE due_at = $1",
            _micros(self._due_at(3 * number + 2)),
        )
        assert len(keys) == self.size, len(keys)
        queuer, done = PgQueuer(AsyncpgPoolDriver(pool)), 0

        async def fire(job: object) -> None:
            nonlocal done
            await self._job(pool, job.payload)  # type: ignore[attr-defined]  # The peer's own job.
            done += 1
            if done == self.size:
                queuer.shutdown.set()

        queuer.entrypoint("fire")(fire)
        payloads = [bytes([key["bucket"]]) + key["key"] for key in keys]
        count = len(payloads)
        queries = Queries(AsyncpgPoolDriver(pool))
        await queries.enqueue(["fire"] * count, payloads, [0] * count)
        began = time.perf_counter()
        # Batches of half of what runs at once are the largest that the peer takes.
        await queuer.run(
            batch_size=50, max_concurrent_tasks=100, dequeue_timeout=timedelta(seconds=1)
        )
        took = time.perf_counter() - began
        await pool.close()
        assert done == self.size, done
        return self.size / took

    async def _job(self, pool: object, payload: bytes) -> None:
        bucket, key, head = payload[0], payload[1:], os.urandom(32)
        at = _micros(START)
        async with pool.acquire() as connection, connection.transaction():  # type: ignore[attr-defined]  # asyncpg's.
            await connection.execute(EVENT, bucket, key, self.kind, at, self.body, head)
            await connection.execute(POSTING, bucket, key, *self.moved)
            for role, person in self.people:
                await connection.execute(NOTICE, bucket, key, role, person, at)
            await connection.execute(TRANSFER, bucket, key, at)
            await connection.execute(UPDATE, bucket, key, head, at)

    def _due_at(self, group: int) -> datetime:
        # Groups of the same round lie a year apart from the next side's, so that nobody's orders
        # are due for anybody else.
        turn, side = divmod(group, 3)
        return START + timedelta(days=365 * side + turn + 1)


def _copy(cursor: object, table: str, rows: list[tuple[object, ...]]) -> None:
    with cursor.copy(f"COPY {table} FROM STDIN") as copy:  # type: ignore[attr-defined]  # psycopg's.
        for row in rows:
            copy.write_row(row)


def _micros(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


if __name__ == "__main__":
    main()
