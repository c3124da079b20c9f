"""What tells one state of a source from another, without reading all of it."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from .entries import SourceRefused


def mark_of(paths: Sequence[Path], marketplace: str) -> str:
    """Return a name for these files as they are now: where they stand, how long, how old."""
    parts = [marketplace]
    for path in paths:
        stat = _stat(path)
        parts += [str(path.resolve()), str(stat[0]), str(stat[1])]
    return sha256("\0".join(parts).encode()).hexdigest()


def size_of(path: Path) -> int:
    """Return the length of a file."""
    return _stat(path)[0]


def _stat(path: Path) -> tuple[int, int]:
    try:
        stat = path.stat()
    except OSError as error:
        raise SourceRefused(f"{path} cannot be read ({error.strerror}). Check it.") from error
    return stat.st_size, stat.st_mtime_ns
