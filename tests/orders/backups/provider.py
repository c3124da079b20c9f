"""A payment provider that remembers what it paid, whatever the books that ask have forgotten."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from amends.core.money import Money
from amends.orders.backups.reconciling import Booked, CannotTell, Fate, Known
from amends.orders.loaded import Key


@dataclass(slots=True)
class Provider:
    """What it knows, by our own ids; refunds to a store's wallet it knows nothing of."""

    made: dict[tuple[Key, int], tuple[Known, datetime]] = field(default_factory=dict)

    def pay(self, key: Key, moved: Money, at: datetime, *, number: int = 1) -> None:
        """Make a refund."""
        self.put(Known(key, number, moved, Fate.PAID, f"re_{len(self.made)}"), at)

    def put(self, known: Known, at: datetime) -> None:
        """Know something."""
        self.made[known.key, known.number] = (known, at)

    def look_up(self, booked: Booked) -> Known | None:
        """Return what it knows of a refund."""
        if booked.kind != "refund" or booked.method == "store_wallet":
            raise CannotTell(booked.number)
        known = self.made.get((booked.key, booked.number))
        return known[0] if known else None

    def list_since(self, since: datetime) -> Iterable[Known]:
        """Return what it made since a moment."""
        return [known for known, at in self.made.values() if at >= since]
