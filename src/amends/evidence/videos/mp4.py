"""Walks an MP4 or MOV file box by box, and names all that is not on the list of what to keep.

Phones write places into `udta`, `meta`, `uuid` and `loci` boxes, and cameras into whole tracks
of positions beside picture and sound. New makers invent new boxes, so this keeps a list of what
a player needs, and blanks the rest: a box becomes `free`, of the same length, all zeros.
"""

import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from .parts import Blank, Reader, not_playable, unreadable

# Of all tracks together. Two hundred megabytes of video have a few thousand; one for each frame,
# as some programs write them, is still below this.
CHUNKS_MOST = 300_000
TRACKS_MOST = 32


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its four letters, where it starts, where its content starts, where it stops."""

    name: bytes
    start: int
    body: int
    stop: int


@dataclass(frozen=True, slots=True)
class Track:
    """What matters of a track: where it starts, its kind, its codecs, where its chunks begin."""

    start: int
    holds: bytes
    codecs: tuple[bytes, ...]
    chunks: tuple[int, ...]

    @property
    def kept(self) -> bool:
        """Only picture and sound are for the other side."""
        return self.holds in {b"vide", b"soun"}


def blanks(reader: Reader) -> Iterator[Blank]:
    """Name what to blank, or refuse a file that is cut short, disguised or not playable."""
    top = list(_boxes(reader, 0, reader.size))
    names = [box.name for box in top]
    fragmented = b"moof" in names
    if names[:1] != [b"ftyp"] or names.count(b"moov") != 1 or b"mdat" not in names:
        unreadable()
    tracks = _tracks(reader, top[names.index(b"moov")])
    _require_playable(tracks, fragmented=fragmented)
    hidden = frozenset(track.start for track in tracks if not track.kept)
    yield from _unlisted(reader, Box(b"", 0, 0, reader.size), hidden)
    if not fragmented:
        yield from _unowned([box for box in top if box.name == b"mdat"], tracks)


def _boxes(reader: Reader, start: int, stop: int) -> Iterator[Box]:
    """Walk the boxes between two offsets; they must fill that space exactly."""
    while start < stop:
        length, name = struct.unpack(">I4s", reader.read(start, 8))
        body = start + 8
        if length == 1:
            (length,) = struct.unpack(">Q", reader.read(body, 8))
            body += 8
        elif length == 0:
            # "To the end", as a camera writes that does not know the end yet.
            length = stop - start
        if not body - start <= length <= stop - start:
            unreadable()
        yield Box(name, start, body, start + length)
        start += length


def _tracks(reader: Reader, moov: Box) -> list[Track]:
    tracks: list[Track] = []
    for box in _boxes(reader, moov.body, moov.stop):
        if box.name == b"trak":
            tracks.append(_track(reader, box))
        if len(tracks) > TRACKS_MOST or sum(len(track.chunks) for track in tracks) > CHUNKS_MOST:
            not_playable()
    return tracks


def _track(reader: Reader, box: Box) -> Track:
    media = _inside(reader, box, b"mdia")
    holds = reader.read(_inside(reader, media, b"hdlr").body + 8, 4)
    table = _inside(reader, _inside(reader, media, b"minf"), b"stbl")
    kinds = _inside(reader, table, b"stsd")
    (count,) = struct.unpack(">I", reader.read(kinds.body + 4, 4))
    entries = islice(_boxes(reader, kinds.body + 8, kinds.stop), min(count, TRACKS_MOST))
    codecs = tuple(entry.name for entry in entries)
    return Track(box.start, holds, codecs, _chunks(reader, table))


def _inside(reader: Reader, parent: Box, name: bytes) -> Box:
    boxes = _boxes(reader, parent.body, parent.stop)
    found = next((box for box in boxes if box.name == name), None)
    if found is None:
        unreadable()
    return found


def _chunks(reader: Reader, table: Box) -> tuple[int, ...]:
    boxes = _boxes(reader, table.body, table.stop)
    found = next((box for box in boxes if box.name in _OFFSETS), None)
    if found is None:
        return ()
    width, letter = _OFFSETS[found.name]
    (count,) = struct.unpack(">I", reader.read(found.body + 4, 4))
    if count > min((found.stop - found.body - 8) // width, CHUNKS_MOST):
        unreadable()
    return struct.unpack(f">{count}{letter}", reader.read(found.body + 8, count * width))


def _require_playable(tracks: Sequence[Track], *, fragmented: bool) -> None:
    pictures = [track for track in tracks if track.holds == b"vide"]
    if not pictures:
        unreadable()
    if any(codec not in _CODECS for track in pictures for codec in track.codecs):
        not_playable()
    if fragmented and not all(track.kept for track in tracks):
        # The hidden track's bytes are spread over the fragments; only a new export loses them.
        not_playable()


def _unlisted(reader: Reader, parent: Box, hidden: frozenset[int]) -> Iterator[Blank]:
    """Name every box that is not on the list for its parent, down to the sample tables."""
    kept = _KEPT[parent.name]
    for box in _boxes(reader, parent.body, parent.stop):
        if box.name not in kept or box.start in hidden:
            opening = reader.read(box.start, box.body - box.start)
            yield Blank(box.start, box.stop, opening[:4] + b"free" + opening[8:])
        elif box.name in _KEPT:
            yield from _unlisted(reader, box, hidden)


def _unowned(content: Sequence[Box], tracks: Sequence[Track]) -> Iterator[Blank]:
    """Name the bytes of content that belong to a hidden track, or to no track at its beginning.

    A chunk is taken to reach to the next chunk of any track: so interleaved positions go, and
    no table of sample sizes, which old cameras write in their own ways, can cut into the sound.
    """
    bodies = [box.body for box in content]
    owned = dict.fromkeys(bodies, False)
    # Where a hidden track points at the same bytes as a shown one, the hidden one counts.
    for track in sorted(tracks, key=lambda track: not track.kept):
        owned |= dict.fromkeys(track.chunks, track.kept)
    for start, stop in pairwise([*sorted(owned), content[-1].stop]):
        at = bisect_right(bodies, start) - 1
        if at >= 0 and start < content[at].stop and not owned[start]:
            yield Blank(start, min(stop, content[at].stop))


_OFFSETS = {b"stco": (4, "I"), b"co64": (8, "Q")}
# What browsers play. Others hold still pictures with notes of their own (MJPEG), or are for
# cutting rooms (ProRes).
_CODECS = frozenset(
    b"avc1 avc2 avc3 avc4 hvc1 hev1 dvh1 dvhe dva1 dvav av01 vp08 vp09 mp4v s263".split()
)
_KEPT = {
    b"": frozenset(b"ftyp styp moov mdat moof mfra sidx ssix prft pdin".split()),
    b"moov": frozenset(b"mvhd trak mvex iods".split()),
    b"trak": frozenset(b"tkhd edts tapt mdia".split()),
    b"mdia": frozenset(b"mdhd hdlr minf elng".split()),
    b"minf": frozenset(b"vmhd smhd gmhd nmhd hdlr dinf stbl".split()),
    b"stbl": frozenset(
        b"stsd stts ctts cslg stsc stsz stz2 stco co64 stss stps sdtp sgpd sbgp subs saiz saio"
        b"".split()
    ),
    b"moof": frozenset(b"mfhd traf".split()),
    b"traf": frozenset(b"tfhd tfdt trun sdtp sgpd sbgp subs saiz saio".split()),
}
