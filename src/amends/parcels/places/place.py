"""A place as it was resolved: where it is, how sure that is, and why."""

from dataclasses import dataclass
from enum import StrEnum

from amends.core.geography import Point


class Confidence(StrEnum):
    """How far a resolved place may be relied on; only `high` may weigh against anybody."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Place:
    """`text` is as it came. Degrees on WGS 84; all but `text` and `why` are empty when unknown."""

    text: str
    name: str | None
    country: str | None
    latitude: float | None
    longitude: float | None
    radius_km: float | None
    confidence: Confidence
    why: str

    @property
    def point(self) -> Point | None:
        """The point with its uncertainty, for distances."""
        if self.latitude is None or self.longitude is None or self.radius_km is None:
            return None
        return Point(self.latitude, self.longitude, self.radius_km)


def unknown(text: str, why: str) -> Place:
    """Return a text that names no place that could be found."""
    return Place(text, None, None, None, None, None, Confidence.NONE, why)
