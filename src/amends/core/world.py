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
    """Gathered before deciding; small and flat."""

    facts: Facts
    judge: Judge
    now: datetime

    def at(self, moment: datetime) -> "World":
        """The same world as it was known at `moment`, the instant included."""
        return World(self.facts.at(moment), self.judge, moment)

    def before(self, moment: datetime) -> "World":
        """The same world at `moment`, on what was recorded before it: a clock's last instant."""
        return World(self.facts.before(moment), self.judge, moment)
