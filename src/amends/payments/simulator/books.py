"""What the simulated provider knows: payments, refunds, keys, and what goes wrong next."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from random import Random


class Fault(StrEnum):
    """What can go wrong at a payment provider, one by one."""

    LOST_REQUEST = "lost_request"
    ANSWER_LOST = "answer_lost"
    KEY_FORGOTTEN = "key_forgotten"
    NO_KEYS = "no_keys"
    HOOK_BEFORE_ANSWER = "hook_before_answer"
    HOOK_TWICE = "hook_twice"
    HOOKS_OUT_OF_ORDER = "hooks_out_of_order"
    HOOK_MISSING = "hook_missing"
    CONFLICT = "conflict"
    TOO_MANY = "too_many"
    SERVER_ERROR = "server_error"
    PENDING = "pending"
    FLIPS = "flips"
    STALE_LIST = "stale_list"


PENDING_FOR = 3 * 24 * 3600.0
FLIPS_AFTER = 6 * 3600.0
STALE_FOR = 20 * 60.0
FORGOTTEN_AFTER = (1.0, 30 * 60.0, 24 * 3600.0)
ONCE_IN = 3


@dataclass(frozen=True, slots=True)
class Refund:
    """One refund that the provider made, `made_at` in seconds of its clock.

    `gateway` is through whose interface it was asked for: nobody lists another one's.
    """

    id: str
    payment: str
    minor: int
    currency: str
    token: str
    key: str
    made_at: float
    pending_until: float = 0
    fails_at: float = float("inf")
    gateway: str = "stripe"

    def status(self, now: float) -> str:
        """How it stands: pending, succeeded or failed."""
        if now >= self.fails_at:
            return "failed"
        return "pending" if now < self.pending_until else "succeeded"


@dataclass
class Books:
    """The provider's memory; `captured` caps what a payment can give back, as providers do.

    A fault strikes `once_in` so many times: always with 1.
    """

    seed: int = 0
    faults: frozenset[Fault] = frozenset()
    once_in: int = ONCE_IN
    clock: Callable[[], float] = lambda: 0.0
    captured: dict[str, int] = field(default_factory=dict)
    refunds: list[Refund] = field(default_factory=list)
    drawn: dict[str, int] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def strikes(self, fault: Fault, about: str) -> bool:
        """Whether a fault strikes now; drawn anew each time, from the seed and what it is about."""
        if fault not in self.faults:
            return False
        with self.lock:
            number = self.drawn.get(f"{fault}{about}", 0)
            self.drawn[f"{fault}{about}"] = number + 1
        random = Random(f"{self.seed} {fault} {about} {number}")  # noqa: S311 - a trial's dice
        return random.randrange(self.once_in) == 0

    def refund(self, asked: Refund) -> Refund | None:
        """Make a refund once for a key that is remembered; None when more than was captured."""
        with self.lock:
            known = None if Fault.NO_KEYS in self.faults else self._by_key(asked)
            if known is not None:
                return known
            # A provider knows what it captured, and gives back no more than that.
            given = sum(r.minor for r in self.refunds if r.payment == asked.payment)
            if given + asked.minor > self.captured.get(asked.payment, 10**12):
                return None
            now = self.clock()
            made = replace(asked, id=f"re_{len(self.refunds) + 1}", made_at=now)
            if self.strikes(Fault.PENDING, asked.token):
                made = replace(made, pending_until=now + PENDING_FOR)
            if self.strikes(Fault.FLIPS, asked.token):
                made = replace(made, fails_at=now + FLIPS_AFTER)
            self.refunds.append(made)
            return made

    def listed(self, payment: str, gateway: str) -> list[Refund]:
        """Return a gateway's refunds of a payment, perhaps without the latest."""
        now = self.clock()
        with self.lock:
            found = [r for r in self.refunds if (r.payment, r.gateway) == (payment, gateway)]
        if Fault.STALE_LIST in self.faults:
            found = [r for r in found if now - r.made_at >= STALE_FOR]
        return found

    def since(self, moment: float, gateway: str) -> list[Refund]:
        """Return every refund of a gateway made since a moment of its clock."""
        with self.lock:
            return [r for r in self.refunds if r.made_at >= moment and r.gateway == gateway]

    def found(self, refund: str) -> Refund | None:
        """Return one refund by its own id."""
        with self.lock:
            return next((r for r in self.refunds if r.id == refund), None)

    def _by_key(self, asked: Refund) -> Refund | None:
        kept = float("inf")
        if Fault.KEY_FORGOTTEN in self.faults:
            dice = Random(f"{self.seed} {asked.key}")  # noqa: S311 - a trial's dice
            kept = dice.choice(FORGOTTEN_AFTER)
        now = self.clock()
        same = (r for r in self.refunds if r.key == asked.key and now - r.made_at < kept)
        return next(same, None)
