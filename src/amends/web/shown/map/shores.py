"""The land within a frame as one path, cut at its edge so that no page carries the world."""

from collections.abc import Iterator, Sequence

from .outline import Ring, land
from .projecting import Frame, Pixels

# Beyond the edge, so that the cut itself is not seen.
MARGIN = 8.0
# Steps that nobody can see are left out.
STEP_LEAST = 0.8


def shores(frame: Frame) -> str:
    """Return the path of all land in the frame; odd rings are land, even ones water."""
    return "".join(_path(ring) for ring in _rings(frame))


def _rings(frame: Frame) -> Iterator[list[Pixels]]:
    # The earth goes round: a shore may lie a whole turn beside where its file has it.
    turned = ((ring, turns * 360.0) for ring in land() for turns in range(-1, 3))
    for ring, shifted in turned:
        if ring.west + shifted < frame.east and ring.east + shifted > frame.west:
            yield _cut(_drawn(ring, shifted, frame), frame)


def _drawn(ring: Ring, shifted: float, frame: Frame) -> list[Pixels]:
    return [frame.pixels((longitude + shifted, latitude)) for longitude, latitude in ring.corners]


def _cut(ring: list[Pixels], frame: Frame) -> list[Pixels]:
    """Cut a ring at the four edges, one after the other (Sutherland and Hodgman, 1974)."""
    edges = ((0, -MARGIN, 1), (0, frame.width + MARGIN, -1), (1, -MARGIN, 1))
    for axis, at, sign in (*edges, (1, frame.height + MARGIN, -1)):
        ring = [corner for pair in _pairs(ring) for corner in _side(pair, axis, at * sign, sign)]
    return ring


def _pairs(ring: Sequence[Pixels]) -> Iterator[tuple[Pixels, Pixels]]:
    return zip(ring, [*ring[1:], *ring[:1]], strict=True)


def _side(pair: tuple[Pixels, Pixels], axis: int, at: float, sign: int) -> Iterator[Pixels]:
    (one, other), edge = pair, at * sign
    inside, next_inside = one[axis] * sign >= at, other[axis] * sign >= at
    if inside:
        yield one
    if inside is not next_inside:
        share = (edge - one[axis]) / (other[axis] - one[axis])
        yield (
            one[0] + share * (other[0] - one[0]),
            one[1] + share * (other[1] - one[1]),
        )


def _path(ring: Sequence[Pixels]) -> str:
    kept: list[Pixels] = []
    for x, y in ring:
        if not kept or max(abs(x - kept[-1][0]), abs(y - kept[-1][1])) >= STEP_LEAST:
            kept.append((x, y))
    if len(kept) < 3:
        return ""
    return f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in kept)}Z"
