"""Where the words of a map stand: beside their places, never over one another, never cut off."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .projecting import Pixels

FONT = 13
LINE = 18
# How wide a bold letter of 13 px is in the widest system font; those of East Asia are square.
NARROW, WIDE = 8.7, 13.5
EDGE = 4
AWAY = 11


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether two rectangles share a pixel."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def within(self, width: float, height: float) -> bool:
        """Whether it keeps clear of the edges of a map."""
        aside = self.left >= EDGE and self.right <= width - EDGE
        return aside and self.top >= EDGE and self.bottom <= height - EDGE


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words for a point. Those that are `needed` find a place, the others where there is room."""

    words: str
    at: Pixels
    needed: bool
    kind: str


@dataclass(frozen=True, slots=True)
class Label:
    """Words with the box that they stand in; `led` that a line leads to them from their point."""

    words: str
    at: Pixels
    box: Box
    kind: str
    led: bool


def placed(wanted: Sequence[Wanted], size: tuple[int, int], taken: Sequence[Box]) -> list[Label]:
    """Return the labels that found a place, the first wanted first; `taken` is kept free."""
    boxes = list(taken)
    labels: list[Label] = []
    for one in wanted:
        words = _shortened(one.words, size[0] - 2 * EDGE)
        near = _free(_beside(words, one.at), size, boxes)
        box = near or (_free(_anywhere(words, one.at, size), size, boxes) if one.needed else None)
        if box is not None:
            boxes.append(box)
            labels.append(Label(words, one.at, box, one.kind, near is None))
    return labels


def width_of(words: str) -> float:
    """Return how wide words are drawn at most, in pixels."""
    return sum(WIDE if unicodedata.east_asian_width(ch) in "WF" else NARROW for ch in words)


def _free(boxes: Iterator[Box], size: tuple[int, int], taken: Sequence[Box]) -> Box | None:
    fitting = (box for box in boxes if box.within(*size))
    return next((box for box in fitting if not any(box.meets(other) for other in taken)), None)


def _beside(words: str, at: Pixels) -> Iterator[Box]:
    x, y = at
    wide, half = width_of(words), width_of(words) / 2
    level, above, below = y - LINE / 2, y - AWAY - LINE, y + AWAY
    for left, top in (
        (x + AWAY, level),
        (x - AWAY - wide, level),
        (x - half, above),
        (x - half, below),
        (x + AWAY / 2, above),
        (x + AWAY / 2, below),
        (x - AWAY / 2 - wide, above),
        (x - AWAY / 2 - wide, below),
    ):
        yield Box(left, top, left + wide, top + LINE)


def _anywhere(words: str, at: Pixels, size: tuple[int, int]) -> Iterator[Box]:
    wide = width_of(words)
    lefts = range(EDGE, int(size[0] - wide) - EDGE + 1, LINE)
    tops = range(EDGE, size[1] - LINE - EDGE + 1, LINE // 2)
    spots = [(left, top) for left in lefts for top in tops]
    spots.sort(key=lambda spot: abs(spot[0] + wide / 2 - at[0]) + abs(spot[1] + LINE / 2 - at[1]))
    yield from (Box(left, top, left + wide, top + LINE) for left, top in spots)


def _shortened(words: str, room: float) -> str:
    if width_of(words) <= room:
        return words
    while words and width_of(words) + NARROW > room:
        words = words[:-1]
    return f"{words.rstrip()}…"
