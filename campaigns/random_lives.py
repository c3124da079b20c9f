"""Random lives of orders on the pure core, with every law of the tests held against each of them.

    .venv/bin/python campaigns/random_lives.py [--size 100000]

Moves are drawn from STEPS by the very code that the tests draw with, so a new command comes along
by itself. Most laws look after each event or command; those that live a life again with another
worker look at every tenth life. Whatever is never reached by a run that is long enough is wrong.
"""

import multiprocessing
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from multiprocessing.context import ForkContext
from types import ModuleType
from typing import get_args

from campaigning import Asked, Campaign, Found, run

from amends.core import events as e
from amends.core import ledger
from amends.core.advance import advance, due_at
from amends.core.decide import Response, respond
from amends.core.lifecycle import STEPS
from amends.core.notices import notices
from amends.core.order import Order, Status
from amends.core.outcomes import Outcome
from amends.core.parties import Role
from amends.core.refusals import Refusal
from amends.core.world import World

from tests.core import lives, money_laws, test_laws
from tests.core.lives import Life, live
from tests.core.story import MOMENT

PROCESSES = 2
# These cost as much as all others together, because each lives the whole life again.
AGAIN = frozenset(
    {
        test_laws.a_late_worker_changes_nothing,
        test_laws.a_worker_at_every_due_moment_changes_nothing,
        test_laws.knowing_what_is_recorded_later_changes_nothing,
        test_laws.what_is_offered_is_permitted,
    }
)
AGAIN_EVERY = 10
# A run of fewer commands is not expected to come everywhere.
REACHES_FROM = 50_000
WRONG_MOST = 100


def main() -> int:
    """Run the campaign and say what came of it."""
    return run(CAMPAIGN, _fight)


def _fight(asked: Asked, found: Found) -> None:
    forking: ForkContext = multiprocessing.get_context("fork")
    with forking.Pool(PROCESSES) as pool:
        parts = pool.starmap(lived, [(asked, number) for number in range(PROCESSES)])
    reached: Counter[str] = Counter()
    for part, came in parts:
        found.add(part)
        reached.update(came)
    missing = sorted(everything() - set(reached))
    for kind in ("status", "outcome", "refusal", "event", "command", "notice"):
        own = {name: n for name, n in sorted(reached.items()) if name.startswith(f"{kind} ")}
        print(f"{kind}: {', '.join(f'{name.split()[1]} {n:,}' for name, n in own.items())}")
    found.counts["reached"] = len(reached)
    found.counts["never_reached"] = len(missing)
    if asked.size >= REACHES_FROM:
        found.wrong += [f"{name} was never reached" for name in missing]
    elif missing:
        print(f"not reached in so short a run: {', '.join(missing)}")


def everything() -> set[str]:
    """Return whatever a long run must come to."""
    return {
        *(f"status {status}" for status in Status),
        *(f"outcome {outcome}" for outcome in Outcome),
        *(f"refusal {refusal}" for refusal in Refusal),
        *(f"event {kind.__name__}" for kind in get_args(e.Event)),
        *(f"command {kind.__name__}" for kind in STEPS),
    }


def lived(asked: Asked, part: int) -> tuple[Found, Counter[str]]:
    """Live this process's share of the lives; returns what is wrong, and what was reached."""
    if asked.plant:
        PLANTS[asked.plant]()
    found, reached, number = Found(), Counter[str](), 0
    while found.counts["commands"] < asked.size // PROCESSES and len(found.wrong) < WRONG_MOST:
        number += 1
        seed = f"{asked.seed}-{part}-{number}"
        try:
            life = live(random.Random(seed))
            found.wrong += [f"life {seed}: {law}" for law in broken(life, number)]
        except AssertionError as error:
            found.wrong.append(f"life {seed} cannot be lived: {error}")
            continue
        found.counts.update(lives=1, commands=1 + len(life.moves), events=len(life.history))
        reached.update(came_to(life))
    return found, reached


def broken(life: Life, number: int) -> Iterator[str]:
    """Yield the names of the laws that do not hold of a life."""
    if not life.begun:
        return
    laws = [law for law in test_laws.LAWS if law not in AGAIN or number % AGAIN_EVERY == 0]
    for law in (*laws, time_twice_is_time_once, what_is_due_lies_ahead):
        try:
            law(life)
        except (AssertionError, LookupError):
            yield law.__name__.replace("_", " ")


def time_twice_is_time_once(life: Life) -> None:
    """After a command, time has nothing left to do at the same moment."""
    for move, order in life.steps:
        assert advance(order, World(move.facts, life.judge, move.at)) == []


def what_is_due_lies_ahead(life: Life) -> None:
    """After a command, whatever the order waits for has not passed yet."""
    for move, order in life.steps:
        due = due_at(order, move.facts, move.at)
        assert due is None or due > move.at


def came_to(life: Life) -> Iterator[str]:
    """Yield everything that a life comes to, as often as it does."""
    if life.refused:
        yield f"refusal {life.refused}"
    for event, order in zip(life.history, life.orders, strict=True):
        yield f"event {type(event).__name__}"
        yield f"status {order.status}"
        if order.outcome is not None:
            yield f"outcome {order.outcome}"
        yield from (f"notice {notice.code}:{notice.to}" for notice in notices(event, order))
    for move in life.moves:
        if move.command is not None:
            yield f"command {type(move.command).__name__}"
        if move.response.refused is not None:
            yield f"refusal {move.response.refused.refusal}"


def _a_cent_too_much() -> None:
    right = ledger.postings

    def wrong(*given: object) -> tuple[ledger.Posting, ...]:
        made = right(*given)  # type: ignore[arg-type]  # What it is given is given on.
        return tuple(replace(p, moved=p.moved + replace(p.moved, minor=1)) for p in made[:1])

    _plant(money_laws, "postings", wrong)


def _a_refusal_that_acts() -> None:
    def wrong(*given: object) -> Response:
        response = respond(*given)  # type: ignore[arg-type]  # What it is given is given on.
        order, world = given[0], given[3]
        assert isinstance(order, Order)
        assert isinstance(world, World)
        if response.refused is None:
            return response
        at = max(world.now, order.latest_at)
        return replace(response, decided=(e.MessageSent(at, Role.BUYER, order.texts + 1),))

    _plant(lives, "respond", wrong)


def _a_date_before_the_last() -> None:
    def wrong(*given: object) -> Response:
        response = respond(*given)  # type: ignore[arg-type]  # What it is given is given on.
        early = tuple(replace(event, at=event.at - MOMENT) for event in response.decided)
        return replace(response, decided=early)

    _plant(lives, "respond", wrong)


def _plant(where: ModuleType, name: str, wrong: Callable[..., object]) -> None:
    setattr(where, name, wrong)


PLANTS: Mapping[str, Callable[[], None]] = {
    "a-cent": _a_cent_too_much,
    "refusal-acts": _a_refusal_that_acts,
    "dated-back": _a_date_before_the_last,
}
CAMPAIGN = Campaign("random_lives", __doc__, 100_000, tuple(PLANTS), ("core",))

if __name__ == "__main__":
    sys.exit(main())
