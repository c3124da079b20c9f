"""The parts of a video file that its container's walk finds, and the copy that blanks them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Never

from amends.evidence.faults import EvidenceRefused, Fault
from amends.evidence.store import READ_BYTES

# An hour of picture and sound in WebM has about 300,000 parts. A file of nothing but tiny parts
# would keep the walk busy for minutes.
READS_MOST = 500_000
# A camera that notes its place twice a second fills this in seven hours.
BLANKS_MOST = 50_000


@dataclass(frozen=True, slots=True, order=True)
class Blank:
    """Bytes from `start` to `stop` that become `opening` and then zeros."""

    start: int
    stop: int
    opening: bytes = b""


@dataclass(slots=True)
class Reader:
    """An open file of known size, of which only so many pieces are read."""

    file: BinaryIO
    size: int
    left: int = READS_MOST

    def read(self, start: int, length: int) -> bytes:
        """Return exactly these bytes; a file that ends before, or never ends, is no video."""
        self.left -= 1
        if self.left < 0:
            unreadable()
        self.file.seek(start)
        found = self.file.read(length)
        if len(found) < length:
            unreadable()
        return found


def blanked(reader: Reader, blanks: Iterable[Blank]) -> Iterator[bytes]:
    """Copy a file, writing over what is named by `blanks`, which are in order."""
    reader.file.seek(0)
    at = 0
    for blank in blanks:
        assert at <= blank.start, "two blanks overlap"
        yield from _copied(reader.file, blank.start - at)
        yield blank.opening
        yield from _zeros(blank.stop - blank.start - len(blank.opening))
        at = reader.file.seek(blank.stop)
    yield from _copied(reader.file, reader.size - at)


def unreadable() -> Never:
    """Refuse: cut short, damaged, or not what its first bytes say."""
    raise EvidenceRefused(Fault.VIDEO_UNREADABLE)


def not_playable() -> Never:
    """Refuse: whole, but browsers cannot play it, or it hides what we cannot blank."""
    raise EvidenceRefused(Fault.VIDEO_NOT_PLAYABLE)


def _copied(file: BinaryIO, left: int) -> Iterator[bytes]:
    while left > 0:
        chunk = file.read(min(left, READ_BYTES))
        assert chunk, "the file ends where its walk did"
        left -= len(chunk)
        yield chunk


def _zeros(left: int) -> Iterator[bytes]:
    while left > 0:
        yield bytes(min(left, READ_BYTES))
        left -= READ_BYTES
