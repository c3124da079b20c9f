"""Who pays a charge: what was promised comes first, then what is due, and what custom says last."""

from dataclasses import dataclass

from .charges import Charge, Comparison
from .promises import Promise, promises
from .rows import Payer


@dataclass(frozen=True, slots=True)
class Liability:
    """Who pays, why in words, and the words of the listing that it rests on, if any."""

    payer: Payer
    why: str
    quote: str = ""


def who_pays(
    charge: Charge,
    *,
    stated: Payer = Payer.UNKNOWN,
    listing: str = "",
    compared: Comparison = Comparison.UNKNOWN,
) -> Liability:
    """Return who pays a charge.

    `stated` is the order's `duties_paid_by`, `listing` the text that was sealed with the order. In
    order: a promise of the seller; a second charge of what was paid at checkout; what the buyer was
    told; the row's default. What contradicts itself, or is limited, is for a person to read.
    """
    said = [promise for promise in promises(listing) if charge.kind in promise.covers]
    unclear = next((promise for promise in said if promise.unclear), None)
    clear = {promise.pays: promise for promise in said if not promise.unclear}
    if len(clear) > 1:
        return _unread("The listing promises both sides.", clear[Payer.SELLER])
    if stated is Payer.SELLER or Payer.SELLER in clear:
        return _promised(clear.get(Payer.SELLER))
    if compared is Comparison.CHARGED_TWICE:
        why = "It was paid at checkout already: the number of the scheme did not reach customs."
        return Liability(Payer.PLATFORM_OR_SELLER, why)
    if unclear is not None:
        return _unread("The listing limits or denies what it says.", unclear)
    if stated is Payer.BUYER or Payer.BUYER in clear:
        quote = clear[Payer.BUYER].quote if Payer.BUYER in clear else ""
        return Liability(Payer.BUYER, "The buyer was told that import charges come on top.", quote)
    if charge.row is None:
        return Liability(Payer.UNKNOWN, f"Nobody promised anything. {charge.why}")
    why = f"Nobody promised anything, and by {charge.row.id} the {charge.row.pays} pays."
    return Liability(charge.row.pays, why)


def _promised(promise: Promise | None) -> Liability:
    if promise is None:
        return Liability(Payer.SELLER, "The order says that the seller pays import charges.")
    return Liability(Payer.SELLER, "The listing says that the seller pays it.", promise.quote)


def _unread(why: str, promise: Promise) -> Liability:
    return Liability(Payer.UNKNOWN, f"{why} A person has to read it.", promise.quote)
