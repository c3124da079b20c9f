"""The picture itself: lines of text on paper, as an indexed PNG (W3C, PNG Specification, 2nd ed.).

Written by hand: it is text on one colour, and no library that reads pictures is loaded into the
process that answers the web.
"""

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from .joining import is_drawn_apart, is_mark, is_rightward, visual
from .letters import MISSING, Letter, letter

# In dots; each is two pixels wide and high, so that letters are 32 pixels high.
WIDTH, MARGIN, LEADING = 640, 24, 22
LINES_MOST = 900
WRAPPED_MOST = 40
PAPER, INK, SOFT, RULE = range(4)
COLOURS = bytes.fromhex("ffffff1b1f2457606ad0d7de")
# Two dots of four bits each: a dot's number, twice.
DOUBLED = bytes(range(0, 256, 17)) + bytes(240)
BOXES = "A box stands for a letter that this picture's font has not."
APART = "Letters of some scripts are drawn one by one here, not joined as they are written."
CUT = "The picture ends here; the page shows the rest."


@dataclass(frozen=True, slots=True)
class Said:
    """One paragraph of a picture; `large` doubles its letters, `soft` is for what is beside."""

    text: str
    large: bool = False
    soft: bool = False
    ruled: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    said: Said
    first: bool

    @property
    def height(self) -> int:
        above = 10 if self.first and self.said.ruled else 0
        return above + LEADING * (2 if self.said.large else 1)


def picture(paragraphs: Sequence[Said]) -> bytes:
    """Return a PNG, 1280 pixels wide, of paragraphs one below the other.

    What the font has not, and what it cannot join, is said at the foot of the picture.
    """
    lines = [line for paragraph in paragraphs for line in _wrapped(paragraph)]
    text = "".join(line.text for line in lines)
    notes = [CUT] if len(lines) > LINES_MOST else []
    notes += [BOXES] if any(letter(ch) is None for ch in set(visual(text))) else []
    notes += [APART] if is_drawn_apart(text) else []
    lines = lines[:LINES_MOST]
    lines += [line for note in notes for line in _wrapped(Said(note, soft=True, ruled=True))]
    height = 2 * MARGIN + sum(line.height for line in lines)
    dots = [bytearray(WIDTH) for _ in range(height)]
    top = MARGIN
    for line in lines:
        _draw(dots, line, top)
        top += line.height
    return _png(dots)


def _wrapped(said: Said) -> Iterator[_Line]:
    """Yield the lines of a paragraph, broken at spaces, or within a word that is too long."""
    room = (WIDTH - 2 * MARGIN) // (2 if said.large else 1)
    plain = "".join(ch if ch.isprintable() else " " for ch in said.text)
    lines, line = [], ""
    for word in plain.split():
        joined = f"{line} {word}" if line else word
        if _width(joined) <= room:
            line = joined
            continue
        lines += [line] if line else []
        *whole, line = _pieces(word, room)
        lines += whole
    for number, text in enumerate([*lines, line][:WRAPPED_MOST]):
        yield _Line(text, said, first=number == 0)


def _pieces(word: str, room: int) -> list[str]:
    pieces = [""]
    for character in word:
        if _width(pieces[-1] + character) > room:
            pieces.append("")
        pieces[-1] += character
    return pieces


def _width(text: str) -> int:
    return sum(_letter(ch).width for ch in text if not is_mark(ch))


def _letter(character: str) -> Letter:
    return letter(character) or MISSING


def _draw(dots: list[bytearray], line: _Line, top: int) -> None:
    said, scale = line.said, 2 if line.said.large else 1
    colour = SOFT if said.soft else INK
    if line.first and said.ruled:
        dots[top + 2][MARGIN : WIDTH - MARGIN] = bytes([RULE]) * (WIDTH - 2 * MARGIN)
        top += 10
    shown = visual(line.text)
    left = MARGIN
    if is_rightward(said.text):
        left = WIDTH - MARGIN - scale * _width(shown)
    at = left
    for character in shown:
        drawn = _letter(character)
        if is_mark(character):
            _stamp(dots, drawn, (max(at - scale * drawn.width, left), top), (colour, scale))
            continue
        _stamp(dots, drawn, (at, top), (colour, scale))
        at += scale * drawn.width


def _stamp(
    dots: list[bytearray], drawn: Letter, corner: tuple[int, int], ink: tuple[int, int]
) -> None:
    (left, top), (colour, scale) = corner, ink
    stroke = bytes([colour]) * scale
    for row, column in _inked(drawn):
        at = left + column * scale
        for line in dots[top + row * scale : top + (row + 1) * scale]:
            line[at : at + scale] = stroke


def _inked(drawn: Letter) -> Iterator[tuple[int, int]]:
    spots = product(enumerate(drawn.rows), range(drawn.width))
    return (
        (row, column) for (row, bits), column in spots if bits >> (drawn.width - 1 - column) & 1
    )


def _png(dots: Sequence[bytearray]) -> bytes:
    # Each row twice, each dot twice, at four bits; the byte before a row says that it is no filter.
    rows = b"".join(2 * (b"\0" + row.translate(DOUBLED)) for row in dots)
    header = struct.pack(">IIBBBBB", 2 * WIDTH, 2 * len(dots), 4, 3, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"PLTE", COLOURS), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )
