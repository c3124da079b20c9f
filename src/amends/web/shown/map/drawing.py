"""One map as SVG text: land, the way in order, how sure each place is, and what lies between.

Colours come from the page's own properties, so light, dark and print need no second drawing.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise, starmap

from .labels import AWAY, LINE, Box, Label, Wanted, placed
from .projecting import Frame, Pixels, framed, unwrapped, way
from .shores import shores
from .view import MapView, Stop

WORDS_MOST = 300
MARK = 7


@dataclass(frozen=True, slots=True)
class _Plan:
    """Everything in pixels: the stops, the home after them, and the ways between."""

    frame: Frame
    stops: tuple[tuple[Stop, Pixels], ...]
    home: tuple[Stop, Pixels] | None
    claims: tuple[tuple[Stop, Pixels], ...]
    legs: tuple[tuple[Pixels, ...], ...]
    gap: tuple[Pixels, ...]


def draw(view: MapView, *, width: int, name: str) -> str:
    """Return an SVG element of a width in pixels; `name` makes its ids the page's only ones.

    Where nothing can be drawn the answer is empty: then the text alternative stands alone.
    """
    if not view.drawable:
        return ""
    height = round(width * (0.75 if width < 500 else 0.5))
    plan = _plan(view, width, height)
    parts = [
        _opened(width, height, name),
        f'<title id="{name}-title">{_text(view.title)}</title>',
        f'<desc id="{name}-desc">{_text(view.description)}</desc>',
        f'<rect class="sea" width="{width}" height="{height}"/>',
        f'<path class="land" fill-rule="evenodd" d="{shores(plan.frame)}"/>',
        *_circles(plan),
        *(f'<path class="leg" d="{_line(leg)}"/>' for leg in plan.legs),
        *([f'<path class="gap" d="{_line(plan.gap)}"/>'] if plan.gap else []),
        *_marks(view, plan),
        *_labels(view, plan),
        "</svg>",
    ]
    return "".join(parts)


def _opened(width: int, height: int, name: str) -> str:
    return (
        f'<svg class="map" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img" aria-labelledby="{name}-title" aria-describedby="{name}-desc"'
        ' direction="ltr">'
    )


def _plan(view: MapView, width: int, height: int) -> _Plan:
    home = view.home if view.home is not None and view.home.known else None
    ends = [*view.drawn, *([home] if home else [])]
    everything = [*ends, *view.claims]
    spots = unwrapped(stop.at for stop in everything)
    places = spots[: len(ends)]
    ways = list(starmap(way, pairwise(places)))
    shown = [(at, stop.radius_km) for at, stop in zip(spots, everything, strict=True)]
    wanted_gap = bool(home and view.drawn and view.distance)
    legs = ways[: len(view.drawn) - 1] if view.drawn else []
    turns = [(at, 0.0) for leg in (ways if wanted_gap else legs) for at in leg]
    frame = framed(width, height, [*shown, *turns])
    pixels = [frame.pixels(at) for at in places]
    claimed = [frame.pixels(at) for at in spots[len(ends) :]]
    return _Plan(
        frame=frame,
        stops=tuple(zip(view.drawn, pixels, strict=False)),
        home=(home, pixels[-1]) if home else None,
        claims=tuple(zip(view.claims, claimed, strict=True)),
        legs=tuple(tuple(map(frame.pixels, leg)) for leg in legs),
        gap=tuple(map(frame.pixels, ways[-1])) if wanted_gap else (),
    )


def _ends(plan: _Plan) -> Iterator[tuple[Stop, Pixels]]:
    yield from plan.stops
    if plan.home:
        yield plan.home
    yield from plan.claims


def _circles(plan: _Plan) -> Iterator[str]:
    for stop, (x, y) in _ends(plan):
        radius = plan.frame.radius(stop.at[1], stop.radius_km)
        # A circle smaller than the mark on it says nothing.
        if radius > MARK:
            yield f'<circle class="radius" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"/>'


def _marks(view: MapView, plan: _Plan) -> Iterator[str]:
    for stop, (x, y) in plan.stops[:-1]:
        kind = "stop" if stop.scanned else "stop said"
        yield f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
    if plan.home:
        x, y = plan.home[1]
        # Wider where the last mark stands in it, so that both are seen.
        radius = MARK + 5 if plan.stops and math.dist(plan.stops[-1][1], (x, y)) < MARK else MARK
        yield f'<circle class="home" cx="{x:.1f}" cy="{y:.1f}" r="{radius}"/>'
    if plan.stops:
        stop, (x, y) = plan.stops[-1]
        kind = "last arrived" if view.delivered and not view.distance else "last"
        kind += "" if stop.scanned else " said"
        yield (
            f'<rect class="{kind}" x="{x - MARK:.1f}" y="{y - MARK:.1f}" width="{2 * MARK}"'
            f' height="{2 * MARK}" transform="rotate(45 {x:.1f} {y:.1f})"/>'
        )
    for _, (x, y) in plan.claims:
        up, side = y - MARK, MARK * 0.87
        corners = ((x, up), (x + side, y + MARK / 2), (x - side, y + MARK / 2))
        yield f'<path class="claim" d="{_line(corners)}Z"/>'


def _labels(view: MapView, plan: _Plan) -> Iterator[str]:
    size = plan.frame.width, plan.frame.height
    marks = [_around(at) for _, at in _ends(plan)]
    for label in placed(list(_wanted(view, plan)), size, marks):
        yield from _label(label)


def _wanted(view: MapView, plan: _Plan) -> Iterator[Wanted]:
    if plan.home:
        yield Wanted(_plain(plan.home[0].label), plan.home[1], needed=True, kind="place")
    latest_first = plan.stops[::-1]
    for stop, at in latest_first[:1]:
        yield Wanted(_plain(stop.label), at, needed=True, kind="place")
    if plan.gap:
        middle = plan.gap[len(plan.gap) // 2]
        yield Wanted(_plain(view.distance), middle, needed=True, kind="distance")
    for claim, at in plan.claims:
        yield Wanted(_plain(claim.label), at, needed=True, kind="place")
    # The start says more than what lies between.
    for stop, at in (*latest_first[1:][-1:], *latest_first[1:-1]):
        yield Wanted(_plain(stop.label), at, needed=False, kind="place")


def _label(label: Label) -> Iterator[str]:
    box = label.box
    x, y = (box.left + box.right) / 2, box.bottom - LINE * 0.28
    if label.led:
        foot = box.bottom if label.at[1] > box.bottom else box.top
        yield f'<path class="lead" d="{_line((label.at, (x, foot)))}"/>'
    yield (
        f'<text class="{label.kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="middle">'
        f"{_text(label.words)}</text>"
    )


def _around(at: Pixels) -> Box:
    x, y = at
    reach = AWAY - 2
    return Box(x - reach, y - reach, x + reach, y + reach)


def _line(points: Sequence[Pixels]) -> str:
    return f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in points)}"


def _plain(words: str) -> str:
    """Return words without what a screen, or XML, cannot carry."""
    return "".join(ch for ch in words[:WORDS_MOST] if ch.isprintable()).strip()


def _text(words: str) -> str:
    return escape(_plain(words))
