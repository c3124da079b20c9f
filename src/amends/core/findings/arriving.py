"""Findings about the end of the way: delivered where, to whom, when, or only said to be."""

from collections.abc import Iterable

from amends.core.parcel import Checkpoint, ParcelStatus
from amends.core.places import Fit, fit

from .sight import Rests, Sight


def delivered_other_country(sight: Sight) -> Rests:
    """A carrier delivered in a country that is neither the order's nor where it came from."""
    return _astray(sight, Fit.OTHER_COUNTRY)


def delivered_far(sight: Sight) -> Rests:
    """A carrier delivered over 50 km from the address, beyond both uncertainties."""
    return _astray(sight, Fit.FAR)


def delivered_other_postcode(sight: Sight) -> Rests:
    """A carrier delivered at another postal code, and nothing shows that it is near."""
    return _astray(sight, Fit.OTHER_POSTCODE)


def recipient_mismatch(sight: Sight) -> Rests:
    """Whoever took it has another name."""
    seen = sight.parcel
    return _numbers(c for c in (*seen.came, *seen.astray) if c.recipient_differs) or None


def delivered_by_timer_only(sight: Sight) -> Rests:
    """It is called delivered, but by no carrier's scan."""
    return None if sight.parcel.ended else sight.parcel.said_delivered or None


def delivered_before_shipped(sight: Sight) -> Rests:
    """It was delivered before its seller handed it over."""
    handed_over_at = sight.parcel.handed_over_at
    return _numbers(c for c in sight.parcel.came if c.by < handed_over_at) or None


def collected(sight: Sight) -> Rests:
    """It was collected, and the carrier says by whom, or has a signature."""
    told = (c for c in sight.parcel.came if c.signed or c.recipient_differs is False)
    waited = any(c.status is ParcelStatus.READY_FOR_PICKUP for c in sight.parcel.witnessed)
    return _numbers(c for c in told if c.collected or waited) or None


def delivered_proven(sight: Sight) -> Rests:
    """A carrier's scan shows it delivered, at the right place or at a place not stated."""
    return sight.parcel.delivered or None


def _astray(sight: Sight, how: Fit) -> Rests:
    route = sight.parcel.route
    return _numbers(c for c in sight.parcel.astray if fit(c.place, route) is how) or None


def _numbers(checkpoints: Iterable[Checkpoint]) -> tuple[int, ...]:
    return tuple(c.number for c in checkpoints)
