"""The one door: every change of an order passes through `handle`, `scan` or `protect`.

The only transaction is opened here. It holds the lock of the order, the events, the money, the
due date, the notices and the answer that a repeat will get; the reply comes after the commit.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from amends.core.advance import course
from amends.core.commands import AddEvidence, Command
from amends.core.decide import respond
from amends.core.events import Event
from amends.core.parcel import NumberFact
from amends.core.parties import PLATFORM, Party
from amends.core.refusals import Refused
from amends.core.world import World
from amends.parcels import facts as said
from amends.parcels.store import Scan
from amends.policy.judge import judge_of

from . import answers, hearing, numbering, refusing, store, watch
from .answers import Repeat, Stored
from .clock import Clocks
from .hearing import News
from .keys import bucket_of
from .loaded import NOTHING, Beside, Change, Done, FileAwaited, Key, Loaded, Parties
from .retrying import retried
from .selfcheck import require_safe_for_money

T = TypeVar("T")


class UnknownOrder(Exception):
    """There is no order with this key."""


class Stale(Exception):
    """The caller's version is not the order's any more."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A command for an order. `version` is the one that the caller saw, if that must still hold.

    The command's own `text` is kept without being named in `beside`.
    """

    key: bytes
    party: Party
    command: Command
    version: int | None = None
    repeat: Repeat | None = None
    beside: Beside = NOTHING


@dataclass(frozen=True, slots=True)
class Handled:
    """The order after a command, why it was refused if it was, and the answer that was stored.

    `again` says that the same request came before, and that this is its answer.
    """

    loaded: Loaded
    events: tuple[Event, ...]
    refused: Refused | None = None
    stored: Stored | None = None
    again: bool = False


def handle(asked: Asked, now: datetime) -> Handled:
    """Let time do its work on an order, then the command, and record what happened.

    Raises `UnknownOrder`, `Stale`, `answers.TokenReused`, or, where a file would be added that is
    not there, `FileAwaited`. A refusal is in the result: what time had done before it was recorded.
    """
    require_safe_for_money()
    try:
        handled = retried(lambda: _handle(asked, now))
    except Stale:
        refusing.note(asked.key, asked.party, asked.command, refusing.STALE)
        raise
    if handled.refused is not None:
        refusing.note(asked.key, asked.party, asked.command, handled.refused.refusal)
    return handled


def read(key: bytes, now: datetime) -> Loaded:
    """Return an order as it stands at `now`; one that is overdue is woken first."""
    return read_first([key], now)


def read_first(keys: Sequence[bytes], now: datetime) -> Loaded:
    """Return, as `read` does, the first of the orders that these keys may mean."""
    with connection.cursor() as cursor:
        loaded = _load_first(cursor, keys, now, lock=False)
    if not course(loaded.order, world_of(loaded, now)):
        return loaded
    return retried(lambda: _wake(loaded.key[1], now))


def parties_first(keys: Sequence[bytes]) -> Parties:
    """Return whose the first of the orders is that these keys may mean."""
    addresses = [(bucket_of(key), key) for key in keys]
    with connection.cursor() as cursor:
        known = store.parties_of(cursor, addresses) if addresses else {}
    return _first(addresses, known)


def scan(key: bytes, scans: Sequence[Scan], now: datetime) -> Loaded:
    """Record checkpoints of an order's parcels, those known already left out, and wake it."""
    return hear(key, News.of(scans), now)


def push(key: bytes, scans: Sequence[Scan], now: datetime, repeat: Repeat) -> Stored:
    """Do what `scan` does, and keep the answer that a repeat will get."""
    require_safe_for_money()
    located = News.of(scans).located()
    return retried(lambda: _push(key, located, now, repeat))


def hear(key: bytes, news: News, now: datetime) -> Loaded:
    """Do what `scan` does with all that a look at the world brought, its replies sealed."""
    return hear_all({key: news}, now)[key]


def hear_all(told: Mapping[bytes, News], now: datetime) -> dict[bytes, Loaded]:
    """Do what `hear` does for several orders in one transaction: for all of them or for none."""
    require_safe_for_money()
    located = {key: news.located() for key, news in told.items()}
    return retried(lambda: _hear_all(located, now))


def find_places(key: bytes, now: datetime) -> Loaded:
    """Look up the places of an order that no table was there for, and wake it."""
    require_safe_for_money()
    return retried(lambda: _find_places(key, now))


def note(
    key: bytes,
    write: Callable[[CursorWrapper, Loaded], None],
    now: datetime,
    repeat: Repeat | None = None,
) -> Stored | None:
    """Write what changes nothing of an order, under its lock; return what a repeat will get."""
    require_safe_for_money()
    return retried(lambda: _note(key, write, now, repeat))


def world_of(loaded: Loaded, now: datetime) -> World:
    """What surrounds an order at `now`: its facts, its policy, and whether time may act."""
    return World(loaded.facts, judge_of(loaded.order.policy), now, loaded.held_since)


def time_passed(loaded: Loaded, now: datetime) -> Change:
    """What clocks, scans and rules have done to an order until `now`, ready to be recorded."""
    steps = course(loaded.order, world_of(loaded, now))
    done = tuple(Done(step.event, PLATFORM, after=step.after) for step in steps)
    return Change(loaded, done, now, now)


def _handle(asked: Asked, now: datetime) -> Handled:
    with transaction.atomic(), connection.cursor() as cursor:
        loaded = _load(cursor, asked.key, now, lock=True)
        stored = answers.find(cursor, loaded.key, asked.repeat) if asked.repeat else None
        if stored is not None:
            return Handled(loaded, (), stored=stored, again=True)
        if asked.version not in {None, loaded.version}:
            raise Stale(loaded.version)
        handled = _respond(cursor, loaded, asked, now)
        if asked.repeat is None or (handled.refused and not asked.repeat.keeps_refusals):
            return handled
        stored = asked.repeat.render(handled.loaded, handled.refused)
        if handled.refused is None:
            answers.keep(cursor, loaded.key, asked.repeat, stored)
        else:
            answers.keep_passing(cursor, loaded.key, asked.repeat, stored, now)
        return replace(handled, stored=stored)


def _respond(cursor: CursorWrapper, loaded: Loaded, asked: Asked, now: datetime) -> Handled:
    number = numbering.entered(cursor, loaded, asked.command, asked.beside, now)
    loaded = _with_number(loaded, number)
    response = respond(loaded.order, asked.party, asked.command, world_of(loaded, now))
    if isinstance(asked.command, AddEvidence) and not (response.refused or asked.beside.file):
        raise FileAwaited
    beside = replace(asked.beside, text=getattr(asked.command, "text", ""))
    done = (
        *(Done(event, PLATFORM) for event in response.elapsed),
        *(Done(event, asked.party, beside) for event in response.decided),
        *(Done(event, PLATFORM) for event in response.followed),
    )
    after = loaded
    if number is not None and response.refused is None:
        known = len(loaded.facts.numbers) + len(loaded.facts.answers) - 1
        said.record_said(cursor, loaded.key, known, [number])
    if done:
        after = store.record(cursor, [Change(loaded, done, now, now)])[loaded.key]
    return Handled(after, response.events, response.refused)


def _with_number(loaded: Loaded, number: NumberFact | None) -> Loaded:
    if number is None:
        return loaded
    return replace(loaded, facts=replace(loaded.facts, numbers=(*loaded.facts.numbers, number)))


def _hear_all(told: Mapping[bytes, News], now: datetime) -> dict[bytes, Loaded]:
    with transaction.atomic(), connection.cursor() as cursor:
        known = store.load(cursor, [(bucket_of(key), key) for key in told], lock=True)
        if len(known) < len(told):
            raise UnknownOrder
        standing = watch.standing(cursor, Clocks(now))
        heard = [
            hearing.hear(cursor, loaded.standing(standing), told[key], now)
            for (_, key), loaded in known.items()
        ]
        after = store.record(cursor, [time_passed(loaded, now) for loaded in heard])
        return {key: loaded for (_, key), loaded in after.items()}


def _push(key: bytes, news: News, now: datetime, repeat: Repeat) -> Stored:
    with transaction.atomic(), connection.cursor() as cursor:
        loaded = _load(cursor, key, now, lock=True)
        stored = answers.find(cursor, loaded.key, repeat)
        if stored is None:
            stored = repeat.render(_heard(cursor, loaded, news, now), None)
            answers.keep(cursor, loaded.key, repeat, stored)
        return stored


def _heard(cursor: CursorWrapper, loaded: Loaded, news: News, now: datetime) -> Loaded:
    return _advance(cursor, hearing.hear(cursor, loaded, news, now), now)


def _note(
    key: bytes,
    write: Callable[[CursorWrapper, Loaded], None],
    now: datetime,
    repeat: Repeat | None,
) -> Stored | None:
    with transaction.atomic(), connection.cursor() as cursor:
        loaded = _load(cursor, key, now, lock=True)
        if repeat is None:
            write(cursor, loaded)
            return None
        stored = answers.find(cursor, loaded.key, repeat)
        if stored is not None:
            return stored
        write(cursor, loaded)
        stored = repeat.render(loaded, None)
        answers.keep_passing(cursor, loaded.key, repeat, stored, now)
        return stored


def _find_places(key: bytes, now: datetime) -> Loaded:
    with transaction.atomic(), connection.cursor() as cursor:
        loaded = _load(cursor, key, now, lock=True)
        return _advance(cursor, hearing.find_places(cursor, loaded, now), now)


def _wake(key: bytes, now: datetime) -> Loaded:
    with transaction.atomic(), connection.cursor() as cursor:
        return _advance(cursor, _load(cursor, key, now, lock=True), now)


def _advance(cursor: CursorWrapper, loaded: Loaded, now: datetime) -> Loaded:
    return store.record(cursor, [time_passed(loaded, now)])[loaded.key]


def _load(cursor: CursorWrapper, key: bytes, now: datetime, *, lock: bool) -> Loaded:
    return _load_first(cursor, [key], now, lock=lock)


def _load_first(
    cursor: CursorWrapper, keys: Sequence[bytes], now: datetime, *, lock: bool
) -> Loaded:
    addresses = [(bucket_of(key), key) for key in keys]
    found = _first(addresses, store.load(cursor, addresses, lock=lock))
    return found.standing(watch.standing(cursor, Clocks(now)))


def _first(addresses: Sequence[Key], known: Mapping[Key, T]) -> T:
    found = next((known[address] for address in addresses if address in known), None)
    if found is None:
        raise UnknownOrder
    return found
