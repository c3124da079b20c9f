"""From degrees to the pixels of one map: Mercator around the places, so that a circle stays one."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Degrees: TypeAlias = tuple[float, float]
Pixels: TypeAlias = tuple[float, float]
# Mercator has no poles; no post goes beyond these.
LATITUDE_MOST = 80.0
KM_A_DEGREE = 111.32
# A closer look would show the outline's own coarseness.
ACROSS_LEAST_KM = 250.0
# Room for labels beside the outermost places.
PADDING = 0.14


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of the earth that a map shows; `scale` is pixels a degree of longitude."""

    width: int
    height: int
    west: float
    top: float
    scale: float

    def pixels(self, at: Degrees) -> Pixels:
        """Return where a place is drawn."""
        longitude, latitude = at
        return (longitude - self.west) * self.scale, (self.top - _north(latitude)) * self.scale

    def radius(self, latitude: float, kilometres: float) -> float:
        """Return the pixels of a distance near a latitude."""
        return kilometres / KM_A_DEGREE * self.scale / math.cos(math.radians(_held(latitude)))

    @property
    def east(self) -> float:
        """The longitude of the right edge."""
        return self.west + self.width / self.scale


def framed(width: int, height: int, places: Sequence[tuple[Degrees, float]]) -> Frame:
    """Return the frame that shows places with their radii in kilometres."""
    boxes = [_box(at, radius) for at, radius in places]
    west, east = min(box[0] for box in boxes), max(box[1] for box in boxes)
    south, north = min(box[2] for box in boxes), max(box[3] for box in boxes)
    middle = (north + south) / 2
    latitude = places[0][0][1]
    least = ACROSS_LEAST_KM / KM_A_DEGREE / math.cos(math.radians(_held(latitude)))
    room = 1 - 2 * PADDING
    across = max(east - west, (north - south) * width / height, least) / room
    scale = width / across
    centre = (west + east) / 2
    return Frame(width, height, centre - width / scale / 2, middle + height / scale / 2, scale)


def way(start: Degrees, end: Degrees, pieces: int = 32) -> list[Degrees]:
    """Return the great circle between two places, its longitudes running on from the first."""
    one, other = _vector(start), _vector(end)
    angle = math.acos(max(-1.0, min(1.0, sum(a * b for a, b in zip(one, other, strict=True)))))
    if math.sin(angle) < 1e-9:
        # Next to each other, or opposite, where every way is as short.
        return unwrapped([start, end])
    points = []
    for piece in range(pieces + 1):
        share = piece / pieces
        first, second = math.sin((1 - share) * angle), math.sin(share * angle)
        x, y, z = (
            (a * first + b * second) / math.sin(angle) for a, b in zip(one, other, strict=True)
        )
        points.append(
            (math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y))))
        )
    return unwrapped([start, *points[1:]])


def unwrapped(places: Iterable[Degrees]) -> list[Degrees]:
    """Let longitudes run on beyond the date line, each next to the one before."""
    running: list[Degrees] = []
    for longitude, latitude in places:
        before = running[-1][0] if running else longitude
        running.append((longitude - 360 * round((longitude - before) / 360), latitude))
    return running


def _box(at: Degrees, radius_km: float) -> tuple[float, float, float, float]:
    longitude, latitude = at
    reach = radius_km / KM_A_DEGREE
    aside = reach / math.cos(math.radians(_held(latitude)))
    return (
        longitude - aside,
        longitude + aside,
        _north(latitude - reach),
        _north(latitude + reach),
    )


def _north(latitude: float) -> float:
    """Return Mercator's northing, in degrees of longitude at the equator."""
    half = math.radians(_held(latitude)) / 2
    return math.degrees(math.log(math.tan(math.pi / 4 + half)))


def _held(latitude: float) -> float:
    return max(-LATITUDE_MOST, min(LATITUDE_MOST, latitude))


def _vector(at: Degrees) -> tuple[float, float, float]:
    longitude, latitude = map(math.radians, at)
    return (
        math.cos(latitude) * math.cos(longitude),
        math.cos(latitude) * math.sin(longitude),
        math.sin(latitude),
    )
