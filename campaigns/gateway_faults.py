"""Refunds through payment providers that misbehave in fourteen ways, by workers that are killed.

    .venv/bin/python campaigns/gateway_faults.py [--size 2000] [--engine sqlite|postgresql]

Groups of refunds go through the shipped engine to the simulated provider over HTTP, each group
under faults of its own draw; its messages come back to the shipped address. Time is virtual, so
that days of waiting pass at once. Two forked workers at a time move what is due, and most of them
die at a point that they were told. The provider keeps no cap of its own: a second refund would be
made, and is seen. An operator has refused ones tried again, once.
"""

import logging
import os
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from multiprocessing import Value
from typing import Any

from campaigning import BOTH, Asked, Campaign, Found, place, run
from django.conf import settings
from django.db import connection, connections
from gateway_processes import Made, forked, listen, made_at, provide

from amends.config.options import Options
from amends.core.commands import Cancel, RetryTransfer
from amends.database.instants import moment
from amends.orders import door, keys
from amends.orders.beginning import begin
from amends.payments import earlier, engine, hooks, kept, rows
from amends.payments.gateways.known import known
from amends.payments.gateways.paypal import PayPalGateway
from amends.payments.gateways.stripe import StripeGateway
from amends.payments.simulator.books import Books, Fault
from amends.payments.simulator.server import Simulator

from tests.orders.orders import SELLER, START, beginning
from tests.payments.ground import DUE, PARTICULARS, operate
from tests.tables import empty_tables

NEW_KEY, NO_LOOK_UP, AT_ONCE = "new-key-per-retry", "no-look-up", "believe-not-found-at-once"
CAMPAIGN = Campaign("gateway_faults", __doc__, 2000, (NEW_KEY, NO_LOOK_UP, AT_ONCE), BOTH)
# What each is harmless without. Its provider has these alone, so that it shows in a few refunds.
FORGETFUL = {Fault.ANSWER_LOST, Fault.NO_KEYS, Fault.HOOK_MISSING}
EXPOSED_BY = {
    NEW_KEY: FORGETFUL | {Fault.STALE_LIST},
    NO_LOOK_UP: FORGETFUL,
    AT_ONCE: FORGETFUL | {Fault.STALE_LIST},
}
GROUP = 40
CAPTURED = 4500
DIED = 77
SECRET = "whsec_simulated"  # noqa: S105 - the simulator's own, which opens nothing
TURNS, CALM_MOST = 24, 60
# A last look comes seven days after a transfer was confirmed, which may take a month by itself.
CALM = timedelta(days=2)
PASSES = [timedelta(minutes=m) for m in (1, 4, 11, 30, 60, 360, 1440)]
GATEWAYS = (StripeGateway, PayPalGateway)
# Where a worker may be told to die: before or after a call of one of these.
POINTS: tuple[tuple[Any, str], ...] = (
    *((rows, name) for name in ("claim", "note", "note_again", "answered", "put_off", "hurry")),
    *((gateway, name) for gateway in GATEWAYS for name in ("send", "look_up")),
    *((door, "handle"), (door, "handle"), (kept, "handled")),
)
CLOCK = Value("d", DUE.timestamp())


def main() -> int:
    """Run the campaign and say what came of it."""
    return run(CAMPAIGN, _fight)


def _fight(asked: Asked, found: Found) -> None:
    with place(asked.engine):
        settings.AMENDS_CLOCK = _now
        settings.AMENDS_OPTIONS = Options(stripe_secret_key=SECRET, stripe_webhook_secret=SECRET)
        logging.disable()
        _plant(asked.plant)
        drawn = random.Random(asked.seed)
        with forked(listen) as port:
            _fight_all(asked, drawn, found, port)


def _fight_all(asked: Asked, drawn: random.Random, found: Found, port: int) -> None:
    hook = f"http://127.0.0.1:{port}/api/v1/hooks/payments/stripe"
    for number, part in enumerate(_sizes(asked.size)):
        faults = EXPOSED_BY.get(asked.plant) or _faults(number, drawn)
        Group(number, part, drawn, found, frozenset(faults)).fight(hook)
        empty_tables()


def _faults(number: int, drawn: random.Random) -> set[Fault]:
    return {one for one in Fault if number % 2 == 0 or drawn.random() < 0.5}


def _sizes(size: int) -> Iterator[int]:
    for begins in range(0, size, GROUP):
        yield min(GROUP, size - begins)


def _plant(fault: str) -> None:
    drawn = random.Random(1)
    faulty: dict[str, tuple[Any, str, Callable[..., object]]] = {
        NEW_KEY: (engine, "token_of", lambda row: f"{row.id}.{drawn.getrandbits(30)}"),
        NO_LOOK_UP: (engine, "_found", lambda gateway, _, told, __: gateway.send(told)),
        AT_ONCE: (earlier, "surely_missing", lambda *_: True),
    }
    if fault:
        where, name, broken = faulty[fault]
        assert hasattr(where, name), f"{fault} has nowhere to stand any more"
        setattr(where, name, broken)


@dataclass
class Group:
    """Some refunds under the same faults, until each has ended or waits for a person."""

    number: int
    size: int
    drawn: random.Random
    found: Found
    faults: frozenset[Fault]

    def fight(self, hook: str) -> None:
        """Let the refunds fall due, let workers move them and die, and look at what came of it."""
        CLOCK.value = DUE.timestamp()
        orders = self._due()
        few = {f"pi_{one}": CAPTURED - 1 for one in range(self.size) if one % 10 == 9}
        books = Books(self.number, self.faults, clock=lambda: CLOCK.value, captured=few)
        with forked(lambda tell: provide(Simulator(books, hook_to=hook), tell)) as port:
            settings.AMENDS_OPTIONS = replace(
                settings.AMENDS_OPTIONS,
                stripe_address=f"http://127.0.0.1:{port}",
                paypal_address=f"http://127.0.0.1:{port}",
                paypal_client_id="us",
                paypal_secret=SECRET,
                private_hosts=(f"127.0.0.1:{port}",),
            )
            self._move()
            self._look(orders, made_at(port))
        self.found.counts["refunds"] += self.size
        self.found.counts.update({f"under_{fault.value}": self.size for fault in self.faults})

    def _due(self) -> list[bytes]:
        begun = []
        for one in range(self.size):
            taken = f"pi_{one}"
            gateway = "paypal" if one % 4 == 3 else "stripe"
            told = PARTICULARS % (f"g{self.number}-{one}", gateway, taken)
            made = beginning(f"g{self.number}-{one}")
            begun.append(replace(made, particulars=told, payment=taken))
        begin(begun, START)
        for made in begun:
            assert door.handle(door.Asked(made.key[1], SELLER, Cancel()), DUE).refused is None
        return [made.key[1] for made in begun]

    def _move(self) -> None:
        """Let time pass while workers work and die; then let days pass in peace."""
        for turn in range(TURNS):
            self._turn(0.7)
            CLOCK.value += self.drawn.choice(PASSES).total_seconds()
            if turn == TURNS // 2:
                self._retry()
        for _ in range(CALM_MOST):
            if not _waiting():
                return
            self._turn(0)
            CLOCK.value += CALM.total_seconds()

    def _turn(self, dies: float) -> None:
        connections.close_all()
        pids = [self._worker(dies=self.drawn.random() < dies) for _ in range(2)]
        for pid in pids:
            _, status = os.waitpid(pid, 0)
            code = os.waitstatus_to_exitcode(status)
            self.found.counts["kills"] += code == DIED
            if code not in {0, DIED}:
                self.found.wrong.append(f"a worker ended with {code}")

    def _worker(self, *, dies: bool) -> int:
        seed = self.drawn.getrandbits(30)
        pid = os.fork()
        if pid:
            return pid
        code = 1
        try:
            if dies:
                _die_at(random.Random(seed))
            gateways, now = known(), _now()
            hooks.take(gateways, now)
            engine.settle(gateways, now, 2 * GROUP)
            code = 0
        finally:
            os._exit(code)

    def _retry(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT key, number FROM transfers WHERE state = 'refused'")
            refused = cursor.fetchall()
        for key, number in refused:
            operate(bytes(key), RetryTransfer(number), _now())
        self.found.counts["retried"] += len(refused)

    def _look(self, orders: list[bytes], made: list[Made]) -> None:
        for key in orders:
            with connection.cursor() as cursor:
                row = rows.read(cursor, (keys.bucket_of(key), key), 1)
            assert row is not None, "every order was cancelled"
            ours = [one for one in made if _token(one).startswith(row.id)]
            given = sum(one["amount"] for one in ours if one["status"] != "failed")
            self.found.counts[row.state] += 1
            for wrong in _wrong(row, given):
                self.found.wrong.append(f"group {self.number}, {row.id}: {wrong}")


def _wrong(row: rows.Row, given: int) -> Iterator[str]:
    if given > CAPTURED:
        yield f"{given} was given back of {CAPTURED} that were captured"
    ends = {"confirmed": CAPTURED, "refused": 0}
    if row.state in ends and given != ends[row.state]:
        yield f"it is {row.state}, and {given} was given back"
    if row.state not in ends and not row.problem:
        yield f"it is {row.state}, and nobody is told why"


def _die_at(drawn: random.Random) -> None:
    """Arrange for this process to end at a point, at once and without a word."""
    where, name = drawn.choice(POINTS)
    before, left = drawn.random() < 0.5, drawn.randint(1, 3)
    plain: Callable[..., Any] = getattr(where, name)
    calls = iter(range(left - 1, -1, -1))

    def dying(*given: Any, **named: Any) -> Any:
        last = next(calls, None) == 0
        if last and before:
            os._exit(DIED)
        result = plain(*given, **named)
        if last:
            os._exit(DIED)
        return result

    setattr(where, name, dying)


def _token(made: Made) -> str:
    return str(made["metadata"]["amends_transfer"])


def _waiting() -> bool:
    """Whether anything is still to be looked at that time alone may bring to its end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM transfers WHERE next_at IS NOT NULL"
            " AND (state <> 'unknown' OR tries < 12) LIMIT 1"
        )
        waits = cursor.fetchone() is not None
        cursor.execute("SELECT 1 FROM hooks WHERE handled_at IS NULL AND verified LIMIT 1")
        return waits or cursor.fetchone() is not None


def _now() -> datetime:
    return moment(round(CLOCK.value * 1_000_000))


if __name__ == "__main__":
    sys.exit(main())
