"""Given, when, then for the core: no database, no mocks, no clock.

`given(history).when(role, command, on=day(30))` is the list of events that happen then.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from amends.core.advance import advance, due_at
from amends.core.commands import Command
from amends.core.decide import Response, respond
from amends.core.events import DeadlineNear, Event, OrderSettled
from amends.core.evolve import fold
from amends.core.lifecycle import main_due_at
from amends.core.money import Money
from amends.core.order import Order
from amends.core.outcomes import COUNTS, Outcome
from amends.core.parcel import Facts
from amends.core.parties import Party, Role
from amends.core.reasons import Burden
from amends.core.refusals import Refusal, Refused
from amends.core.rulings import Ruling, RulingOutcome
from amends.core.terms import Funder
from amends.core.world import Judge, World

from tests.people import WHO

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MOMENT = timedelta(microseconds=1)
START = datetime(2026, 3, 1, 12, tzinfo=UTC)
NO_FACTS = Facts()


def day(number: float) -> datetime:
    """The moment so many days after the order was paid."""
    return START + number * DAY


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def ended(
    outcome: Outcome, *, on: datetime, refund: Money, payout: Money, lines: tuple[int, ...] = (1, 2)
) -> OrderSettled:
    """The end of the whole order, out of the seller's pocket, counted as the outcome says."""
    counts = COUNTS[outcome] and bool(refund)
    return OrderSettled(on, outcome, refund, payout, lines, Funder.SELLER, counts)


def ruling(outcome: RulingOutcome, **changes: object) -> Ruling:
    """A ruling of an automatic rule, unless `changes` say otherwise."""
    plain = Ruling(outcome, "rule", "default", automatic=True, burden=Burden.SELLER)
    return replace(plain, **changes)  # type: ignore[arg-type]  # Each change is named as its field.


UNSURE = ruling(RulingOutcome.REVIEW, rule="", automatic=False)


def judging(*rulings: Ruling) -> Judge:
    """A policy that gives these rulings, one after the other, and then stays with the last."""
    left = list(rulings)
    return lambda _order, _facts, _now: left.pop(0) if len(left) > 1 else left[0]


UNSURE_JUDGE = judging(UNSURE)


@dataclass(frozen=True)
class Story:
    """What has happened so far, what parcels show, and what the policy says."""

    history: Sequence[Event]
    facts: Facts = NO_FACTS
    judge: Judge = UNSURE_JUDGE

    @property
    def order(self) -> Order:
        return fold(self.history)

    def world(self, on: datetime) -> World:
        return World(self.facts, self.judge, on)

    def asked(self, who: Role | Party, command: Command, *, on: datetime) -> Response:
        party = WHO[who] if isinstance(who, Role) else who
        return respond(self.order, party, command, self.world(on))

    def when(self, who: Role | Party, command: Command, *, on: datetime) -> list[Event]:
        response = self.asked(who, command, on=on)
        assert response.refused is None, response.refused
        return without_reminders(response.events)

    def refused(self, who: Role | Party, command: Command, *, on: datetime) -> Refused:
        response = self.asked(who, command, on=on)
        assert response.refused is not None, response.events
        assert not response.decided
        assert not response.followed
        return response.refused

    def refuses(self, who: Role | Party, command: Command, *, on: datetime) -> Refusal:
        return self.refused(who, command, on=on).refusal

    def after(self, who: Role | Party, command: Command, *, on: datetime) -> "Story":
        """The same story, gone on by a command."""
        return self.then(*self.when(who, command, on=on))

    def then(self, *events: Event) -> "Story":
        return replace(self, history=(*self.history, *events))

    def when_time_passes(self, until: datetime) -> list[Event]:
        """What happened by then, reminders aside: those have their own tests."""
        return without_reminders(advance(self.order, self.world(until)))

    def at(self, until: datetime) -> "Story":
        """The same story, gone on by time alone."""
        return self.then(*self.when_time_passes(until))

    @property
    def ends_at(self) -> datetime | None:
        """When the main clock ends."""
        return main_due_at(self.order)

    def due_at(self, now: datetime) -> datetime | None:
        return due_at(self.order, self.facts, now)


def without_reminders(events: Iterable[Event]) -> list[Event]:
    return [event for event in events if not isinstance(event, DeadlineNear)]


def given(*history: Event, facts: Facts = NO_FACTS, judge: Judge | None = None) -> Story:
    return Story(history, facts, judge or UNSURE_JUDGE)
