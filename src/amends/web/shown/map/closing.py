"""The second, closer view: where a parcel came down and where it should have, side by side."""

import math
from dataclasses import replace

from .projecting import unwrapped
from .view import MapView

# Nearer than this share of the whole way, two places lie on one another in the first view.
SHARE = 0.2


def closer(view: MapView) -> MapView | None:
    """Return a view of the last stop and the home alone, or None where the first shows both."""
    if view.home is None or not view.home.known or len(view.drawn) < 2 or not view.distance:
        return None
    places = unwrapped([*(stop.at for stop in view.drawn), view.home.at])
    *_, last, home = places
    across = max(_far(one, home) for one in places)
    if _far(last, home) > SHARE * across:
        return None
    return replace(view, stops=(view.drawn[-1],))


def _far(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return how far apart two places are drawn, in degrees, roughly."""
    middle = math.radians((one[1] + other[1]) / 2)
    return math.hypot((one[0] - other[0]) * math.cos(middle), one[1] - other[1])
