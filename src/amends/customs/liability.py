"""Who pays a charge: what was promised comes first, then what is due, and what custom says last."""

from collections.abc import Sequence
from dataclasses import dataclass

from amends.core.border import Promised

from .charges import Charge
from .promises import promises
from .rows import Kind, Payer


@dataclass(frozen=True, slots=True)
class Said:
    """Who was said to pay a charge, with the words of the listing that it rests on, if any."""

    promised: Promised
    quote: str = ""


def said(kind: Kind, *, stated: Promised, listings: Sequence[str]) -> Said:
    """Return who was said to pay one kind of charge when the order was placed.

    `stated` is the order's own `duties_paid_by`, `listings` the text that was sealed with each of
    its lines. A promise of the seller outweighs what else is stated, one that is denied or limited
    is for a person to read, and so is one that the listing of another line does not make.
    """
    told = [_listing(kind, text) for text in listings]
    found = {one.promised for one in told}
    quoted = next((one for one in told if one.quote), Said(stated))
    if stated is Promised.SELLER:
        return Said(stated, quoted.quote if found == {stated} else "")
    if found <= {Promised.BUYER, Promised.NOBODY} and stated is Promised.BUYER:
        return Said(stated, quoted.quote)
    if len(found) > 1:
        return Said(Promised.UNCLEAR, quoted.quote)
    return told[0] if told else Said(stated)


def who_pays(charge: Charge, promised: Promised) -> Payer:
    """Return who pays a charge: who was said to, else whom the row names.

    What is unclear nobody is said to pay: a person reads it.
    """
    if promised is Promised.SELLER:
        return Payer.SELLER
    if promised is Promised.BUYER:
        return Payer.BUYER
    if promised is Promised.UNCLEAR or charge.row is None:
        return Payer.UNKNOWN
    return charge.row.pays


def _listing(kind: Kind, text: str) -> Said:
    found = [promise for promise in promises(text) if kind in promise.covers]
    clear = {promise.pays: promise for promise in found if not promise.unclear}
    if len(clear) > 1:
        return Said(Promised.UNCLEAR, clear[Payer.SELLER].quote)
    if Payer.SELLER in clear:
        return Said(Promised.SELLER, clear[Payer.SELLER].quote)
    unclear = next((promise for promise in found if promise.unclear), None)
    if unclear is not None:
        return Said(Promised.UNCLEAR, unclear.quote)
    if clear:
        return Said(Promised.BUYER, clear[Payer.BUYER].quote)
    return Said(Promised.NOBODY)
