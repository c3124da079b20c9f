"""What surrounds a command: the recorded facts, the policy of the order, and the moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from .order import Order
from .parcel import Facts
from .rulings import Ruling

# The policy of an order that has a dispute. It is handed in, because the core knows no policy.
Judge: TypeAlias = Callable[[Order, Facts, datetime], Ruling]


@dataclass(frozen=True, slots=True)
class World:
    """Gathered before deciding; small and flat.

    `held_since` is set while a hold is open: from then on time does nothing until a person lifts
    it, because the clock may be wrong, or the money not be known.
    """

    facts: Facts
    judge: Judge
    now: datetime
    held_since: datetime | None = None

    @property
    def until(self) -> datetime:
        """The moment up to which time may act."""
        return self.now if self.held_since is None else min(self.now, self.held_since)

    def at(self, moment: datetime) -> "World":
        """The same world as it was known at `moment`, the instant included."""
        return World(self.facts.at(moment), self.judge, moment, self.held_since)

    def before(self, moment: datetime) -> "World":
        """The same world at `moment`, on what was recorded before it: a clock's last instant."""
        return World(self.facts.before(moment), self.judge, moment, self.held_since)
