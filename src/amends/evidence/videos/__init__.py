"""Videos: their containers are walked and blanked, their pictures are never decoded here.

What the other side sees is a copy in which everything is zero that a player does not need:
places, makers' notes, tracks that are neither picture nor sound. Nothing moves, so every offset
in the file stays true. Words that a maker hides inside the coded picture or sound itself stay.
"""

from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from amends.evidence.kinds import MediaType

from . import mp4, webm
from .parts import BLANKS_MOST, Reader, blanked, not_playable

__all__ = ["shown_copy"]


def shown_copy(file: BinaryIO, size: int, media_type: MediaType) -> Iterator[bytes]:
    """Return the copy for the other side in chunks; refuses before the first chunk or not at all.

    Walking reads headers only, so a video that is refused costs next to nothing.
    """
    reader = Reader(file, size)
    walk = webm.blanks(reader) if media_type is MediaType.WEBM else mp4.blanks(reader)
    found = sorted(islice(walk, BLANKS_MOST + 1))
    if len(found) > BLANKS_MOST:
        not_playable()
    return blanked(reader, found)
