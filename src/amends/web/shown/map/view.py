"""What a map is drawn from: plain values, with their words in the reader's language already."""

from dataclasses import dataclass, field
from itertools import zip_longest

# More than these many places make no map that can be read; the latest are kept.
STOPS_MOST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A place of the way. Degrees on WGS 84, None where the place was not found.

    `radius_km` is how far from the point the true place may be; `scanned` says that the thing was
    seen there, and not merely said to be.
    """

    label: str
    latitude: float | None = None
    longitude: float | None = None
    radius_km: float = 0.0
    scanned: bool = True

    @property
    def known(self) -> bool:
        """Whether it can be drawn."""
        return self.latitude is not None and self.longitude is not None

    @property
    def at(self) -> tuple[float, float]:
        """Its longitude and latitude; only of a known one."""
        assert self.longitude is not None, "an unknown place is not drawn"
        assert self.latitude is not None, "an unknown place is not drawn"
        return self.longitude, self.latitude


@dataclass(frozen=True, slots=True, kw_only=True)
class MapView:
    """A parcel's way in order, earliest first, and where it should end.

    `delivered` says that the last stop is the place of delivery. `distance` are the words for how
    far that is from `home`, with its uncertainty; nothing draws no line between them. `claims` are
    where a side says that a place lies, which is on nobody's way.
    """

    title: str
    description: str
    stops: tuple[Stop, ...] = ()
    home: Stop | None = None
    claims: tuple[Stop, ...] = ()
    distance: str = ""
    delivered: bool = False
    drawn: tuple[Stop, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Keep what can be drawn: known places, each once where it follows itself."""
        known = [stop for stop in self.stops if stop.known]
        pairs = zip_longest(known, known[1:])
        moved = [one for one, after in pairs if after is None or one.at != after.at]
        object.__setattr__(self, "drawn", tuple(moved[-STOPS_MOST:]))

    @property
    def drawable(self) -> bool:
        """Whether there is anything to draw."""
        return bool(self.drawn) or (self.home is not None and self.home.known)
