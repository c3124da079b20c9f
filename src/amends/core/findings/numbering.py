"""Findings about the tracking number: whether it is one, is this parcel's, and is known."""

from collections.abc import Sequence

from amends.core.parcel import Checkpoint, ParcelStatus, TrackerAnswer, Validity
from amends.core.terms import DAY

from .sight import Rests, Sight

# How long every tracker that was asked must not know a number (`domain.md`, section 3).
UNKNOWN_FOR = 10 * DAY
ENDS = {
    ParcelStatus.DELIVERED: "came",
    ParcelStatus.RETURNED: "went back",
    ParcelStatus.LOST: "gone",
    ParcelStatus.DESTROYED: "gone",
}


def number_proven_invalid(sight: Sight) -> Rests:
    """No such number was ever issued, and its seller had time to correct it."""
    number, uncorrected_at = sight.parcel.number, sight.uncorrected_at
    if number is None or uncorrected_at is None or number.validity is not Validity.PROVEN_INVALID:
        return None
    asked = sight.order.number_request
    asking = asked is not None and asked.runs and asked.parcel == sight.parcel.parcel
    if sight.parcel.scans or sight.parcel.ended or asking or sight.now < uncorrected_at:
        return None
    return ()


def number_reused(sight: Sight) -> Rests:
    """Another buyer's order had this number before."""
    number = sight.parcel.number
    return () if number is not None and number.reused else None


def unknown_to_trackers(sight: Sight) -> Rests:
    """Every tracker that was asked did not know the number, over 10 days."""
    seen = sight.parcel
    since = seen.number.recorded_at if seen.number else None
    asked: dict[str, list[TrackerAnswer]] = {}
    for answer in sorted(seen.answers, key=lambda answer: answer.recorded_at):
        # What was said of a number that was corrected since says nothing of this one.
        if since is None or answer.recorded_at >= since:
            asked.setdefault(answer.tracker, []).append(answer)
    unknown = bool(asked) and all(_long_unknown(answers) for answers in asked.values())
    return () if unknown and not seen.scans and not seen.ended else None


def trackers_disagree(sight: Sight) -> Rests:
    """Two trackers say different things of how it ended."""
    last: dict[str, Checkpoint] = {}
    for one in sorted(sight.parcel.own, key=lambda one: one.by):
        if one.tracker and one.reported:
            last[one.tracker] = one
    ended = [one for one in last.values() if one.status in ENDS]
    said = {"went back" if one.back else ENDS[one.status] for one in ended}
    return tuple(one.number for one in ended) if len(said) > 1 else None


def scan_before_payment(sight: Sight) -> Rests:
    """A carrier scanned it before it was paid for, so the number may be another parcel's."""
    paid_at = sight.order.paid_at
    early = (c for c in sight.parcel.witnessed if c.happened_at and c.happened_at < paid_at)
    return tuple(c.number for c in early) or None


def origin_mismatch(sight: Sight) -> Rests:
    """Its first scan is in another country than the one that it was to come from."""
    route, scans = sight.parcel.route, sight.parcel.witnessed
    place = scans[0].place if scans else None
    if route is None or not route.origin or place is None or not place.country:
        return None
    return (scans[0].number,) if place.country != route.origin else None


def _long_unknown(answers: Sequence[TrackerAnswer]) -> bool:
    """Whether the last answers in a row, the earliest and the latest of them, are far apart."""
    unknown_since = None
    for answer in answers:
        unknown_since = None if answer.known else unknown_since or answer.recorded_at
    return unknown_since is not None and answers[-1].recorded_at - unknown_since >= UNKNOWN_FOR
