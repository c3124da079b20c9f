"""What an order that crosses a customs border was sold with: who pays there, and of what value."""

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from .money import Money
from .parcel import CustomsCause
from .parties import Role


class Promised(StrEnum):
    """Who was said to pay a charge at the border; `unclear` is what a person has to read."""

    SELLER = "seller"
    BUYER = "buyer"
    UNCLEAR = "unclear"
    NOBODY = "nobody"


SIDES = {Promised.SELLER: Role.SELLER, Promised.BUYER: Role.BUYER}


@dataclass(frozen=True, slots=True, kw_only=True)
class Border:
    """What was sealed with an order for the charges at a border.

    `jurisdictions` are those whose rules hold where it goes, none where that is not certain.
    `pieces` are the prices of one piece, line by line; `shipping` is without tax. `collected` is
    the tax taken at checkout, `scheme` the one under which. `vat`, `duty` and `fee` say who was
    said to pay each.
    """

    jurisdictions: tuple[str, ...]
    pieces: tuple[Money, ...]
    shipping: Money
    collected: Money
    scheme: str
    vat: Promised = Promised.NOBODY
    duty: Promised = Promised.NOBODY
    fee: Promised = Promised.NOBODY

    @property
    def promised(self) -> Promised:
        """Who was said to pay tax and duty both, where the two were said alike."""
        return self.vat if self.vat is self.duty else Promised.UNCLEAR


def side_of(cause: CustomsCause, border: Border | None) -> Role | None:
    """Return whose cause stopped a parcel at customs, or None where that is not certain.

    The seller could have known of an imitation and of a wrong value; what may not be imported is
    the buyer's to know; what was not paid is the cause of whoever was said to pay it.
    """
    match cause:
        case CustomsCause.COUNTERFEIT | CustomsCause.UNDERVALUED:
            return Role.SELLER
        case CustomsCause.PROHIBITED:
            return Role.BUYER
        case CustomsCause.UNPAID:
            return SIDES.get(border.promised) if border is not None else None
        case CustomsCause.SEIZED:
            return None
        case _:
            assert_never(cause)
