"""Commit unknown: the line is cut between COMMIT and its answer, and the caller asks again.

    .venv/bin/python campaigns/commit_unknown.py [--size 200]

Four callers live orders through the door; a proxy cuts every fourth COMMIT, PostgreSQL itself is
stopped as by `pg_ctl -m immediate` and started again, and one statement in ten fails as a lost
serialisation (40001) or a deadlock (40P01). A caller repeats with the same key until it is
answered. Every order must then have exactly the events of an untroubled life, and every answer
must be the one that is stored.
"""

import random
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TypeVar

from campaigning import POSTGRESQL, Asked, Campaign, Found, Place, place, run
from commanding import LIFE, SCANS, half_states, repeat_of, silent
from cutting import Proxy
from django.db import InterfaceError, OperationalError, connection

from amends.orders import door
from amends.orders.beginning import begin
from amends.orders.keys import bucket_of, key_of
from amends.parcels.store import Scan

from tests.orders.orders import START, beginning, day, scanned

T = TypeVar("T")
CAMPAIGN = Campaign("commit_unknown", __doc__, 200, ("new-key",), (POSTGRESQL,))
CALLERS = 4
CUT_OFTEN, FAILS_OFTEN = 0.25, 0.1
CRASH_EVERY, CRASH_SECONDS = 8, 0.3
TRIES_MOST, REST_SECONDS = 400, 0.05
FAILURES = ("40001", "40P01")


def main() -> int:
    """Run the campaign and say what came of it."""
    return run(CAMPAIGN, _fight)


def _fight(asked: Asked, found: Found) -> None:
    with place(asked.engine) as where:
        assert where.server is not None
        usual = _untroubled()
        drawn = random.Random(asked.seed)
        callers = [Caller(number, asked) for number in range(CALLERS)]
        with Proxy(where.server.socket, drawn, CUT_OFTEN) as proxy, _through(proxy):
            _call(callers, proxy, where, asked.size)
        found.counts.update({f"cut_{when}_commit": n for when, n in proxy.cuts.items()})
        lived = [reference for caller in callers for reference in caller.lived]
        found.wrong += [sentence for one in lived for sentence in _differs(one, usual)]
        for caller in callers:
            found.add(caller.found)
        found.wrong += _answered_otherwise(callers) + half_states()


@contextmanager
def _through(proxy: Proxy) -> Iterator[None]:
    """Lead every connection that is opened from now on through the proxy."""
    straight = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(HOST="127.0.0.1", PORT=str(proxy.port))
    yield
    connection.close()
    connection.settings_dict.update(straight)


def _call(callers: Sequence["Caller"], proxy: Proxy, where: Place, size: int) -> None:
    """Let all of them live until enough was cut, and stop the server under them now and then."""
    threads = [threading.Thread(target=caller.live_on) for caller in callers]
    for thread in threads:
        thread.start()
    crashes = 0
    while proxy.cuts.total() < size and any(thread.is_alive() for thread in threads):
        time.sleep(CRASH_SECONDS)
        if crashes < proxy.cuts.total() // CRASH_EVERY:
            assert where.server is not None
            where.server.crash()
            where.server.start()
            crashes += 1
    for caller in callers:
        caller.stopping.set()
        caller.found.counts["database_crashes"] = crashes if caller.number == 0 else 0
    for thread in threads:
        thread.join()


@dataclass
class Caller:
    """Lives orders one after the other, asking each thing until it is answered."""

    number: int
    asked: Asked
    found: Found = field(default_factory=Found)
    lived: list[str] = field(default_factory=list)
    answers: dict[str, tuple[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.stopping = threading.Event()
        self.drawn = random.Random(f"{self.asked.seed}-{self.number}")

    def live_on(self) -> None:
        """Live until told to stop, the order begun last to its end."""
        with closing(connection), connection.execute_wrapper(self._failing):
            while not self.stopping.is_set():
                self._live(f"caller-{self.number}-{len(self.lived)}")

    def _live(self, reference: str) -> None:
        key = key_of("shop", reference)
        self._insist(lambda _: begin([beginning(reference)], START))
        self.lived.append(reference)
        for number in range(1, len(LIFE) + 1):
            try:
                self._insist(partial(self._ask, reference, number))
            except AssertionError as error:
                self.found.wrong.append(f"{reference}: asked again, it was refused: {error}")
            if number in SCANS:
                status, on = SCANS[number]
                self._insist(partial(_scan, key, scanned(status, on), day(on)))

    def _ask(self, reference: str, number: int, tried: int) -> None:
        party, command, on = LIFE[number - 1]
        again = f"-{tried}" if self.asked.plant and tried else ""
        token = f"{reference}-{number}{again}"
        repeat = repeat_of(reference, token, silent)
        asked = door.Asked(key_of("shop", reference), party, command, repeat=repeat)
        stored = door.handle(asked, day(on)).stored
        assert stored is not None
        self.answers[token] = (reference, stored.body)
        self.found.counts["commands"] += 1

    def _insist(self, act: Callable[[int], T]) -> T:
        for tried in range(TRIES_MOST):
            try:
                return act(tried)
            except (OperationalError, InterfaceError):
                self.found.counts["repeated"] += 1
                connection.close()
                time.sleep(REST_SECONDS * self.drawn.random())
        raise TimeoutError("the database never answered")

    def _failing(self, execute: Callable[..., object], *given: object) -> object:
        if len(self.lived) % 2 and self.drawn.random() < FAILS_OFTEN:
            code = self.drawn.choice(FAILURES)
            self.found.counts[f"injected_{code}"] += 1
            raising = f"DO $$ BEGIN RAISE EXCEPTION 'planted' USING ERRCODE = '{code}'; END $$"
            return execute(raising, None, *given[2:])
        return execute(*given)


def _scan(key: bytes, scan: Scan, now: datetime, tried: int) -> None:
    # A scan that is known already has no effect, so it needs no key.
    del tried
    door.scan(key, [scan], now)


Line = tuple[str, str]


def _untroubled() -> list[Line]:
    """Live one order straight to the database, and return what such a life comes to."""
    caller = Caller(CALLERS, Asked(0, 0, POSTGRESQL, ""))
    caller._live("untroubled")  # noqa: SLF001 - the same life, with nothing in its way
    return _events("untroubled")


def _events(reference: str) -> list[Line]:
    key = key_of("shop", reference)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, role FROM events WHERE bucket = %s AND key = %s ORDER BY number",
            (bucket_of(key), key),
        )
        return [(kind, role) for kind, role in cursor.fetchall()]


def _differs(reference: str, usual: Sequence[Line]) -> list[str]:
    events = _events(reference)
    if events == usual:
        return []
    doubled = len(events) - len(usual)
    return [f"{reference}: {len(events)} events, {doubled:+} of what one life comes to"]


def _answered_otherwise(callers: Sequence[Caller]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM answers")
        kept = {body for (body,) in cursor.fetchall()}
    return [
        f"{reference}: an answer was given that is not stored: {body}"
        for caller in callers
        for reference, body in caller.answers.values()
        if body not in kept
    ]


if __name__ == "__main__":
    sys.exit(main())
