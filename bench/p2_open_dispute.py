"""P2: opening a dispute over HTTP, one process, eight clients, PostgreSQL.

The limit is the very SQL of that request, as it was sent, replayed by pgbench with as many clients.
Medusa's return request is the peer; it is too heavy to be set up here, so its figure is quoted
from a measurement of another day and marked as such.
"""

import argparse
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from measuring import (
    PARTICULARS,
    POSTGRESQL,
    ROUNDS,
    alternate,
    database,
    machine,
    report,
    server_version,
)

DAY = timedelta(days=1)
BATCH = 500
OURS = "Amends, POST /disputes over HTTP"
LIMIT = "the same SQL under pgbench"
QUOTED = 6.3
START_SECONDS = 30


def main() -> None:
    """Seed, then measure in turns."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=400, help="disputes opened in a run")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked = parser.parse_args()
    machine("django", "psycopg", "granian")
    with database(POSTGRESQL) as home:
        server_version()
        bench = Bench(home, asked.size, asked.clients)
        bench.seed(asked.rounds)
        with bench.serving():
            bench.warm()
            print(f"\n{asked.size} disputes a run, {asked.clients} clients, one process")
            sides = {OURS: bench.over_http, LIMIT: bench.under_pgbench}
            report(alternate(sides, asked.rounds), "requests/s", OURS)
        print(f"one request is {bench.statements} statements")
        print(
            f"QUOTED, not measured in this run: Medusa 2.21.2 opens {QUOTED} returns/s (8 clients,"
        )
        print("one process, PostgreSQL 15, another day on a machine of the same kind)")
        print("target: 50 times Medusa, and half of pgbench")


class Bench:
    """Orders that may be disputed, a server, and scripts that replay what a request sends."""

    def __init__(self, home: Path, size: int, clients: int) -> None:
        self.home, self.size, self.clients = home, size, clients
        self.statements = 0
        with socket.create_server(("127.0.0.1", 0)) as trial:
            self.port: int = trial.getsockname()[1]

    def seed(self, rounds: int) -> None:
        """Protect orders whose parcels stand still, so that a dispute can be opened at once."""
        from amends.accounts.keys import make_key  # noqa: PLC0415 - Django is set up now
        from amends.cli.marketplaces import marketplace_of  # noqa: PLC0415 - as above
        from amends.orders import clock  # noqa: PLC0415 - as above

        self.now = clock.now()
        _, self.key = make_key("bench", marketplace_of("shop"), self.now)
        self.groups = [self._protect(f"http-{n}", self.size) for n in range(rounds)]
        self.warming = self._protect("warm", 8 * self.clients)
        self.scripts = [self._scripts(n) for n in range(rounds)]

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Run `amends serve`, one process, with as many threads as there are clients."""
        command = [sys.executable, "-m", "amends", "serve", "--port", str(self.port)]
        command += ["--threads", str(self.clients)]
        environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        with subprocess.Popen(command, env=environ) as server:
            try:
                self._await_up()
                yield
            finally:
                server.send_signal(signal.SIGTERM)
                server.wait()

    def warm(self) -> None:
        """Let the server load what it loads at its first requests."""
        self._post_all(self.warming)

    def over_http(self, number: int) -> float:
        """Open a dispute on each order of a group, by several clients at once."""
        return self.size / self._post_all(self.groups[number])

    def under_pgbench(self, number: int) -> float:
        """Replay what the same number of requests sends: one pgbench a client, a script each."""
        began = time.perf_counter()
        running = [subprocess.Popen(self._pgbench(path)) for path in self.scripts[number]]
        codes = [pgbench.wait() for pgbench in running]
        took = time.perf_counter() - began
        assert not any(codes), codes
        return self.size / took

    def _protect(self, prefix: str, count: int) -> list[str]:
        """Return the public keys of new orders, paid thirty days ago, scanned once after that."""
        from amends.core.commands import ProtectOrder  # noqa: PLC0415 - Django is set up now
        from amends.core.money import Money  # noqa: PLC0415 - as above
        from amends.core.parcel import Checkpoint, ParcelStatus, Source  # noqa: PLC0415 - as above
        from amends.core.terms import Terms  # noqa: PLC0415 - as above
        from amends.orders import keys  # noqa: PLC0415 - as above
        from amends.orders.beginning import Beginning, Sent, begin  # noqa: PLC0415 - as above
        from amends.parcels.store import Scan  # noqa: PLC0415 - as above
        from amends.worker.loop import Doing, run  # noqa: PLC0415 - as above
        from amends.worker.waking import waking  # noqa: PLC0415 - as above

        paid_at, scanned_at = self.now - 30 * DAY, self.now - 28 * DAY
        command = ProtectOrder(
            buyer=self._person("buyer"),
            seller=self._person("seller"),
            lines=(Money(4000, "EUR"),),
            shipping=Money(500, "EUR"),
            paid_at=paid_at,
            promise_ends_at=self.now + 10 * DAY,
            policy="default",
            terms=Terms(),
        )
        seen = Checkpoint(1, 0, ParcelStatus.ACCEPTED, Source.CARRIER, True, scanned_at, scanned_at)  # noqa: FBT003 - a scan is physical
        sent = Sent(paid_at + DAY, paid_at + DAY, scans=(Scan(seen),))
        made = [
            Beginning("shop", f"{prefix}-{n}", command, PARTICULARS, paid_at, (sent,))
            for n in range(count)
        ]
        for first in range(0, count, BATCH):
            begin(made[first : first + BATCH], self.now)
        # What the scan did is recorded before, as a worker that runs would have done.
        run(Doing(threading.Event(), (waking(),), once=True))
        return [keys.spell(beginning.key[1]) for beginning in made]

    def _person(self, reference: str) -> str:
        from amends.accounts.people import PersonRow, upsert_people  # noqa: PLC0415 - as above

        row = PersonRow("shop", reference, reference, "en", "UTC", "")
        upsert_people([row])
        return row.id

    def _scripts(self, number: int) -> list[Path]:
        """Write down what requests send, statement by statement, and undo what they did."""
        orders = self._protect(f"sql-{number}", self.size)
        parts = [orders[n :: self.clients] for n in range(self.clients)]
        paths = []
        for client, part in enumerate(parts):
            path = self.home / f"{number}-{client}.sql"
            path.write_text("\n".join(self._sent(order) for order in part), encoding="utf-8")
            paths.append(path)
        return paths

    def _sent(self, order: str) -> str:
        from django.db import connection, reset_queries, transaction  # noqa: PLC0415 - as above
        from django.test import Client  # noqa: PLC0415 - as above
        from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - as above

        reset_queries()
        with CaptureQueriesContext(connection) as captured, transaction.atomic():
            answered = Client(headers=self._headers(order)).post(
                f"/api/v1/orders/{order}/disputes",
                data=CLAIM,
                content_type="application/json",
                headers={"host": "127.0.0.1"},
            )
            assert answered.status_code in {200, 201}, answered.content
            transaction.set_rollback(True)
        lines = [_outermost(query["sql"]) for query in captured.captured_queries[1:-1]]
        self.statements = len(lines)
        return "\n".join(f"{' '.join(line.split(chr(10)))};" for line in lines)

    def _headers(self, token: str) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {self.key}",
            "Amends-Actor": "buyer:buyer",
            "Idempotency-Key": token,
            "Content-Type": "application/json",
        }

    def _post_all(self, orders: Sequence[str]) -> float:
        wrong: list[str] = []
        parts = [orders[n :: self.clients] for n in range(self.clients)]
        threads = [threading.Thread(target=self._post, args=(part, wrong)) for part in parts]
        began = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.perf_counter() - began
        assert not wrong, wrong[:3]
        return took

    def _post(self, orders: Sequence[str], wrong: list[str]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        for order in orders:
            path = f"/api/v1/orders/{order}/disputes"
            connection.request("POST", path, CLAIM, self._headers(order))
            answered = connection.getresponse()
            said = answered.read()
            if answered.status not in {200, 201}:
                wrong.append(f"{answered.status} {said[:300]!r}")
        connection.close()

    def _pgbench(self, script: Path) -> list[str]:
        program = shutil.which("pgbench") or _newest_pgbench()
        url = os.environ["AMENDS_DATABASE_URL"]
        options = ["-n", "-M", "simple", "-c", "1", "-t", "1", "-f", str(script)]
        return ["sh", "-c", 'exec "$@" >/dev/null 2>&1', "sh", program, *options, url]

    def _await_up(self) -> None:
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
            except OSError:
                assert time.monotonic() < until, "the server did not start"
                time.sleep(0.05)
            else:
                return


def _outermost(statement: str) -> str:
    """What stood inside the outer transaction was a transaction of its own."""
    if statement.startswith("SAVEPOINT"):
        return "BEGIN"
    return "COMMIT" if statement.startswith("RELEASE SAVEPOINT") else statement


def _newest_pgbench() -> str:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pgbench"))
    assert found, "pgbench is not installed; it comes with PostgreSQL"
    return str(found[-1])


CLAIM = json.dumps(
    {
        "received": False,
        "reason": "stalled",
        "refund": {"minor": 4500, "currency": "EUR"},
        "statement": "It has not moved for four weeks.",
    }
)


if __name__ == "__main__":
    main()
