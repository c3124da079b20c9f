"""One step of polling: who is watched, what the plan says, the calls, and what came of them.

No transaction is open while a tracker is asked. What comes back is handed on before it is
remembered: a machine that stops in between asks again, and the same scan twice is one scan.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from amends.parcels.polling import Batch, Quota, Watched, plan
from amends.parcels.polls import record, remembered, spend, spent
from amends.parcels.trackers.contract import Fetched, Line, Tracker, Wanted
from amends.parcels.trackers.keys import asking, switched_on
from amends.parcels.trackers.reading import Outcome

Take: TypeAlias = Callable[[Batch, Fetched, datetime], None]


@dataclass(frozen=True, slots=True)
class Port:
    """What parcels do not know themselves: which are watched, and where news of them goes.

    `watched` is given the name of a tracker and the most to list: the most valuable of those whose
    row in `polls` is not for later, so that nobody is starved. `take` is given a call's replies,
    which it seals, reads with the tracker's `read`, and brings to the orders' door. `goes_on` is
    asked after each call whether there is time for another one.
    """

    watched: Callable[[str, int], Sequence[Watched]]
    take: Take
    goes_on: Callable[[], bool] = lambda: True


@dataclass(frozen=True, slots=True)
class Polled:
    """What one step did: calls made, numbers by what asking for them came to.

    `cut_at` is the tracker at which time ran out, if it did.
    """

    calls: int = 0
    outcomes: Mapping[str, int] = field(default_factory=dict)
    cut_at: str = ""

    @property
    def numbers(self) -> int:
        """How many numbers were asked for."""
        return sum(self.outcomes.values())


def poll(now: datetime, most: int, port: Port, after: str = "") -> Polled:
    """Ask every tracker that has a key for what is due, at most `most` numbers of each.

    The tracker named `after` is asked last: a slow one at which time ran out before.
    """
    called = 0
    counts: Counter[str] = Counter()
    calls = (
        (tracker.name, outcomes)
        for tracker in _in_turn(after)
        for outcomes in _asked(tracker, now, most, port)
    )
    for tracker, outcomes in calls:
        called += 1
        counts.update(outcome.value for outcome in outcomes)
        if not port.goes_on():
            return Polled(called, dict(counts), tracker)
    return Polled(called, dict(counts))


def ask(tracker: Tracker, batch: Batch, line: Line, now: datetime) -> Fetched:
    """Make the calls of one batch, after counting what they spend of the day."""
    assert tracker.fetch is not None, "a tracker that cannot be asked is not planned for"
    spend(tracker.name, len(batch.parcels), now)
    wanted = [_wanted(one) for one in batch.parcels]
    if batch.register and tracker.register is not None:
        return tracker.register(wanted, line)
    return tracker.fetch(wanted, line)


def _in_turn(after: str) -> Sequence[Tracker]:
    trackers = switched_on()
    begins = next((at for at, one in enumerate(trackers, 1) if one.name == after), 0)
    return [*trackers[begins:], *trackers[:begins]]


def _asked(tracker: Tracker, now: datetime, most: int, port: Port) -> Iterator[list[Outcome]]:
    """Make the calls of one tracker, and yield what each came to."""
    line = Line(asking(tracker))
    for batch in _batches(tracker, now, most, port):
        fetched = ask(tracker, batch, line, now)
        port.take(batch, fetched, now)
        record(batch, fetched, now)
        yield list(fetched.outcomes.values())
        if set(fetched.outcomes.values()) == {Outcome.REFUSED}:
            # A key or a quota was refused whole: the rest would be refused too.
            return


def _batches(tracker: Tracker, now: datetime, most: int, port: Port) -> list[Batch]:
    limits = tracker.limits
    left = None if limits.numbers_a_day is None else limits.numbers_a_day - spent(tracker.name, now)
    allowed = most if left is None else min(most, left)
    watched = remembered(tracker.name, port.watched(tracker.name, most))
    return plan(watched, Quota(tracker.name, limits.numbers_a_call, allowed), now)


def _wanted(one: Watched) -> Wanted:
    return Wanted(one.number, one.carrier, one.country, one.postal_code, one.reference)
