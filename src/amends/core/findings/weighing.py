"""The finding about weight: what trackers weighed against what the order and the label state."""

from .sight import Rests, Sight

# Packing, volume and rounding make a parcel heavier or lighter than its goods, within these.
LIGHTER_PERCENT, HEAVIER_PERCENT = 40, 250
APART_GRAMS = 100


def weight_mismatch(sight: Sight) -> Rests:
    """Every weight that a tracker tells is far from one that is stated.

    Under 0.4 or over 2.5 times as heavy, and over 100 g apart: an envelope instead of a lamp.
    """
    stated = [grams for grams in (sight.ordered_grams, sight.parcel.label_grams) if grams]
    weighed = [c for c in sight.parcel.own if c.weight_grams and c.reported]
    far = [any(_far(c.weight_grams or 0, grams) for grams in stated) for c in weighed]
    return tuple(c.number for c in weighed) if weighed and all(far) else None


def _far(weighed: int, stated: int) -> bool:
    within = stated * LIGHTER_PERCENT <= weighed * 100 <= stated * HEAVIER_PERCENT
    return not within and abs(weighed - stated) > APART_GRAMS
