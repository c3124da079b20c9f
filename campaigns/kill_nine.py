"""Kill -9: whatever was acknowledged is there, nothing stands by halves, and work goes on at once.

    .venv/bin/python campaigns/kill_nine.py [--size 1000] [--engine sqlite|postgresql]

Two forked writers at a time live orders through the door until one of them is killed, at a random
moment or at a point that it was told beforehand; once for every ten of them the whole stack goes
(`amends serve` and `amends worker` under eight HTTP clients), and on PostgreSQL every tenth time
the database as well. What was acknowledged stands in the process that kills.

A kill takes nothing that SQLite gave to the system, so there `--plant synchronous-off` is caught
by the settings that the writers read back; on PostgreSQL it is caught by what is lost.
"""

import os
import random
import select
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NoReturn

from campaigning import BOTH, POSTGRESQL, SQLITE, Asked, Campaign, Found, Place, place, run
from commanding import Said, half_states, lives, lost, read_lines, silent
from django.db import connection, connections
from stack import kill_the_stack

from amends.orders.selfcheck import problems, require_safe_for_money

from tests.tables import empty_tables

EARLY, SYNCHRONOUS_OFF = "early-reply", "synchronous-off"
CAMPAIGN = Campaign("kill_nine", __doc__, 1000, (EARLY, SYNCHRONOUS_OFF), BOTH)
WRITERS = 2
LONGEST_SECONDS = 0.03
# How long a writer is listened to before the kill: so many acknowledgements, and never longer.
HEARD_MOST, ALL, HEARD_SECONDS = 12, 1_000_000, 2.0
BYTES, TIMES_MOST = 65536, 2
COMMIT = "_commit"
CHECK_EVERY, CRASH_EVERY, STACK_EVERY = 25, 10, 10
# Where a writer may be told to die: before or after a statement that begins so, or the commit.
POINTS = (
    *("WITH wanted", "UPDATE orders", "INSERT INTO orders", "INSERT INTO particulars"),
    *("INSERT INTO events", "INSERT INTO postings", "INSERT INTO outbox", "INSERT INTO texts"),
    *("INSERT INTO parcels", "INSERT INTO answers", "commit", "commit", "commit"),
)


def main() -> int:
    """Run the campaign and say what came of it."""
    return run(CAMPAIGN, _fight)


def _fight(asked: Asked, found: Found) -> None:
    with place(asked.engine) as where:
        require_safe_for_money()
        killing = Killing(asked, found, where)
        for number in range(1, asked.size + 1):
            killing.once(number)
        killing.check()
        found.counts["slowest_ready_ms"] = round(1000 * killing.slowest)
        if not asked.plant:
            empty_tables()
            kill_the_stack(found, max(1, asked.size // STACK_EVERY), asked)


@dataclass
class Killing:
    """Kills writers one after the other, and keeps what they acknowledged."""

    asked: Asked
    found: Found
    where: Place
    slowest: float = 0.0
    acknowledged: list[Said] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(self.asked.seed)

    def once(self, number: int) -> None:
        """Start writers, kill one, let the other end by the same signal, and look at once."""
        crashes = self.where.server is not None and number % CRASH_EVERY == 0
        point = None if crashes or self.random.random() < 0.5 else self._point()
        connections.close_all()
        first = self._fork(f"k{number}-a", point)
        others = [self._fork(f"k{number}-b", None) for _ in range(WRITERS - 1)]
        # One that was told where to die does so; the kill comes to another wherever it is.
        heard = _heard(first[1], ALL if point else self.random.randint(0, HEARD_MOST))
        if crashes:
            self._crash()
        else:
            time.sleep(self.random.random() * LONGEST_SECONDS)
        said = self._killed(*first, heard)
        said += [one for writer in others for one in self._killed(*writer, b"")]
        self.found.counts.update(kills=1 + len(others), acknowledged=len(said))
        self.found.counts["at_named_points"] += point is not None
        self._look(said)
        if number % CHECK_EVERY == 0:
            self.check()

    def _point(self) -> tuple[str, bool, int]:
        before = self.random.random() < 0.5
        return self.random.choice(POINTS), before, self.random.randint(1, TIMES_MOST)

    def _look(self, said: list[Said]) -> None:
        began = time.monotonic()
        self.found.wrong += lost(said)
        self.slowest = max(self.slowest, time.monotonic() - began)
        if self.slowest > self.asked.ready_within:
            self.found.wrong.append(f"the database answered only after {self.slowest:.1f} s")
        self.acknowledged += said

    def check(self) -> None:
        """Look for half states and for what was lost since; then begin with empty tables."""
        self.found.wrong += half_states()
        self.found.wrong += lost(self.acknowledged)
        self.acknowledged.clear()
        empty_tables()

    def _crash(self) -> None:
        server = self.where.server
        assert server is not None
        server.crash()
        server.start()
        self.found.counts["database_crashes"] += 1

    def _fork(self, prefix: str, point: tuple[str, bool, int] | None) -> tuple[int, int]:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _write(prefix, writing, point, self.asked.plant)
        os.close(writing)
        return child, reading

    def _killed(self, child: int, reading: int, heard: bytes) -> list[Said]:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(reading, "rb") as file:
            written = heard + file.read()
        lines = written.splitlines(keepends=True)
        self.found.wrong += [line[1:-1].decode() for line in lines if line.startswith(b"!")]
        return read_lines(b"".join(line for line in lines if not line.startswith(b"!")))


def _heard(reading: int, lines: int) -> bytes:
    """Read what a writer acknowledges until so many lines came, or it ended, or it takes long."""
    heard = b""
    until = time.monotonic() + HEARD_SECONDS
    while heard.count(b"\n") < lines and time.monotonic() < until:
        ready = select.select([reading], [], [], HEARD_SECONDS)[0]
        more = os.read(reading, BYTES) if ready else b""
        if not more:
            break
        heard += more
    return heard


def _write(prefix: str, writing: int, point: tuple[str, bool, int] | None, plant: str) -> NoReturn:
    """Live orders until the kill comes; a crash of the database ends a writer as well."""

    def tell(said: Said) -> None:
        os.write(writing, said.line())

    try:
        if plant == SYNCHRONOUS_OFF:
            _synchronous_off()
        for problem in (
            problems() if plant != SYNCHRONOUS_OFF or connection.vendor == SQLITE else ()
        ):
            os.write(writing, f"!{problem}\n".encode())
        if point is not None:
            _die_at(*point)
        lives(prefix, silent if plant == EARLY else tell, tell if plant == EARLY else silent)
    finally:
        # Whatever happened, nothing of the parent's own may run in a child.
        os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("it was killed")


def _synchronous_off() -> None:
    with connection.cursor() as cursor:
        postgresql = connection.vendor == POSTGRESQL
        cursor.execute("SET synchronous_commit = off" if postgresql else "PRAGMA synchronous = OFF")


def _die_at(statement: str, before: bool, left: int) -> None:  # noqa: FBT001 - one point of a list
    """Let this process die at the n-th time that it comes to a point."""

    def pass_by() -> None:
        nonlocal left
        left -= 1
        if left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(act: Callable[[], object]) -> object:
        if before:
            pass_by()
        done = act()
        if not before:
            pass_by()
        return done

    if statement == "commit":
        # Where Django itself commits.
        commit = getattr(connection, COMMIT)
        setattr(connection, COMMIT, lambda: around(commit))
        return

    def wrapper(execute: Callable[..., object], *given: object) -> object:
        hit = str(given[0]).startswith(statement)
        return around(lambda: execute(*given)) if hit else execute(*given)

    connection.execute_wrappers.append(wrapper)


if __name__ == "__main__":
    sys.exit(main())
