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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src"), str(ROOT / "bench"), str(ROOT / "campaigns")]

from amends.core import advance as advancing  # noqa: E402 - found by the path set above
from amends.core.commands import HandOver, ProtectOrder  # noqa: E402 - as above
from amends.core.decide import protect, respond  # noqa: E402 - as above
from amends.core.events import Event  # noqa: E402 - as above
from amends.core.evolve import fold  # noqa: E402 - as above
from amends.core.money import Money  # noqa: E402 - as above
from amends.core.order import Order, Status  # noqa: E402 - as above
from amends.core.parcel import Checkpoint, Facts, Outage, ParcelStatus, Source  # noqa: E402 - as above
from amends.core.parties import Party, Role  # noqa: E402 - as above
from amends.core.reasons import Burden  # noqa: E402 - as above
from amends.core.rulings import Ruling, RulingOutcome  # noqa: E402 - as above
from amends.core.terms import Terms  # noqa: E402 - as above
from amends.core.world import World  # noqa: E402 - as above

MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(days=1)
BEGINS = datetime(2019, 1, 1, tzinfo=UTC)
YEARS = 12
REPORTED_MOST = 5
TERMS = Terms()
SELLER = Party(Role.SELLER, "bob")
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


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1_000_000, help="virtual deadlines")
    parser.add_argument("--orders", type=int, default=20_000, help="real orders")
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--kills", type=int, default=1_000)
    parser.add_argument("--jumps", type=int, default=200)
    parser.add_argument("--engine", choices=("sqlite", "postgresql", "none"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plant", choices=sorted(PLANTS), help="a fault that must be caught")
    return parser.parse_args()


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
    until = fold(_advanced(case, case.due_at - MICROSECOND), case.order)
    if until.status is not case.order.status:
        return f"a microsecond early it was {until.status}"
    waits = Case(until, case.facts, case.due_at, case.leads)
    at = _advanced(waits, case.due_at)
    after = fold(at, until)
    if after.status is not case.leads or after.since != case.due_at:
        return f"missed or misdated: {after.status} since {after.since}"
    if _advanced(Case(after, case.facts, case.due_at, case.leads), case.due_at):
        return "it fired twice"
    late = _advanced(waits, case.due_at + late_by)
    return "" if late[: len(at)] == at else f"{late_by} late it was {late}"


def _advanced(case: Case, now: datetime) -> list[Event]:
    return advancing.advance(case.order, World(case.facts, _review, now))


def _review(*_: object) -> Ruling:
    # No order here waits for a decision; one that is looked at very late may come to need one.
    return Ruling(RulingOutcome.REVIEW, "", "default", automatic=False, burden=Burden.NOBODY)


def _cases(drawn: random.Random) -> Iterator[Case]:
    """Yield waiting orders of several kinds, at moments all over leap days and summer times."""
    kinds = (_unsent, _sent, _lapsed, _delivered)
    while True:
        paid_at = BEGINS + timedelta(microseconds=drawn.randrange(YEARS * 365 * DAY // MICROSECOND))
        case = drawn.choice(kinds)(paid_at, drawn.randint(12, 55))
        yield _with_outage(case, drawn) if drawn.random() < 0.5 else case


def _unsent(paid_at: datetime, promised: int) -> Case:
    order = _protected(paid_at, promised)
    return Case(order, Facts(), paid_at + TERMS.dispatch_within, Status.SETTLED)


def _sent(paid_at: datetime, promised: int) -> Case:
    # Its last scan is older than 72 hours, and younger than what is called stalled.
    scans = ((2.0, ParcelStatus.ACCEPTED), (promised - 0.5, ParcelStatus.IN_TRANSIT))
    order, facts = _moved(_protected(paid_at, promised), scans)
    due_at = paid_at + promised * DAY + TERMS.grace_for
    return Case(order, facts, due_at, Status.PROTECTION_LAPSED)


def _lapsed(paid_at: datetime, promised: int) -> Case:
    before = _sent(paid_at, promised)
    order = fold(_advanced(before, before.due_at), before.order)
    return Case(order, before.facts, before.due_at + TERMS.claim_within, Status.SETTLED)


def _delivered(paid_at: datetime, promised: int) -> Case:
    scans = ((2.0, ParcelStatus.ACCEPTED), (promised - 1.0, ParcelStatus.DELIVERED))
    order, facts = _moved(_protected(paid_at, promised), scans)
    due_at = paid_at + (promised - 1) * DAY + TERMS.inspection_for
    return Case(order, facts, due_at, Status.SETTLED)


def _with_outage(case: Case, drawn: random.Random) -> Case:
    """Let Amends be away for a part of the clock's time: it ends as much later."""
    runs = (case.due_at - case.order.since) // MICROSECOND
    begins = case.order.since + timedelta(microseconds=drawn.randrange(1, runs))
    ends = begins + timedelta(microseconds=drawn.randrange(1, DAY // MICROSECOND))
    facts = replace(case.facts, outages=(Outage(begins, ends, recorded_at=ends),))
    return replace(case, facts=facts, due_at=case.due_at + (ends - begins))


def _protected(paid_at: datetime, promised: int) -> Order:
    command = ProtectOrder(
        buyer="alice",
        seller="bob",
        lines=(Money(4000, "EUR"),),
        shipping=Money(500, "EUR"),
        paid_at=paid_at,
        promise_ends_at=paid_at + promised * DAY,
        policy="default",
        terms=TERMS,
    )
    return fold(protect(command, World(Facts(), _review, paid_at)))


def _moved(order: Order, scans: Sequence[tuple[float, ParcelStatus]]) -> tuple[Order, Facts]:
    """Let the seller hand a parcel over on the first day, and carriers scan it on these days."""
    paid_at = order.since
    handed = paid_at + DAY
    world = World(Facts(), _review, handed)
    order = fold(respond(order, SELLER, HandOver(handed), world).events, order)
    checkpoints = []
    for number, (day, status) in enumerate(scans):
        at = paid_at + day * DAY
        scan = Checkpoint(1, number, status, Source.CARRIER, True, at, at)  # noqa: FBT003 - a scan is physical
        checkpoints.append(scan)
    facts = Facts(tuple(checkpoints))
    last = checkpoints[-1].recorded_at
    return fold(advancing.advance(order, World(facts, _review, last)), order), facts


if __name__ == "__main__":
    sys.exit(main())
