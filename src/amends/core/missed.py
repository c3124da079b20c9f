"""Lines that were refunded because they did not come, kept in case they come after all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from .money import Money, split
from .reasons import REASONS, Reason

# Claims about something that came, of which the rest can come after all.
INCOMPLETE = frozenset({Reason.MISSING_PARTS, Reason.EMPTY_PARCEL, Reason.WRONG_ITEM})
# Of the other goods that came, and of a charge that is given back, nothing can.
NOTHING_MISSING = {
    *(reason for reason, about in REASONS.items() if about.received),
    Reason.DUTY_NOT_DUE,
} - INCOMPLETE


@dataclass(frozen=True, slots=True)
class Missed:
    """One line, counted from 1, with what the buyer got back for it and when.

    `funded` is the part of the refund that the platform paid out of its own pocket.
    `incomplete` is that something came before: then a delivery shows nothing of what is missing.
    `asked` is that a carrier delivered it since, and that the buyer has not chosen yet.
    """

    line: int
    refund: Money
    funded: Money
    at: datetime
    incomplete: bool = False
    asked: bool = False


def missed(
    lines: Sequence[tuple[int, Money]],
    refund: Money,
    funded: Money,
    at: datetime,
    *,
    incomplete: bool,
) -> tuple[Missed, ...]:
    """Split a refund over lines by what each can give back; those that get nothing are absent."""
    weights = [most.minor for _, most in lines]
    of_seller, of_platform = split(refund - funded, weights), split(funded, weights)
    return tuple(
        Missed(line, theirs + ours, ours, at, incomplete)
        for (line, _), theirs, ours in zip(lines, of_seller, of_platform, strict=True)
        if theirs + ours
    )
