"""Walks a WebM file element by element, and names all that is not on the list of what to keep.

Tags, attachments, chapters, titles and unknown elements become `Void`, of the same length, all
zeros. Browsers record without knowing lengths in advance, so segments and clusters are entered
rather than stepped over: the file is one flat row of elements.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from .parts import Blank, Reader, not_playable, unreadable


@dataclass(frozen=True, slots=True)
class Element:
    """One element; `stop` equals `body` where the length is not known in advance."""

    name: int
    start: int
    body: int
    stop: int
    endless: bool = False


def blanks(reader: Reader) -> Iterator[Blank]:
    """Name what to blank, or refuse a file that is cut short, disguised or not playable."""
    seen: set[int] = set()
    for element in _elements(reader, 0, reader.size, entered=frozenset((_SEGMENT, _CLUSTER))):
        seen.add(element.name)
        if element.name not in _KEPT:
            yield _void(element)
        elif element.name == _INFORMATION:
            yield from _unlisted(reader, element, _KEPT_INFORMATION)
        elif element.name == _TRACKS:
            yield from _tracks(reader, element)
    if not seen >= {_HEADER, _SEGMENT, _TRACKS, _CLUSTER}:
        unreadable()


def _elements(
    reader: Reader, start: int, stop: int, entered: frozenset[int] = frozenset()
) -> Iterator[Element]:
    """Walk the elements between two offsets; they must fill that space exactly."""
    while start < stop:
        element = _element(reader, start, stop)
        if element.endless and element.name not in entered:
            unreadable()
        yield element
        start = element.body if element.name in entered else element.stop


def _element(reader: Reader, start: int, stop: int) -> Element:
    opening = reader.read(start, min(12, stop - start))
    name_length = _length(opening, most=4)
    size_length = _length(opening[name_length:], most=8)
    name = int.from_bytes(opening[:name_length], "big")
    body = start + name_length + size_length
    bits = 7 * size_length
    length = int.from_bytes(opening[name_length:][:size_length], "big") & ((1 << bits) - 1)
    if length == (1 << bits) - 1:
        return Element(name, start, body, body, endless=True)
    if body + length > stop:
        unreadable()
    return Element(name, start, body, body + length)


def _length(opening: bytes, most: int) -> int:
    """The number of leading zero bits says how many bytes a number has."""
    length = 9 - opening[0].bit_length() if opening and opening[0] else 9
    if length > min(most, len(opening)):
        unreadable()
    return length


def _tracks(reader: Reader, tracks: Element) -> Iterator[Blank]:
    for entry in _elements(reader, tracks.body, tracks.stop):
        if entry.name != _TRACK:
            yield _void(entry)
            continue
        yield from _track(reader, entry)


def _track(reader: Reader, entry: Element) -> Iterator[Blank]:
    inside = list(_elements(reader, entry.body, entry.stop))
    fields = {
        element.name: reader.read(element.body, min(element.stop - element.body, 32))
        for element in inside
    }
    # Subtitles can be positions, and their blocks lie among those of the picture.
    if fields.get(_TRACK_TYPE) not in {b"\x01", b"\x02"}:
        not_playable()
    if fields.get(_CODEC) not in _CODECS:
        not_playable()
    for element in inside:
        if element.name in _TRACK_NOTES:
            yield _void(element)


def _unlisted(reader: Reader, parent: Element, kept: frozenset[int]) -> Iterator[Blank]:
    for element in _elements(reader, parent.body, parent.stop):
        if element.name not in kept:
            yield _void(element)


def _void(element: Element) -> Blank:
    """Write a `Void` header over an element; its length takes one byte, or eight."""
    length = element.stop - element.start
    if length < 9:
        opening = bytes((0xEC, 0x80 | (length - 2)))
    else:
        opening = b"\xec\x01" + (length - 9).to_bytes(7, "big")
    return Blank(element.start, element.stop, opening)


_HEADER, _SEGMENT, _INFORMATION = 0x1A45DFA3, 0x18538067, 0x1549A966
_TRACKS, _TRACK, _TRACK_TYPE, _CODEC = 0x1654AE6B, 0xAE, 0x83, 0x86
_SEEK_HEAD, _CLUSTER, _CUES = 0x114D9B74, 0x1F43B675, 0x1C53BB6B
# Within a cluster: its time, its place, the length before it, and blocks alone or in groups.
_KEPT = frozenset((_HEADER, _SEGMENT, _INFORMATION, _TRACKS, _SEEK_HEAD, _CLUSTER, _CUES)) | {
    0xE7,
    0xA7,
    0xAB,
    0xA3,
    0xA0,
}
# Time scale, length, and the two names of the writing programs that the format demands.
_KEPT_INFORMATION = frozenset((0x2AD7B1, 0x4489, 0x4D80, 0x5741))
# A track's name, its attachment, its checksum (no longer true), and what was blank before.
_TRACK_NOTES = frozenset((0x536E, 0x7446, 0xBF, 0xEC))
_CODECS = frozenset((b"V_VP8", b"V_VP9", b"V_AV1", b"A_OPUS", b"A_VORBIS"))
