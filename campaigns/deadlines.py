"""Deadlines fire exactly once, never early, never missed: in virtual time and under kills.

    .venv/bin/python campaigns/deadlines.py [--size 1000000] [--orders 20000] [--kills 1000]
        [--jumps 200] [--engine sqlite|postgresql|none] [--seed 1] [--plant FAULT]

First `size` deadlines on the pure core, by direct calls of `core.advance`: each is looked at one
microsecond before, at, and long after its moment, which is computed here from the terms alone.
Then `orders` real orders under several worker processes that are killed with SIGKILL while the
wall clock jumps by up to 400 days: each must end once, dated when it fell due, nothing while the
clock was wrong. `--plant` breaks the code in one place; the campaign must then fail. Exits 1 when
something does not hold.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src"), str(ROOT / "bench"), str(ROOT / "campaigns")]

from amends.core import advance as advancing  # noqa: E402 - found by the path set above
from amends.core.commands import HandOver, ProtectOrder  # noqa: E402 - as above
from amends.core.decide import protect, respond  # noqa: E402 - as above
from amends.core.evolve import fold  # noqa: E402 - as above
from amends.core.money import Money  # noqa: E402 - as above
from amends.core.order import Order, Status  # noqa: E402 - as above
from amends.core.parcel import Checkpoint, Facts, Parcel, ParcelStatus, Source  # noqa: E402 - as above
from amends.core.parties import Party, Role  # noqa: E402 - as above
from amends.core.refusals import Refused  # noqa: E402 - as above
from amends.core.terms import Terms  # noqa: E402 - as above
from amends.core.world import World  # noqa: E402 - as above

MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(days=1)
BEGINS = datetime(2019, 1, 1, tzinfo=UTC)
YEARS = 12
REPORTED_MOST = 5
# What a plant changes in the text of core/advance.py, and what must then be found.
PLANTS = {
    "le-for-lt": ("moment > world.until", "moment >= world.until"),
    "a-microsecond-early": (
        "moment > world.until",
        "moment > world.until + __import__('datetime').timedelta(microseconds=1)",
    ),
    "an-hour-early": (
        "moment > world.until",
        "moment > world.until + __import__('datetime').timedelta(hours=1)",
    ),
    "dated-when-seen": ("world.before(seen)", "world.before(world.until)"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """An order that waits, what is known of it, when its clock ends, and where that leads."""

    order: Order
    facts: Facts
    due_at: datetime
    leads: Status


def main() -> int:
    """Run both halves; return the exit status."""
    asked = _arguments()
    if asked.plant:
        plant(asked.plant)
    started = time.monotonic()
    wrong = virtual(asked.size, random.Random(asked.seed))
    took = time.monotonic() - started
    print(f"virtual: {asked.size} deadlines, {len(wrong)} wrong, {took:.0f} s, seed {asked.seed}")
    if not wrong and asked.engine != "none":
        from deadlines_real import real  # noqa: PLC0415 - only where workers are wanted

        wrong += real(asked)
    for line in wrong[:REPORTED_MOST]:
        print(f"  {line}")
    return 1 if wrong else 0


def plant(name: str) -> None:
    """Break the core in this process, and in those that it forks, in one place."""
    path = Path(str(advancing.__file__))
    text = path.read_text(encoding="utf-8")
    before, after = PLANTS[name]
    assert text.count(before) == 1, f"the plant {name} has nowhere to stand any more"
    exec(compile(text.replace(before, after), str(path), "exec"), advancing.__dict__)  # noqa: S102 - our own text


def virtual(size: int, drawn: random.Random) -> list[str]:
    """Return what is wrong with `size` deadlines, in words."""
    wrong: list[str] = []
    for number, case in zip(range(size), _cases(drawn), strict=False):
        late_by = timedelta(microseconds=drawn.randrange(1, 400 * 86_400_000_000))
        problem = _problem(case, late_by)
        if problem:
            wrong.append(f"deadline {number}, {case.leads} at {case.due_at}: {problem}")
    return wrong


def _problem(case: Case, late_by: timedelta) -> str:
    before = _advanced(case, case.due_at - MICROSECOND)
    if before:
        return f"a microsecond early: {before[0]}"
    at = _advanced(case, case.due_at)
    if [event.at for event in at[:1]] != [case.due_at]:
        return f"missed or misdated: {at}"
    after = fold(at, case.order)
    if after.status is not case.leads:
        return f"it became {after.status}"
    if _advanced(Case(after, case.facts, case.due_at, case.leads), case.due_at):
        return "it fired twice"
    late = _advanced(case, case.due_at + late_by)
    return "" if late[: len(at)] == at else f"{late_by} late it was {late}"


def _advanced(case: Case, now: datetime) -> list:  # type: ignore[type-arg]  # The core's events.
    return advancing.advance(case.order, World(case.facts, _no_judge, now))


def _no_judge(*_: object) -> object:
    raise AssertionError("nothing here is judged: no order has a dispute")


def _cases(drawn: random.Random) -> Iterator[Case]:
    """Yield waiting orders of several kinds for ever, at moments over leap days and clock changes."""
    kinds = (_unsent, _sent, _delivered, _lapsed)
    while True:
        paid_at = BEGINS + timedelta(microseconds=drawn.randrange(YEARS * 365 * 86_400_000_000))
        yield drawn.choice(kinds)(paid_at, drawn)
