"""A map of a parcel's way, drawn on the server from plain values: no tiles, no scripts.

`draw` gives one SVG for one width; `closer` a second view where the first would hide a distance.
"""

from .closing import closer
from .drawing import draw
from .linking import directions
from .view import MapView, Stop

__all__ = ["MapView", "Stop", "closer", "directions", "draw"]
