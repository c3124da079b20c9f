"""Reading forms: every wrong field at once, each with its words; what was typed is kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from babel.numbers import get_currency_precision

from amends.core.money import Money
from amends.parcels.numbers.cleaning import NumberRefused, plain

E = TypeVar("E", bound=StrEnum)
TEXT_MOST = 5_000


@dataclass(slots=True)
class Form:
    """One submitted form; `problems` fills up while it is read."""

    typed: Mapping[str, str]
    problems: dict[str, str] = field(default_factory=dict)

    def text(self, name: str, *, needed: str = "", most: int = TEXT_MOST) -> str:
        """Return a text; `needed` are the words for when it is missing."""
        value = self.typed.get(name, "").replace("\r\n", "\n").strip()
        if needed and not value:
            self.problems[name] = needed
        if len(value) > most:
            self.problems[name] = f"This is {len(value)} characters long. Shorten it to {most}."
        return "".join(ch for ch in value if ch.isprintable() or ch in "\n\t")

    def tracking_number(self, name: str, *, needed: str = "") -> str:
        """Return a tracking number as trackers know it; `needed` as for a text."""
        written = self.typed.get(name, "")
        if not written.strip():
            return self.text(name, needed=needed)
        try:
            return plain(written)
        except NumberRefused as refused:
            self.problems[name] = str(refused)
            return ""

    def choice(self, name: str, kind: type[E], words: str) -> E | None:
        """Return the chosen code, or None with a problem."""
        try:
            return kind(self.typed.get(name, ""))
        except ValueError:
            self.problems[name] = words
            return None

    def number(self, name: str, words: str) -> int | None:
        """Return a whole number, or None with a problem."""
        try:
            return int(self.typed.get(name, "").strip())
        except ValueError:
            self.problems[name] = words
            return None

    def money(self, name: str, currency: str, *, zero: bool = False) -> Money | None:
        """Return a sum written in major units, with a point or a comma, or None with a problem.

        `zero` lets nothing be a sum too.
        """
        precision = get_currency_precision(currency)
        written = self.typed.get(name, "").strip().replace(" ", "").replace(",", ".")
        try:
            scaled = Decimal(written).scaleb(precision)
        except InvalidOperation:
            scaled = Decimal("0.1")
        if scaled != scaled.to_integral_value() or not (not zero) <= scaled < 10**15:
            example = f"{Decimal(1250).scaleb(-2):.{precision}f}"
            self.problems[name] = f"Write a sum in {currency}, such as {example}."
            return None
        return Money(int(scaled), currency)

    def day_end(self, name: str, zone: str, words: str) -> datetime | None:
        """Return the end of a day written as 2026-12-01, in UTC, or None with a problem."""
        try:
            day = datetime.strptime(self.typed.get(name, ""), "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            self.problems[name] = words
            return None
        return datetime.combine(day, time.max, ZoneInfo(zone)).astimezone(UTC)


def many(values: Sequence[str], read: Callable[[str], E]) -> tuple[E, ...]:
    """Return the codes of several ticked boxes; what is no code is left out."""
    found = []
    for value in values:
        try:
            found.append(read(value))
        except ValueError:
            continue
    return tuple(found)
