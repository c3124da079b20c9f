"""The rows of `rules.toml`: each a charge of one jurisdiction, with its days and its source."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path

from amends.core.money import Money

FILE = Path(__file__).parent / "rules.toml"


class Kind(StrEnum):
    """What is charged. A fee is one that a state takes for handling, not one of the carrier."""

    VAT = "vat"
    DUTY = "duty"
    FEE = "fee"


class Collected(StrEnum):
    """Where a charge is taken; `nowhere` means that the law waives it."""

    CHECKOUT = "checkout"
    BORDER = "border"
    NOWHERE = "nowhere"


class Side(StrEnum):
    """On which side of its threshold a row holds, if it has one."""

    UP_TO = "up_to"
    BELOW = "below"
    ABOVE = "above"


class Measured(StrEnum):
    """What a threshold is held against."""

    GOODS = "goods"
    GOODS_AND_SHIPPING = "goods_and_shipping"
    DEAREST_ITEM = "dearest_item"


class Payer(StrEnum):
    """Who bears a charge; `unknown` is that nobody said it, or that a person has to."""

    SELLER = "seller"
    BUYER = "buyer"
    PLATFORM_OR_SELLER = "platform_or_seller"
    UNKNOWN = "unknown"


class Per(StrEnum):
    """What a fixed sum is taken for."""

    TARIFF_LINE = "tariff_line"
    PARCEL = "parcel"


@dataclass(frozen=True, slots=True)
class Row:
    """One dated rule; it holds from `valid_from` until the day before `valid_to`.

    A row at the border with neither `percent` nor `fixed` says that something is due, and that how
    much is not known here. `basis` says what a percentage is taken of; `pays` is who bears the
    charge if nobody promised otherwise.
    """

    id: str
    jurisdiction: str
    kind: Kind
    valid_from: date
    valid_to: date | None
    side: Side
    threshold: Money | None
    threshold_of: Measured
    scheme: str
    collected: Collected
    percent: Decimal | None
    basis: str
    fixed: Money | None
    per: Per
    pays: Payer
    source: str
    verified: bool

    def in_force(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@cache
def rows() -> tuple[Row, ...]:
    """Return every row in the order in which they are tried, the unverified ones too."""
    written = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(_row(one) for one in written["rule"])


def _row(written: Mapping[str, object]) -> Row:
    # What a row does not say is what most rows mean.
    said: dict[str, object] = {
        "side": "up_to",
        "threshold_of": "goods",
        "scheme": "",
        "basis": "",
        "per": "parcel",
        "pays": "buyer",
        **written,
    }
    valid_from, valid_to = said["valid_from"], said.get("valid_to")
    assert isinstance(valid_from, date), "a row begins on a day"
    assert valid_to is None or isinstance(valid_to, date), "a row ends on a day, or is open"
    return Row(
        id=str(said["id"]),
        jurisdiction=str(said["jurisdiction"]),
        kind=Kind(str(said["kind"])),
        valid_from=valid_from,
        valid_to=valid_to,
        side=Side(str(said["side"])),
        threshold=_money(said, "threshold"),
        threshold_of=Measured(str(said["threshold_of"])),
        scheme=str(said["scheme"]),
        collected=Collected(str(said["collected"])),
        percent=Decimal(str(said["percent"])) if "percent" in said else None,
        basis=str(said["basis"]),
        fixed=_money(said, "fixed"),
        per=Per(str(said["per"])),
        pays=Payer(str(said["pays"])),
        source=str(said["source"]),
        verified=said["verified"] is True,
    )


def _money(said: Mapping[str, object], name: str) -> Money | None:
    minor = said.get(name)
    return Money(minor, str(said["currency"])) if isinstance(minor, int) else None
