"""One order as it was read from the database, and the change that is to be written back."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from amends.core.events import Event
from amends.core.order import Order
from amends.core.parcel import Facts
from amends.core.parties import Party, Role

from .watch import Standing

Key: TypeAlias = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class Parties:
    """Whose an order is: what tells who may see it, without what happened in it."""

    key: Key
    marketplace: str
    buyer: str
    seller: str

    def role_of(self, people: tuple[str, ...]) -> Role | None:
        """The role of somebody with these ids in this order, or None for a stranger."""
        if self.buyer in people:
            return Role.BUYER
        return Role.SELLER if self.seller in people else None

    def party_of(self, role: Role, person: str) -> Party:
        """Who acts: a party as the order knows them, everybody else under their own id."""
        own = {Role.BUYER: self.buyer, Role.SELLER: self.seller}
        return Party(role, own.get(role, person))


@dataclass(frozen=True, slots=True)
class Loaded:
    """An order with what is kept beside its events. `version` is the number of its events.

    `head` is the hash of its last event, the end of its chain. Time acts until `held_since`.
    """

    key: Key
    marketplace: str
    reference: str
    version: int
    head: bytes
    order: Order
    facts: Facts
    events: tuple[Event, ...] = ()
    held_since: datetime | None = None

    @property
    def parties(self) -> Parties:
        """Whose it is."""
        return Parties(self.key, self.marketplace, self.order.buyer, self.order.seller)

    def standing(self, standing: Standing) -> "Loaded":
        """The same order, with what holds for the whole installation."""
        if standing == NOTHING_STANDS:
            return self
        facts = replace(self.facts, outages=standing.outages)
        return replace(self, facts=facts, held_since=standing.held_since)

    def role_of(self, people: tuple[str, ...]) -> Role | None:
        """The role of somebody with these ids in this order, or None for a stranger."""
        return self.parties.role_of(people)


@dataclass(frozen=True, slots=True)
class Beside:
    """What is kept beside the events of a change, because events hold no such text.

    `file` describes a sealed file as JSON text; see `files`.
    """

    text: str = ""
    carrier: str = ""
    tracking_number: str = ""
    file: str = ""


class FileAwaited(Exception):
    """A file would be added now: seal it, and give the command again with the file beside it.

    So nobody fills the disk with files for an order that takes none.
    """


NOTHING = Beside()
NOTHING_STANDS = Standing()


@dataclass(frozen=True, slots=True)
class Done:
    """One event, who made it happen, and what is kept beside it.

    `after` is the order after it, where whoever decided it has folded it already.
    """

    event: Event
    by: Party
    beside: Beside = NOTHING
    after: Order | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be recorded of one order.

    `advanced_to` is the moment up to which clocks and facts were looked at; it is the moment of
    recording too, but for orders that are imported from before.
    """

    before: Loaded
    done: tuple[Done, ...]
    advanced_to: datetime
    recorded_at: datetime
