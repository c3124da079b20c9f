"""Races on one order: whatever the order of arrival was, it is one that the rules explain.

    .venv/bin/python campaigns/races.py [--size 1000] [--engine sqlite|postgresql]

Two to four processes act on one disputed order at the same instant: any command of the table that
its status permits, or a clock that ends just then. Afterwards the pure core replays what was
committed: each answer must be the one that it gives at that version, each event belong to exactly
one actor, and nobody may settle what is settled.
"""

import multiprocessing
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from multiprocessing.context import ForkContext
from multiprocessing.synchronize import Barrier

from campaigning import BOTH, Asked, Campaign, Found, place, run
from django.db import DatabaseError, connection, connections, transaction

from amends.core.advance import advance, due_at
from amends.core.commands import Command, Escalate, MakeOffer, RefuseClaim
from amends.core.decide import respond
from amends.core.events import Event, OrderSettled
from amends.core.evolve import fold
from amends.core.lifecycle import STEPS
from amends.core.parties import Party
from amends.core.refusals import Refused
from amends.orders import codec, door
from amends.orders.door import Handled
from amends.orders.loaded import Key, Loaded
from amends.orders.verify import Fault, verify

from tests.core.moves import PLAYERS, command_of
from tests.core.story import MOMENT
from tests.orders.orders import BUYER, SELLER, ask, asking, day, disputed, eur
from tests.tables import empty_tables

CAMPAIGN = Campaign("races", __doc__, 1000, ("no-lock",), BOTH)
ACTORS = 4
BATCH = 50
WAIT_SECONDS = 60
MIDDAY = day(23.5)


@dataclass(frozen=True, slots=True)
class Act:
    """What one process does to an order; without a command it lets time do its work."""

    key: bytes
    now: datetime
    party: Party | None = None
    command: Command | None = None


@dataclass(frozen=True, slots=True)
class Acted:
    """What came of it: the version then, the events that were told, and the refusal."""

    act: Act
    version: int
    events: tuple[Event, ...]
    refused: str
    broken: str = ""


# A process of a pool is given the barrier when it begins, and finds it here.
_waiting: list[Barrier] = []


def main() -> int:
    """Run the campaign and say what came of it."""
    return run(CAMPAIGN, _fight)


def _fight(asked: Asked, found: Found) -> None:
    drawn = random.Random(asked.seed)
    with place(asked.engine):
        for first in range(0, asked.size, BATCH):
            numbers = range(first, min(first + BATCH, asked.size))
            _run_batch([f"race-{number}" for number in numbers], drawn, asked, found)
            empty_tables()


def _run_batch(references: Sequence[str], drawn: random.Random, asked: Asked, found: Found) -> None:
    with transaction.atomic():
        orders = [_prepared(reference, drawn) for reference in references]
    races = [_race(loaded, drawn) for loaded in orders]
    for loaded, done in zip(orders, _at_once(races, asked.plant), strict=True):
        found.counts.update(races=1, acts=len(done))
        found.counts["refused"] += sum(bool(one.refused) for one in done)
        found.wrong += [f"{loaded.reference}: {wrong}" for wrong in judged(loaded, done)]
    faults = [one for one in verify() if isinstance(one, Fault)]
    found.wrong += [f"{one.reference}: {one.problem}" for one in faults]


def _prepared(reference: str, drawn: random.Random) -> Loaded:
    """Bring an order into one of the statuses in which several people may act."""
    loaded = disputed(reference)
    key = loaded.key[1]
    steps: Sequence[tuple[Party, Command]] = (
        (SELLER, RefuseClaim("It was sent.")),
        (SELLER, MakeOffer(eur(1000), "Take this.")),
        (BUYER, Escalate("Please decide.")),
    )
    for party, command in steps[: drawn.randint(0, len(steps))]:
        loaded = ask(key, party, command, 22).loaded
    return loaded


def _race(loaded: Loaded, drawn: random.Random) -> list[Act | None]:
    """Draw what each process does; a process that does nothing in this race has None."""
    kinds = [kind for kind, step in STEPS.items() if loaded.order.status in step.leads]
    ends_at = due_at(loaded.order, loaded.facts, MIDDAY) if drawn.random() < 0.5 else None
    acts: list[Act | None] = []
    for _ in range(drawn.randint(2, ACTORS)):
        now = ends_at + drawn.choice([-MOMENT, 0 * MOMENT, MOMENT]) if ends_at else MIDDAY
        if drawn.random() < 0.2:
            acts.append(Act(loaded.key[1], now))
            continue
        kind = drawn.choice(kinds)
        party = drawn.choice(PLAYERS[drawn.choice(sorted(STEPS[kind].by))])
        command = command_of(drawn, kind, loaded.order, now)
        acts.append(Act(loaded.key[1], now, party, command))
    return [*acts, *[None] * (ACTORS - len(acts))]


def _at_once(races: Sequence[Sequence[Act | None]], plant: str) -> Iterator[list[Acted]]:
    """Run every race, one after the other, each act in its own process."""
    connections.close_all()
    forking: ForkContext = multiprocessing.get_context("fork")
    barrier = forking.Barrier(ACTORS)
    with forking.Pool(ACTORS, partial(_begin, barrier, plant)) as pool:
        done = pool.map(_act_each, zip(*races, strict=True), chunksize=1)
    for acted in zip(*done, strict=True):
        yield [one for one in acted if one is not None]


def _begin(barrier: Barrier, plant: str) -> None:
    _waiting.append(barrier)
    if plant:
        door._handle = careless  # noqa: SLF001 - the fault itself


def _act_each(acts: Sequence[Act | None]) -> list[Acted | None]:
    done: list[Acted | None] = []
    for act in acts:
        _waiting[0].wait(WAIT_SECONDS)
        done.append(_act(act) if act else None)
    connection.close()
    return done


def _act(act: Act) -> Acted:
    try:
        if act.party is None or act.command is None:
            return Acted(act, door.read(act.key, act.now).version, (), "")
        handled = door.handle(asking(act.key, act.party, act.command), act.now)
    except (AssertionError, DatabaseError) as error:
        return Acted(act, 0, (), "", broken=f"{type(error).__name__}: {error}")
    return Acted(act, handled.loaded.version, handled.events, _said(handled.refused))


def _said(refused: Refused | None) -> str:
    return f"{refused.refusal} {sorted(refused.details.items())}" if refused else ""


def careless(asked: door.Asked, now: datetime) -> Handled:
    """Decide on what was read before the lock, and append to whatever is there by then."""
    with connection.cursor() as cursor:
        stale = door._load(cursor, asked.key, now, lock=False)  # noqa: SLF001 - as below
    with transaction.atomic(), connection.cursor() as cursor:
        fresh = door._load(cursor, asked.key, now, lock=True)  # noqa: SLF001 - as below
        mixed = replace(fresh, order=stale.order)
        return door._respond(cursor, mixed, asked, now)  # noqa: SLF001 - the fault needs its parts


@dataclass
class Replay:
    """What was committed of one race, and the order at each version since before it."""

    before: Loaded
    committed: list[Event]

    def __post_init__(self) -> None:
        self.owners = dict.fromkeys(range(self.before.version + 1, len(self.committed) + 1), 0)
        self.orders = {self.before.version: self.before.order}
        for version in self.owners:
            self.orders[version] = fold([self.committed[version - 1]], self.orders[version - 1])

    def explains(self, one: Acted) -> bool:
        """Whether the core, at the version that an act came to, says what the act was told."""
        began = one.version - len(one.events)
        if began not in self.orders or one.version not in self.orders:
            return False
        assert one.act.party is not None
        assert one.act.command is not None
        world = door.world_of(replace(self.before, order=self.orders[began]), one.act.now)
        response = respond(self.orders[began], one.act.party, one.act.command, world)
        for version in range(began + 1, one.version + 1):
            self.owners[version] += 1
        said = (response.events, _said(response.refused))
        return (
            said
            == (tuple(self.committed[began : one.version]), one.refused)
            == (
                one.events,
                one.refused,
            )
        )

    def explained_by_time(self, moments: Sequence[datetime]) -> bool:
        """Whether each event that no act caused is what time did for somebody who only looked."""
        version = self.before.version
        while version < len(self.committed):
            if self.owners[version + 1]:
                version += 1
                continue
            ends = [version + n for n in self._passing(version, moments)]
            if not ends:
                return False
            version = max(ends)
        return all(owners <= 1 for owners in self.owners.values())

    def _passing(self, version: int, moments: Sequence[datetime]) -> Iterator[int]:
        order = self.orders[version]
        for now in moments:
            events = advance(order, door.world_of(replace(self.before, order=order), now))
            if events and events == self.committed[version : version + len(events)]:
                yield len(events)


def judged(before: Loaded, done: Sequence[Acted]) -> Iterator[str]:
    """Yield what the core does not explain of a race, from the order as it was before."""
    broken = [one.broken for one in done if one.broken]
    if broken:
        yield f"an act broke: {broken[0]}"
        return
    committed = _events(before.key)
    if sum(isinstance(event, OrderSettled) for event in committed) > 1:
        yield "it was settled more than once"
    try:
        replay = Replay(before, committed)
    except AssertionError as error:
        yield f"what was committed makes no order: {error}"
        return
    for one in done:
        if one.act.command is not None and not replay.explains(one):
            what = type(one.act.command).__name__
            yield f"{what} was answered {one.refused or 'yes'} at {one.version}, which cannot be"
    if not replay.explained_by_time([one.act.now for one in done if one.act.command is None]):
        yield "an event was caused by nobody, or by two"


def _events(key: Key) -> list[Event]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, body FROM events WHERE bucket = %s AND key = %s ORDER BY number", key
        )
        return [codec.load(kind, body) for kind, body in cursor.fetchall()]


if __name__ == "__main__":
    sys.exit(main())
