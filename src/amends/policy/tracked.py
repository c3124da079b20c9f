"""What trackers, customs and the map show of parcels, as facts that stay unknown until shown."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from amends.core.border import side_of
from amends.core.findings import FindingCode
from amends.core.order import Order
from amends.core.parcel import CustomsCause, Validity
from amends.core.parties import Role
from amends.core.places import Fit, fit, kilometres
from amends.core.views import ParcelView
from amends.customs import Assessed, Comparison, Payer

from .facts import Value

C = FindingCode
ELSEWHERE = (C.DELIVERED_OTHER_COUNTRY, C.DELIVERED_FAR, C.DELIVERED_OTHER_POSTCODE)


def of_trackers(
    codes: AbstractSet[FindingCode], seen: Sequence[ParcelView], sides: AbstractSet[Role]
) -> dict[str, Value]:
    """Return these facts of the parcels of a claim; `codes` are what was found of them.

    `sides` are those whose cause stopped them at customs.
    """
    at_place = bool(seen) and all(_at_right_place(parcel) for parcel in seen)
    astray = not codes.isdisjoint(ELSEWHERE)
    elsewhere: dict[str, Value] = {
        code.value: _known(code in codes, refuted=at_place or astray) for code in ELSEWHERE
    }
    held = not codes.isdisjoint({C.CUSTOMS_HELD, C.CUSTOMS_SEIZED})
    return {
        **elsewhere,
        "kilometres_astray": _kilometres(seen),
        "number_proven_invalid": _known(C.NUMBER_PROVEN_INVALID in codes, refuted=_formed(seen)),
        "unknown_to_trackers": _known(C.UNKNOWN_TO_TRACKERS in codes, refuted=_followed(seen)),
        "recipient_mismatch": _known(C.RECIPIENT_MISMATCH in codes, refuted=_named(seen)),
        # That no scan says so proves nothing: a letter may.
        "customs_held": _known(held, refuted=False),
        "customs_by_seller": Role.SELLER in sides if len(sides) == 1 else None,
        "customs_by_buyer": Role.BUYER in sides if len(sides) == 1 else None,
    }


def sides_at_customs(
    order: Order, seen: Sequence[ParcelView], due: Assessed | None
) -> frozenset[Role]:
    """Return whose cause stopped parcels at customs, as far as a tracker says the cause.

    What was not paid is the cause of whoever pays it. What a buyer says was asked for makes no
    cause of the seller's, and neither does a bill that nobody has read.
    """
    held = [one for parcel in seen for one in parcel.held]
    causes = {one.customs_cause for one in held if one.customs_cause is not None}
    sides = (_side(cause, order, due) for cause in causes)
    return frozenset(side for side in sides if side is not None)


def _known(found: bool, *, refuted: bool) -> bool | None:  # noqa: FBT001 - what a finding says
    return True if found else False if refuted else None


def _at_right_place(parcel: ParcelView) -> bool:
    return any(fit(one.place, parcel.route) is Fit.RIGHT for one in parcel.came)


def _kilometres(seen: Sequence[ParcelView]) -> int | None:
    """How far the farthest delivery is from the address, beyond both uncertainties."""
    apart = [kilometres(one.place, parcel.route) for parcel in seen for one in parcel.astray]
    return max((int(one) for one in apart if one is not None), default=None)


def _formed(seen: Sequence[ParcelView]) -> bool:
    formed = [p.number is not None and p.number.validity is Validity.WELL_FORMED for p in seen]
    return bool(formed) and all(formed)


def _followed(seen: Sequence[ParcelView]) -> bool:
    return bool(seen) and all(p.scans or any(a.known for a in p.answers) for p in seen)


def _named(seen: Sequence[ParcelView]) -> bool:
    return any(one.recipient_differs is False for p in seen for one in (*p.came, *p.astray))


def _side(cause: CustomsCause, order: Order, due: Assessed | None) -> Role | None:
    if cause is not CustomsCause.UNPAID or due is None:
        return side_of(cause, order.border)
    # Where nothing is due, the number of the scheme did not reach customs.
    if due.payer is Payer.SELLER or (due.paid_before and due.nothing_due):
        return Role.SELLER
    if due.paid_before and due.comparison is not Comparison.AS_EXPECTED:
        # Whether the tax is asked for again, beside what is due, cannot be told.
        return None
    return Role.BUYER if due.payer is Payer.BUYER else None
