"""Distances on the earth, by Vincenty's formula, which is right to half a millimetre."""

import math
from dataclasses import dataclass

# WGS 84: the longer half axis in metres, and the flattening.
AXIS = 6_378_137.0
FLATTENING = 1 / 298.257223563
SHORT_AXIS = AXIS * (1 - FLATTENING)
# About 0.06 mm on the ground.
CLOSE_ENOUGH = 1e-12
ROUNDS_MOST = 200
# The mean radius in kilometres, for what Vincenty cannot answer.
MEAN_RADIUS_KM = 6_371.0088


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the earth in degrees; `radius_km` is how far from it the true place may be."""

    latitude: float
    longitude: float
    radius_km: float = 0.0

    def __post_init__(self) -> None:
        """Hold that it is a place on the earth."""
        assert -90 <= self.latitude <= 90, "latitudes end at the poles"
        assert -180 <= self.longitude <= 180, "longitudes end at the date line"
        assert self.radius_km >= 0, "an uncertainty has no direction"


def distance_km(one: Point, other: Point) -> float:
    """Return by how many kilometres two places are apart beyond both uncertainties, at least 0."""
    return max(geodesic_km(one, other) - one.radius_km - other.radius_km, 0.0)


def geodesic_km(one: Point, other: Point) -> float:
    """Return the shortest way over the earth between the middles of two places, in kilometres.

    The inverse formula of T. Vincenty, Survey Review XXIII (176), 1975, on the WGS 84 ellipsoid:
    within 0.5 mm. It finds no answer for some points nearly opposite each other (within about half
    a degree); there the great circle on a sphere is returned, which is within 0.6 %.
    """
    length = math.radians(other.longitude - one.longitude)
    sines = [_reduced(one.latitude), _reduced(other.latitude)]
    lam = length
    for _ in range(ROUNDS_MOST):
        arc = _Arc.between(sines[0], sines[1], lam)
        if arc.sin_sigma == 0:
            return 0.0
        before, lam = lam, length + arc.correction()
        if abs(lam - before) < CLOSE_ENOUGH:
            return arc.metres() / 1000
    return _sphere(one, other)


@dataclass(frozen=True, slots=True)
class _Arc:
    """One round of the formula, in Vincenty's own letters."""

    sigma: float
    sin_sigma: float
    cos_sigma: float
    sin_alpha: float
    cos_squared_alpha: float
    cos_double_middle: float

    @classmethod
    def between(cls, one: tuple[float, float], other: tuple[float, float], lam: float) -> "_Arc":
        (sin1, cos1), (sin2, cos2) = one, other
        sin_sigma = math.hypot(cos2 * math.sin(lam), cos1 * sin2 - sin1 * cos2 * math.cos(lam))
        cos_sigma = sin1 * sin2 + cos1 * cos2 * math.cos(lam)
        sin_alpha = cos1 * cos2 * math.sin(lam) / sin_sigma if sin_sigma else 0.0
        cos_squared = 1 - sin_alpha**2
        # On the equator the middle term has no meaning and no weight.
        middle = cos_sigma - 2 * sin1 * sin2 / cos_squared if cos_squared > 1e-15 else 0.0
        sigma = math.atan2(sin_sigma, cos_sigma)
        return cls(sigma, sin_sigma, cos_sigma, sin_alpha, cos_squared, middle)

    def correction(self) -> float:
        c = FLATTENING / 16 * self.cos_squared_alpha
        c *= 4 + FLATTENING * (4 - 3 * self.cos_squared_alpha)
        inner = self.cos_double_middle + c * self.cos_sigma * (2 * self.cos_double_middle**2 - 1)
        outer = self.sigma + c * self.sin_sigma * inner
        return (1 - c) * FLATTENING * self.sin_alpha * outer

    def metres(self) -> float:
        u = self.cos_squared_alpha * (AXIS**2 - SHORT_AXIS**2) / SHORT_AXIS**2
        a = 1 + u / 16384 * (4096 + u * (-768 + u * (320 - 175 * u)))
        b = u / 1024 * (256 + u * (-128 + u * (74 - 47 * u)))
        middle, sine = self.cos_double_middle, self.sin_sigma
        last = b / 6 * middle * (4 * sine**2 - 3) * (4 * middle**2 - 3)
        inner = self.cos_sigma * (2 * middle**2 - 1) - last
        return SHORT_AXIS * a * (self.sigma - b * sine * (middle + b / 4 * inner))


def _reduced(latitude: float) -> tuple[float, float]:
    """Return sine and cosine of the reduced latitude."""
    angle = math.atan((1 - FLATTENING) * math.tan(math.radians(latitude)))
    return math.sin(angle), math.cos(angle)


def _sphere(one: Point, other: Point) -> float:
    first, second = math.radians(one.latitude), math.radians(other.latitude)
    east = math.radians(other.longitude - one.longitude)
    chord = (
        math.sin((second - first) / 2) ** 2
        + math.cos(first) * math.cos(second) * math.sin(east / 2) ** 2
    )
    return 2 * MEAN_RADIUS_KM * math.asin(math.sqrt(min(chord, 1.0)))
