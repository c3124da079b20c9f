"""Findings about the way: lost, returned, held, standing still, moving, waiting."""

from amends.core.border import side_of
from amends.core.geography import distance_km
from amends.core.parcel import Checkpoint
from amends.core.parties import Role
from amends.core.places import NEAR_KM

from .sight import Rests, Sight


def lost(sight: Sight) -> Rests:
    """The carrier says lost or destroyed, and customs has not taken it."""
    return sight.parcel.lost or None


def returned(sight: Sight) -> Rests:
    """It goes back, went back, or was delivered in the country where it came from."""
    return sight.parcel.returned or None


def never_accepted(sight: Sight) -> Rests:
    """No physical scan within the term after the hand-over."""
    silent = sight.parcel.tracked and not sight.parcel.scans and not sight.parcel.ended
    return () if silent and sight.now >= sight.unaccepted_at else None


def stalled(sight: Sight) -> Rests:
    """The last scan is too old; a parcel that waits for its buyer does not stand still."""
    stalled_at = sight.stalled_at
    if stalled_at is None or sight.parcel.ended or sight.now < stalled_at:
        return None
    return None if sight.parcel.waiting else sight.parcel.scans[-1:]


def customs_seized(sight: Sight) -> Rests:
    """Customs holds it, or took it, for a cause that is the seller's."""
    return _held(sight, of_seller=True)


def customs_held(sight: Sight) -> Rests:
    """Customs holds it, or took it, and the cause is another's, or not said."""
    return None if _held(sight, of_seller=True) else _held(sight)


def late(sight: Sight) -> Rests:
    """The promised day is over, and it has not come."""
    if sight.parcel.delivered_at is not None or sight.now < sight.order.promise_ends_at:
        return None
    return sight.parcel.scans[-1:]


def never_reached_destination(sight: Sight) -> Rests:
    """The promised day is over, and no scan was in the country of the order, or near its town."""
    seen, route = sight.parcel, sight.parcel.route
    if route is None or seen.ended or sight.now < sight.order.promise_ends_at:
        return None
    placed = [c for c in seen.witnessed if c.place is not None]
    countries = {c.place.country for c in placed if c.place and c.place.country}
    there = route.destination
    if countries and there.country and there.country not in countries:
        return tuple(c.number for c in placed)
    points = [c.place.point for c in placed if c.place and c.place.point]
    if not points or there.point is None:
        return None
    near = any(distance_km(point, there.point) <= NEAR_KM for point in points)
    return None if near else tuple(c.number for c in placed)


def waiting_for_pickup(sight: Sight) -> Rests:
    """It lies ready to be collected, which is not yet delivered."""
    return tuple(c.number for c in sight.parcel.waiting) or None


def moving_normally(sight: Sight) -> Rests:
    """A scan of late, no trouble, and the promised day is not over."""
    seen, scanned_at = sight.parcel, sight.parcel.scanned_at
    if scanned_at is None or seen.ended or seen.held or sight.now >= sight.order.promise_ends_at:
        return None
    if sight.now - scanned_at >= sight.order.terms.moving_within:
        return None
    return seen.scans[-1:]


def _held(sight: Sight, *, of_seller: bool = False) -> Rests:
    held = sight.parcel.held
    if of_seller:
        held = tuple(c for c in held if _side(sight, c) is Role.SELLER)
    return tuple(c.number for c in held) or None


def _side(sight: Sight, checkpoint: Checkpoint) -> Role | None:
    cause = checkpoint.customs_cause
    return side_of(cause, sight.order.border) if cause is not None else None
