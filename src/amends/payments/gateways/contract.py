"""What every gateway can do, in one shape: send, look up, and say whether a hint is its own.

An answer is never a promise of ours: it is what the gateway said, with the sum that it said it of,
so that the engine can see whether it fits.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Fate(StrEnum):
    """What became of a transfer, as far as a gateway says.

    UNKNOWN is no answer: it may have happened. NOT_FOUND is an answer, though perhaps an early one.
    """

    PAID = "paid"
    PENDING = "pending"
    REFUSED = "refused"
    NOT_FOUND = "not_found"
    UNKNOWN = "unknown"
    NOT_NOW = "not_now"


@dataclass(frozen=True, slots=True)
class Instruction:
    """One transfer as a gateway needs it.

    `token` is ours and stays the same for every try: the idempotency key, and what the transfer is
    looked up by. `gateway` is the name of the one that captured, `payment` its reference of that.
    `reference` is the gateway's own of this transfer, empty until it said one.
    """

    token: str
    order: str
    person: str
    kind: str
    minor: int
    currency: str
    payment: str
    reference: str = ""
    marketplace: str = ""
    gateway: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What a gateway said; without a sum (`minor` None) it said nothing of it.

    `made_at` is the moment that it names for the transfer, None where it names none.
    """

    fate: Fate
    reference: str = ""
    minor: int | None = None
    currency: str = ""
    words: str = ""
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hint:
    """What a verified message of a gateway is about: a token of ours, or a dispute of theirs."""

    token: str = ""
    dispute: str = ""


@dataclass(frozen=True, slots=True)
class Disputed:
    """A chargeback at the gateway: of which payment, how much, and whether it is over.

    `also` is another name of the payment, where the gateway has two. `unclear` is the outcome that
    the gateway names, where it says neither won nor lost: a person decides then.
    """

    payment: str
    minor: int
    currency: str
    over: bool
    won: bool
    also: str = ""
    unclear: str = ""


class WrongSignature(Exception):
    """A message that claims to come from a gateway is not signed by it."""


class CannotVerify(Exception):
    """Whether a message is signed by its gateway cannot be found out now; the text says why."""


class GatewayMissing(Exception):
    """The gateway cannot be used here; the text says why, and what to do."""


class Gateway(Protocol):
    """One way to move money."""

    def send(self, instruction: Instruction) -> Told:
        """Ask for a transfer under its token. Only Fate.REFUSED and NOT_NOW say that it was not."""
        ...

    def look_up(self, instruction: Instruction) -> Told:
        """Say what became of a transfer that may have been sent."""
        ...

    def names(self, payment: str) -> tuple[str, ...]:
        """Return every name that the gateway has for a payment, the given one among them.

        Raises `Unreachable` where it has to be asked and does not say.
        """
        ...

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Raise `WrongSignature` unless a message is signed by the gateway, by its own scheme.

        Raises `CannotVerify` where the scheme asks the gateway, and it does not answer.
        """
        ...

    def hint(self, body: bytes) -> Hint:
        """Return what a verified message is about; raises `ValueError` where it cannot be read."""
        ...

    def dispute(self, reference: str) -> Disputed | None:
        """Return a chargeback as it stands now, or None where the gateway has none to show."""
        ...
