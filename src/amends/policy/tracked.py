"""What trackers, customs and the map show of parcels, as facts that stay unknown until shown."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from amends.core.findings import FindingCode
from amends.core.parcel import Validity
from amends.core.places import Fit, fit, kilometres
from amends.core.views import ParcelView

from .facts import Value

C = FindingCode
ELSEWHERE = (C.DELIVERED_OTHER_COUNTRY, C.DELIVERED_FAR, C.DELIVERED_OTHER_POSTCODE)


def of_trackers(codes: AbstractSet[FindingCode], seen: Sequence[ParcelView]) -> dict[str, Value]:
    """Return these facts of the parcels of a claim; `codes` are what was found of them."""
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
        "customs_by_seller": _cause(seen, of_seller=True),
        "customs_by_buyer": _cause(seen, of_seller=False),
    }


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


def _cause(seen: Sequence[ParcelView], *, of_seller: bool) -> bool | None:
    """Whether the cause of a hold is the seller's, or the buyer's; None where it is not said."""
    held = [one for parcel in seen for one in parcel.held]
    causes = {one.customs_cause.of_seller for one in held if one.customs_cause is not None}
    return of_seller in causes if len(causes) == 1 else None
