"""The whole stack as it is run: `amends serve` and `amends worker`, under clients over HTTP.

Clients live in the process that kills, so that what was acknowledged outlives every server.
"""

import http
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from campaigning import ROOT, Asked, Found
from django.db import connection

from amends.core.commands import ProtectOrder
from amends.core.money import Money
from amends.core.terms import Terms
from amends.orders import clock, keys
from amends.orders.beginning import Beginning, begin
from amends.orders.verify import Fault, verify
from amends.orders.wake import wake

CLIENTS = 8
UP_SECONDS = 60.0
ANSWER_SECONDS = 20
BUSY_SECONDS = (0.2, 1.2)
DAY = timedelta(days=1)
OVERDUE = 200
MESSAGES_MOST, REPEATED = 200, 20
Answer = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class Shop:
    """A marketplace's key, and where its API answers."""

    secret: str
    port: int

    def post(self, client: http.client.HTTPConnection, order: str, token: str, text: str) -> Answer:
        """Let the buyer write a message, under an idempotency key; returns status and body."""
        headers = {
            "Authorization": f"Bearer {self.secret}",
            "Amends-Actor": "buyer:alice",
            "Idempotency-Key": token,
            "Content-Type": "application/json",
        }
        body = json.dumps({"text": text})
        client.request("POST", f"/api/v1/orders/{order}/messages", body, headers)
        answered = client.getresponse()
        return answered.status, answered.read()

    def connect(self) -> http.client.HTTPConnection:
        """Open a connection of one client."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)


def open_shop() -> Shop:
    """Make a marketplace, its key, its two people and a port that is free."""
    from amends.accounts.keys import make_key  # noqa: PLC0415 - Django is set up now
    from amends.accounts.people import PersonRow, upsert_people  # noqa: PLC0415 - as above
    from amends.cli.marketplaces import marketplace_of  # noqa: PLC0415 - as above

    _, secret = make_key("campaign", marketplace_of("shop"), clock.now())
    upsert_people([PersonRow("shop", name, name, "en", "UTC", "") for name in ("alice", "bob")])
    with socket.create_server(("127.0.0.1", 0)) as trial:
        port: int = trial.getsockname()[1]
    return Shop(secret, port)


def protect_many(prefix: str, count: int, paid_at: datetime) -> list[str]:
    """Protect orders of Alice and Bob, paid at a moment; returns their public keys."""
    from amends.accounts.people import person_id  # noqa: PLC0415 - Django is set up now

    command = ProtectOrder(
        buyer=person_id("shop", "alice"),
        seller=person_id("shop", "bob"),
        lines=(Money(4000, "EUR"),),
        shipping=Money(500, "EUR"),
        paid_at=paid_at,
        promise_ends_at=paid_at + 20 * DAY,
        policy="default",
        terms=Terms(),
    )
    made = [Beginning("shop", f"{prefix}-{n}", command, PARTICULARS, paid_at) for n in range(count)]
    begin(made, clock.now())
    return [keys.spell(one.key[1]) for one in made]


@contextmanager
def running(*commands: Sequence[str]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Run programs of ours, each in a group of its own, and kill each group at the end."""
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    started = [
        subprocess.Popen(
            [sys.executable, *command],
            env=environ,
            cwd=ROOT,
            start_new_session=True,
            stderr=subprocess.DEVNULL,
        )
        for command in commands
    ]
    try:
        yield started
    finally:
        for program in started:
            # Its own children are of the same group, and nothing else is.
            os.killpg(program.pid, signal.SIGKILL)
            program.wait()


def await_up(port: int) -> float:
    """Wait until a server answers at a port; return how many seconds that took."""
    began = time.monotonic()
    while not _answers(port):
        assert time.monotonic() < began + UP_SECONDS, "the server did not start"
        time.sleep(0.02)
    return time.monotonic() - began


def _answers(port: int) -> bool:
    # What listens is there before what answers: only an answer counts.
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
    try:
        client.request("GET", "/api/v1/health/ready")
        return client.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        client.close()


def kill_the_stack(found: Found, kills: int, asked: Asked) -> None:
    """Kill server and worker under eight clients, again and again, and look each time."""
    drawn = random.Random(asked.seed)
    shop = open_shop()
    writers = [
        Writer(shop, number, protect_many(f"written-{number}", 2 + kills, clock.now()))
        for number in range(CLIENTS)
    ]
    serve = ("-m", "amends", "serve", "--port", str(shop.port))
    overdue: list[str] = []
    slowest = 0.0
    for number in range(kills):
        overdue += protect_many(f"due-{number}", OVERDUE, clock.now() - 60 * DAY)
        with running(serve, ("-m", "amends", "worker")):
            slowest = max(slowest, await_up(shop.port))
            threads = _started(writers)
            time.sleep(drawn.uniform(*BUSY_SECONDS))
        # The kill came while all of them wrote: they end because nothing answers any more.
        for thread in threads:
            thread.join()
        found.counts["stack_kills"] += 1
        found.wrong += [sentence for writer in writers for sentence in writer.lost()]
    with running(serve):
        await_up(shop.port)
        found.wrong += [sentence for writer in writers for sentence in writer.differing()]
    found.wrong += _unsettled(overdue)
    found.wrong += [f"{one.reference}: {one.problem}" for one in verify() if isinstance(one, Fault)]
    found.counts["stack_acknowledged"] += sum(len(writer.answers) for writer in writers)
    found.counts["slowest_stack_ready_ms"] = round(1000 * slowest)
    if not found.counts["stack_acknowledged"]:
        found.wrong.append("the stack acknowledged nothing, so nothing was tried")
    if slowest > asked.ready_within:
        found.wrong.append(f"the stack answered only {slowest:.1f} s after it was started")


def texts(orders: Sequence[str]) -> Counter[str]:
    """Return how often each text was written in these orders."""
    found: Counter[str] = Counter()
    with connection.cursor() as cursor:
        for order in orders:
            key = keys.read(order)
            assert key is not None
            cursor.execute(
                "SELECT body FROM texts WHERE bucket = %s AND key = %s", [keys.bucket_of(key), key]
            )
            found.update(body for (body,) in cursor.fetchall())
    return found


def _started(writers: Sequence["Writer"]) -> list[threading.Thread]:
    """Let all of them write, and wait until somebody is answered: a kill before tries nothing."""
    before = sum(writer.sent for writer in writers)
    threads = [threading.Thread(target=writer.write) for writer in writers]
    for thread in threads:
        thread.start()
    until = time.monotonic() + UP_SECONDS
    while sum(writer.sent for writer in writers) == before and time.monotonic() < until:
        time.sleep(0.01)
    return threads


@dataclass
class Writer:
    """A client that writes messages, one after the other, and writes down each answer.

    A message that was not answered is sent again under its own key when a server is there again.
    """

    shop: Shop
    number: int
    orders: list[str]
    sent: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def write(self) -> None:
        """Write until nothing answers."""
        with closing(self.shop.connect()) as client, suppress(OSError, http.client.HTTPException):
            while True:
                self._write_one(client)

    def _write_one(self, client: http.client.HTTPConnection) -> None:
        order, token = self._at(self.sent)
        answer = self.shop.post(client, order, token, token)
        if answer[0] != http.HTTPStatus.CREATED:
            self.wrong.append(f"{token} was answered {answer[0]}: {answer[1]!r}")
        self.answers[token] = answer
        self.sent += 1

    def lost(self) -> list[str]:
        """Name every message that was answered and is not there just once."""
        wrong = [*self.wrong]
        first = max(0, self.sent - MESSAGES_MOST) // MESSAGES_MOST
        written = texts(self.orders[first : first + 2])
        for number in range(first * MESSAGES_MOST, self.sent):
            _, token = self._at(number)
            if written[token] != 1:
                wrong.append(f"{token} was answered, and is there {written[token]} times")
        if written[self._at(self.sent)[1]] > 1:
            wrong.append(f"{self._at(self.sent)[1]} is there more than once")
        return wrong

    def differing(self) -> list[str]:
        """Send the last messages again, and name those whose answer is another."""
        client, wrong = self.shop.connect(), []
        for number in range(max(0, self.sent - REPEATED), self.sent):
            order, token = self._at(number)
            answer = self.shop.post(client, order, token, token)
            if answer != self.answers[token]:
                wrong.append(f"{token} was answered {self.answers[token]!r}, then {answer!r}")
        client.close()
        return wrong

    def _at(self, number: int) -> tuple[str, str]:
        return self.orders[number // MESSAGES_MOST], f"client-{self.number}-{number}"


def _unsettled(orders: Sequence[str]) -> list[str]:
    """Wake what is still due, and name the overdue orders that are not settled once."""
    while wake(clock.now()).looked_at:
        pass
    wrong = []
    with connection.cursor() as cursor:
        for order in orders:
            key = keys.read(order)
            assert key is not None
            cursor.execute(
                "SELECT count(*) FROM events WHERE bucket = %s AND key = %s"
                " AND kind = 'OrderSettled'",
                [keys.bucket_of(key), key],
            )
            settled = cursor.fetchone()[0]
            wrong += [f"{order} was settled {settled} times"] if settled != 1 else []
    return wrong


PARTICULARS = json.dumps(
    {
        "buyer": {"id": "alice", "name": "Alice", "locale": "en", "tz": "UTC"},
        "seller": {"id": "bob", "name": "Bob", "locale": "en", "tz": "UTC"},
        "currency": "EUR",
        "lines": [
            {
                "id": "1",
                "title": "Lamp",
                "quantity": 1,
                "unit_price": {"minor": 4000, "currency": "EUR"},
            }
        ],
        "ship_to": {"name": "Alice", "lines": [], "city": "Lyon", "country": "FR"},
    }
)
