"""Who acts: the roles that a person or a machine can have towards an order."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is to an order. `platform` is Amends itself: its clocks and its rules."""

    BUYER = "buyer"
    SELLER = "seller"
    MEDIATOR = "mediator"
    OPERATOR = "operator"
    MARKETPLACE = "marketplace"
    PLATFORM = "platform"

    @property
    def other_side(self) -> "Role":
        """The party against whom this one argues."""
        assert self in {Role.BUYER, Role.SELLER}, f"{self} has no other side"
        return Role.SELLER if self is Role.BUYER else Role.BUYER


@dataclass(frozen=True, slots=True)
class Party:
    """One person, or machine, in one role. `id` is ours, never a name."""

    role: Role
    id: str


PLATFORM = Party(Role.PLATFORM, "platform")
