"""P6: an order's page, lists, and deadlines, among ten thousand orders and among many more.

Both sizes are databases of one PostgreSQL, taken in turns: the large one is a copy of the small
one to which the same orders were added again and again, each with people of its own, so that every
list that is looked at is as long in both.
"""

import argparse
import logging
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from measuring import PARTICULARS, POSTGRESQL, ROUNDS, alternate, database, machine, server_version

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
FAR = START + 3_000 * DAY
BATCH = 500
BUYERS, SELLERS = 500, 100
ASKED = 20
TARGET = 1.3
# The large copies of one order: a key of its own, and people of its own.
GROWN = """
CREATE UNLOGGED TABLE grown AS
SELECT bucket AS was_bucket, key AS was_key, turn,
       substring(sha256(key || int4send(turn)) FOR 16) AS key
FROM orders, generate_series(%s, %s) AS turn WHERE reference LIKE 'waiting-%%'
"""
BUCKET = "get_byte(grown.key, 0) %% 64"
SAME = "{table}.bucket = grown.was_bucket AND {table}.key = grown.was_key"
OWN = {"reference", "buyer", "seller", "person"}
TABLES = ("orders", "particulars", "events", "postings", "outbox")


def main() -> None:
    """Seed both databases, then look at both in turns."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=2_000, help="orders in the small database")
    parser.add_argument("--large", type=int, default=20_000, help="orders in the large one")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked = parser.parse_args()
    machine("django", "psycopg")
    logging.disable(logging.WARNING)
    with database(POSTGRESQL):
        server_version()
        bench = Bench(asked.small, asked.large, asked.rounds)
        bench.seed()
        print(f"\n{asked.small:,} orders against {bench.grown:,}")
        for name, act in bench.acts().items():
            sides = {size: bench.in_turn(size, act) for size in ("small", "large")}
            say(name, alternate(sides, asked.rounds))
    print(f"target: the large one takes at most {TARGET} times as long")


def say(name: str, rates: Mapping[str, Sequence[float]]) -> None:
    """Print the raw figures of both sizes, and how much longer the large one takes."""
    small, large = (statistics.median(rates[size]) for size in ("small", "large"))
    for size, runs in rates.items():
        print(f"{name:<28} {size:<6} {'  '.join(f'{run:,.1f}' for run in runs)} a second")
    print(f"{name:<28} ratio  {small / large:.3f}")


class Bench:
    """Two databases: `small`, and `large` with the same orders and many more."""

    def __init__(self, small: int, large: int, rounds: int) -> None:
        self.due = small // 2 // rounds
        self.waiting = small - self.due * rounds
        self.large, self.rounds, self.grown = large, rounds, small

    def seed(self) -> None:
        """Protect the small ones through the door, then copy and grow."""
        began = time.perf_counter()
        for group in range(self.rounds):
            self._protect(f"due-{group}", self.due, START + (group + 1) * DAY)
        self._protect("waiting", self.waiting, FAR)
        self._people()
        self._run("CREATE DATABASE large TEMPLATE postgres", elsewhere="template1")
        with self._within("large"):
            self._grow()
        for size in ("small", "large"):
            with self._within(size):
                self._run("VACUUM ANALYZE")
                self._run("CHECKPOINT")
        print(f"seeded in {time.perf_counter() - began:,.0f} s")

    def acts(self) -> dict[str, Callable[[int], float]]:
        """What is measured; each returns how often a second it was done."""
        return {
            "order page": lambda turn: self._pages("buyer", turn, "/orders/{key}"),
            "buyer's orders": lambda turn: self._pages("buyer", turn, "/orders"),
            "seller's sales": lambda turn: self._pages("seller", turn, "/sales"),
            "notices": lambda turn: self._pages("buyer", turn, "/notices"),
            "list of a marketplace": self._listed,
            "deadlines (P1)": self._woken,
        }

    def in_turn(self, size: str, act: Callable[[int], float]) -> Callable[[int], float]:
        """Do an act within one of the databases."""

        def run(turn: int) -> float:
            with self._within(size):
                return act(turn)

        return run

    def _pages(self, side: str, turn: int, path: str) -> float:
        from django.conf import settings  # noqa: PLC0415 - Django is set up now
        from django.test import Client  # noqa: PLC0415 - as above

        from amends.accounts.models import Person  # noqa: PLC0415 - as above
        from amends.orders import keys  # noqa: PLC0415 - as above

        settings.AMENDS_CLOCK = lambda: START
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(Person.objects.get(reference=f"{side}-{turn}"))
        key = keys.spell(keys.key_of("shop", f"waiting-{turn}"))
        address = path.format(key=key)
        assert client.get(address).status_code == 200, client.get(address).status_code
        began = time.perf_counter()
        for _ in range(ASKED):
            client.get(address)
        return ASKED / (time.perf_counter() - began)

    def _listed(self, _turn: int) -> float:
        from amends.orders.queries import Scope, listed  # noqa: PLC0415 - Django is set up now

        scope = Scope(marketplace="shop")
        page = listed(scope)
        began = time.perf_counter()
        for _ in range(ASKED):
            # A page from the middle, as who pages through would ask for.
            listed(scope, after=page.after)
        return ASKED / (time.perf_counter() - began)

    def _woken(self, turn: int) -> float:
        from django.conf import settings  # noqa: PLC0415 - Django is set up now
        from django.db import connection  # noqa: PLC0415 - as above

        from amends.orders import watch  # noqa: PLC0415 - as above
        from amends.worker.loop import Doing, run  # noqa: PLC0415 - as above
        from amends.worker.waking import waking  # noqa: PLC0415 - as above

        now = START + (turn + 1) * DAY
        settings.AMENDS_CLOCK = lambda: now
        with connection.cursor() as cursor:
            # The days between two runs are no outage.
            watch.forget_beats(cursor)
        began = time.perf_counter()
        done = run(Doing(threading.Event(), (waking(),), once=True))
        took = time.perf_counter() - began
        assert (done.did, done.failures) == ({"wake": self.due}, 0), done
        return self.due / took

    def _protect(self, prefix: str, count: int, due_at: datetime) -> None:
        from amends.accounts.people import person_id  # noqa: PLC0415 - Django is set up now
        from amends.core.commands import ProtectOrder  # noqa: PLC0415 - as above
        from amends.core.money import Money  # noqa: PLC0415 - as above
        from amends.core.terms import Terms  # noqa: PLC0415 - as above
        from amends.orders.beginning import Beginning, begin  # noqa: PLC0415 - as above

        def beginning(number: int) -> Beginning:
            command = ProtectOrder(
                buyer=person_id("shop", f"buyer-{number % BUYERS}"),
                seller=person_id("shop", f"seller-{number % SELLERS}"),
                lines=(Money(4000, "EUR"),),
                shipping=Money(500, "EUR"),
                paid_at=START,
                promise_ends_at=START + 20 * DAY,
                policy="default",
                terms=Terms(),
                dispatch_by=due_at,
            )
            return Beginning("shop", f"{prefix}-{number}", command, PARTICULARS, START)

        for first in range(0, count, BATCH):
            begin([beginning(n) for n in range(first, min(first + BATCH, count))], START)

    def _people(self) -> None:
        from amends.accounts.people import PersonRow, upsert_people  # noqa: PLC0415 - as above
        from amends.cli.marketplaces import marketplace_of  # noqa: PLC0415 - Django is set up now

        marketplace_of("shop")
        names = [f"buyer-{n}" for n in range(BUYERS)] + [f"seller-{n}" for n in range(SELLERS)]
        upsert_people([PersonRow("shop", name, name, "en", "UTC", "") for name in names])

    def _grow(self) -> None:
        """Add copies of the orders that wait, a hundred at a time, until there are enough."""
        turns = max(self.large - self.grown, 0) // self.waiting
        for first in range(1, turns + 1, 100):
            last = min(first + 99, turns)
            self._run("DROP TABLE IF EXISTS grown")
            self._run(GROWN, first, last)
            for table in TABLES:
                self._run(self._copies(table))
        self._run("DROP TABLE IF EXISTS grown")
        self.grown += turns * self.waiting

    def _copies(self, table: str) -> str:
        from django.db import connection  # noqa: PLC0415 - Django is set up now

        with connection.cursor() as cursor:
            found = connection.introspection.get_table_description(cursor, table)
        names = [column.name for column in found]
        own = {"bucket": BUCKET, "key": "grown.key"}
        own |= {name: f"{name} || '-' || grown.turn" for name in OWN}
        taken = ", ".join(own.get(name, f"{table}.{name}") for name in names)
        same = SAME.format(table=table)
        return f"INSERT INTO {table} ({', '.join(names)}) SELECT {taken} FROM {table}, grown WHERE {same}"  # noqa: E501, S608 - our own tables

    def _run(self, statement: str, *parameters: int, elsewhere: str = "") -> None:
        from django.db import connection  # noqa: PLC0415 - Django is set up now

        if elsewhere:
            with self._at(elsewhere):
                self._run(statement, *parameters)
            return
        with connection.cursor() as cursor:
            cursor.execute(statement, list(parameters))

    @contextmanager
    def _within(self, size: str) -> Iterator[None]:
        with self._at("large" if size == "large" else "postgres"):
            yield

    @contextmanager
    def _at(self, name: str) -> Iterator[None]:
        from django.db import connection  # noqa: PLC0415 - Django is set up now

        before = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = name
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before


if __name__ == "__main__":
    main()
