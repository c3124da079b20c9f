"""Makes `land.txt` from a TopoJSON file of land; run by hand when the outline is to be renewed.

The outline comes from `land-50m.json` of the npm package world-atlas 2.0.2 (ISC), which is Natural
Earth 4.1.0 (public domain): `python -m amends.web.shown.map.compiling land-50m.json land.txt`.
"""

import heapq
import json
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

from amends.web.shown.map.outline import GRID

Ring: TypeAlias = list[tuple[float, float]]
# In square degrees: a corner whose triangle is smaller, and an island that is, are left out.
CORNER_LEAST = 0.007
ISLAND_LEAST = 0.02
CORNERS_LEAST = 4
# Parcels do not pass there, and a ring around a pole has no inside on a flat map.
POLE = -60.0
HEADER = (
    "# Land of the earth: Natural Earth 4.1.0 (public domain) by world-atlas 2.0.2 (ISC, copyright"
    " 2013-2019 Michael Bostock), made smaller by compiling.py.\n"
    "# A ring a line; pairs of longitude and latitude in fiftieths of a degree, each after"
    " the first as the step from the one before.\n"
)


def compiled(topology: dict) -> str:  # type: ignore[type-arg]  # JSON as it was read.
    """Return the text of `land.txt`."""
    lines = [_line(_simpler(ring)) for ring in _rings(topology) if _area(ring) >= ISLAND_LEAST]
    return HEADER + "\n".join(lines) + "\n"


def _rings(topology: dict) -> Iterator[Ring]:  # type: ignore[type-arg]  # As above.
    arcs = _arcs(topology)
    for geometry in topology["objects"]["land"]["geometries"]:
        parts = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        rings = [_unwrapped(_joined(ring, arcs)) for polygon in parts for ring in polygon]
        yield from (ring for ring in rings if min(lat for _, lat in ring) > POLE)


def _arcs(topology: dict) -> list[Ring]:  # type: ignore[type-arg]  # As above.
    (width, height), (west, south) = (
        topology["transform"]["scale"],
        topology["transform"]["translate"],
    )
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        arc = []
        for step in steps:
            x, y = x + step[0], y + step[1]
            arc.append((x * width + west, y * height + south))
        arcs.append(arc)
    return arcs


def _joined(ring: Sequence[int], arcs: Sequence[Ring]) -> Ring:
    joined: Ring = []
    for index in ring:
        # A negative index is its complement, walked backwards.
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        joined += arc[1:] if joined else arc
    return joined


def _unwrapped(ring: Ring) -> Ring:
    """Let longitudes run on beyond the date line rather than jump over the whole map."""
    unwrapped: Ring = [ring[0]]
    for longitude, latitude in ring[1:]:
        before = unwrapped[-1][0]
        unwrapped.append((longitude - 360 * round((longitude - before) / 360), latitude))
    return unwrapped


def _area(ring: Ring) -> float:
    turns = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in turns)) / 2


def _simpler(ring: Ring) -> Ring:
    """Take out the corners that change the shape least (Visvalingam and Whyatt, 1993)."""
    last = len(ring) - 1
    before, after = list(range(-1, last)), list(range(1, last + 2))
    sizes = {at: _area([ring[at - 1], ring[at], ring[at + 1]]) for at in range(1, last)}
    smallest = [(size, at) for at, size in sizes.items()]
    heapq.heapify(smallest)
    while smallest and len(sizes) + 2 > CORNERS_LEAST and smallest[0][0] < CORNER_LEAST:
        size, at = heapq.heappop(smallest)
        if sizes.get(at) != size:
            continue
        del sizes[at]
        after[before[at]], before[after[at]] = after[at], before[at]
        for near in {before[at], after[at]} & sizes.keys():
            corner = [ring[before[near]], ring[near], ring[after[near]]]
            sizes[near] = max(size, _area(corner))
            heapq.heappush(smallest, (sizes[near], near))
    return [corner for at, corner in enumerate(ring) if at in {0, last} or at in sizes]


def _line(ring: Ring) -> str:
    corners = [(round(x * GRID), round(y * GRID)) for x, y in ring]
    steps = [corners[0]]
    steps += [(x - x0, y - y0) for (x0, y0), (x, y) in pairwise(corners) if (x, y) != (x0, y0)]
    return " ".join(f"{x} {y}" for x, y in steps)


if __name__ == "__main__":
    read, written = map(Path, sys.argv[1:])
    written.write_text(compiled(json.loads(read.read_text())), encoding="utf-8")
