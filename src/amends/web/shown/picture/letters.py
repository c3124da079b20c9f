"""The letters of a picture: 16 rows of bits each, out of GNU Unifont, which has every script.

A font of outlines for all scripts is twenty times as large, and needs a shaping engine besides.
"""

import lzma
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

ROWS = 16
REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter; a row's highest bit is its leftmost dot, `width` is 8 or 16 dots."""

    width: int
    rows: tuple[int, ...]


# What is drawn for a letter that the font has not: a box.
MISSING = Letter(8, (0, 0, 0x7E, *(0x42,) * 10, 0x7E, 0, 0))


@lru_cache(maxsize=REMEMBERED)
def letter(character: str) -> Letter | None:
    """Return how a character is drawn, or None where the font does not have it."""
    key, drawn = f"\n{ord(character):04X}:".encode(), _font()
    at = drawn.find(key)
    if at < 0:
        return None
    bits = drawn[at + len(key) : drawn.index(b"\n", at + len(key))].decode()
    digits = len(bits) // ROWS
    rows = (int(bits[row * digits : (row + 1) * digits], 16) for row in range(ROWS))
    return Letter(4 * digits, tuple(rows))


@cache
def _font() -> bytes:
    packed = (files(__package__) / "unifont.xz").read_bytes()
    return b"\n" + lzma.decompress(packed)
