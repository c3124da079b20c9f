"""The outline of the land, as `compiling.py` wrote it, read once."""

from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path

FILE = Path(__file__).parent / "land.txt"
# What is written are whole fiftieths of a degree, about 2 km.
GRID = 50


@dataclass(frozen=True, slots=True)
class Ring:
    """One closed shore in degrees, with the box around it. Longitudes may run on beyond 180."""

    corners: tuple[tuple[float, float], ...]
    west: float
    south: float
    east: float
    north: float


@cache
def land() -> tuple[Ring, ...]:
    """Return every shore, lakes as large as the Caspian Sea included."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return tuple(_ring(line) for line in lines if not line.startswith("#"))


def _ring(line: str) -> Ring:
    steps = [int(step) for step in line.split()]
    longitudes = [whole / GRID for whole in accumulate(steps[::2])]
    latitudes = [whole / GRID for whole in accumulate(steps[1::2])]
    corners = tuple(zip(longitudes, latitudes, strict=True))
    return Ring(corners, min(longitudes), min(latitudes), max(longitudes), max(latitudes))
