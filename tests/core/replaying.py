"""The same life lived again under another worker: one that never comes, or one at every moment."""

from collections.abc import Callable

from amends.core.advance import advance, due_at
from amends.core.decide import respond
from amends.core.events import Event
from amends.core.evolve import fold
from amends.core.order import Order
from amends.core.parcel import Facts
from amends.core.world import World

from .lives import Life, Move
from .story import MOMENT

WAKES_MOST = 1000
Worker = Callable[[Order, World], list[Event]]


def at_last(order: Order, world: World) -> list[Event]:
    """A worker that never comes: whoever commands next finds everything undone."""
    del order, world
    return []


def at_once(order: Order, world: World) -> list[Event]:
    """A worker that looks just before, at and just after everything that falls due."""
    events: list[Event] = []
    looked_at = order.latest_at
    for _ in range(WAKES_MOST):
        due = due_at(order, world.facts, looked_at)
        if due is None or due > world.now:
            return events
        for moment in (due - MOMENT, due, due + MOMENT):
            looked_at = min(max(moment, order.latest_at), world.now)
            woken = advance(order, World(world.facts, world.judge, looked_at))
            order = fold(woken, order)
            events += woken
    raise AssertionError("the worker came a thousand times")


def replayed(life: Life, worker: Worker, known: Facts | None = None) -> list[Event]:
    """The life lived again with another worker; `known` are facts of later days too."""
    order, history = fold(life.begun), list(life.begun)
    for move in life.moves:
        world = World(known or move.facts, life.judge, move.at)
        woken = worker(order, World(world.facts, life.judge, move.at - MOMENT))
        events = [*woken, *_again(move, fold(woken, order), world)]
        order = fold(events, order)
        history += events
    return history


def _again(move: Move, order: Order, world: World) -> list[Event]:
    if move.party is None or move.command is None:
        return advance(order, world)
    return list(respond(order, move.party, move.command, world).events)
