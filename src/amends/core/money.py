"""Money as whole minor units of one currency, and how to split it without losing a cent."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

# ISO 4217 has fewer.
CURRENCIES_MOST = 200


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """A sum in minor units (cents, yen, fils) of one ISO 4217 currency."""

    minor: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        self._require_same_currency(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._require_same_currency(other)
        return Money(self.minor - other.minor, self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    @property
    def nothing(self) -> "Money":
        """Zero of the same currency."""
        return _nothing(self.currency)

    def _require_same_currency(self, other: "Money") -> None:
        assert self.currency == other.currency, f"{self.currency} and {other.currency} mixed"


def total(sums: Sequence[Money], nothing: Money) -> Money:
    """Add up `sums`, starting from `nothing` of their currency."""
    minor, currency = nothing.minor, nothing.currency
    for one in sums:
        assert one.currency == currency, f"{currency} and {one.currency} mixed"
        minor += one.minor
    return Money(minor, currency)


def split(whole: Money, weights: Sequence[int]) -> tuple[Money, ...]:
    """Split `whole` in proportion to `weights`; the parts always add up to it.

    The largest remainders get the odd units, earlier parts first, so that the same order is split
    in the same way every time. All weights zero means equal parts.
    """
    assert weights, "nothing to split over"
    assert min(weights) >= 0, "a weight is negative"
    if len(weights) == 1:
        return (whole,)
    if not any(weights):
        weights = [1] * len(weights)
    whole_weight = sum(weights)
    shares = [divmod(whole.minor * weight, whole_weight) for weight in weights]
    odd = whole.minor - sum(quotient for quotient, _ in shares)
    by_remainder = sorted(range(len(shares)), key=lambda index: (-shares[index][1], index))
    favoured = frozenset(by_remainder[:odd])
    return tuple(
        Money(quotient + (index in favoured), whole.currency)
        for index, (quotient, _) in enumerate(shares)
    )


@lru_cache(maxsize=CURRENCIES_MOST)
def _nothing(currency: str) -> Money:
    return Money(0, currency)
