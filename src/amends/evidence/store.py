"""The folder of sealed files, each under the SHA-256 of its content.

A file is written aside, synced, renamed into its place, and then the folders are synced, all
before the caller writes its row: so a row never names a file that a power cut could take away.
A crash in between leaves at most an orphan, which `sweep` removes.
"""

import fcntl
import hashlib
import os
import re
import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from io import BufferedRandom
from itertools import islice
from pathlib import Path
from typing import BinaryIO

READ_BYTES = 1024 * 1024


class FileMissing(Exception):
    """No file is sealed under this SHA-256."""


class FileDamaged(Exception):
    """The bytes on the disk are not those that were sealed."""


class StoreNotKnown(Exception):
    """More lies here that nobody names than what is named: whoever sweeps may look after another.

    The message says so to the operator, with the way out.
    """


class Shelf(StrEnum):
    """Originals are for mediators with a reason; derivatives are what everybody else sees."""

    ORIGINALS = "originals"
    DERIVATIVES = "derivatives"


@dataclass(frozen=True, slots=True)
class Draft:
    """A file being written; it is gone when its `with` ends, unless it was sealed."""

    path: Path
    file: BufferedRandom

    def write(self, chunks: Iterable[bytes]) -> str:
        """Append `chunks` and return the SHA-256 of just these."""
        digest = hashlib.sha256()
        for chunk in chunks:
            digest.update(chunk)
            self.file.write(chunk)
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Store:
    """The files under one folder, readable by the account of the service alone."""

    folder: Path

    @contextmanager
    def draft(self) -> Iterator[Draft]:
        """Open a new file on the disk of the store, so that sealing it is only a rename."""
        aside = self.folder / _ASIDE
        _make_folders(self.folder, aside)
        number, name = tempfile.mkstemp(dir=aside)
        try:
            with os.fdopen(number, "w+b") as file:
                yield Draft(Path(name), file)
        finally:
            Path(name).unlink(missing_ok=True)

    def seal(self, shelf: Shelf, draft: Draft, sha256: str) -> None:
        """Put a finished draft in its place, for good: it outlives a power cut from here on.

        A file that is already there is replaced by the same bytes; that makes it young again,
        which keeps it from a sweep that runs at the same time.
        """
        draft.file.flush()
        os.fsync(draft.file.fileno())
        place = self._place(shelf, sha256)
        with self._lock(fcntl.LOCK_SH):
            _make_folders(*reversed(place.parents[:3]))
            draft.path.rename(place)
        # A folder made a moment ago, by us or by another process, may not be on the disk yet.
        for folder in (place.parent, *place.parent.parents[:3]):
            _sync_folder(folder)

    def open_original(self, sha256: str) -> BinaryIO:
        """Open an original after reading it whole: what comes out is what was sealed."""
        return self._open(Shelf.ORIGINALS, sha256, checked=True)

    def open_derivative(self, sha256: str, *, checked: bool = True) -> BinaryIO:
        """Open a derivative. Parts of a video are read unchecked, or each would cost the whole."""
        return self._open(Shelf.DERIVATIVES, sha256, checked=checked)

    def spare_bytes(self) -> int:
        """How much the disk of the store can still take."""
        _make_folders(self.folder)
        disk = os.statvfs(self.folder)
        return disk.f_bavail * disk.f_frsize

    def sweep(self, keep: Collection[str], older_than: datetime, most: int) -> int:
        """Remove at most `most` files that no row names, older than any row that is still to come.

        `keep` holds every SHA-256 that a row names (see `Sealed.files`), gathered by the caller
        at or after `older_than`. Answers how many files went. Raises `StoreNotKnown`, and removes
        nothing that was sealed, where more would have to go than stays for a row.
        """
        moment, named = older_than.timestamp(), 0
        swept = self._remove((self.folder / _ASIDE).glob("*"), moment, most)
        unnamed = []
        for path in self._sealed():
            if path.name in keep:
                named += 1
            elif _is_older(path, moment):
                unnamed.append(path)
        if len(unnamed) > named:
            raise StoreNotKnown(_NOT_KNOWN.format(len(unnamed), named))
        return swept + self._remove(unnamed, moment, most - swept)

    def _open(self, shelf: Shelf, sha256: str, *, checked: bool) -> BinaryIO:
        try:
            file = self._place(shelf, sha256).open("rb")
        except FileNotFoundError as error:
            raise FileMissing(sha256) from error
        if checked and hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            file.close()
            raise FileDamaged(sha256)
        file.seek(0)
        return file

    def _place(self, shelf: Shelf, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise FileMissing(sha256[:64])
        return self.folder / shelf / sha256[:2] / sha256[2:4] / sha256

    def _sealed(self) -> Iterator[Path]:
        for shelf in Shelf:
            yield from (self.folder / shelf).glob("??/??/*")

    def _remove(self, paths: Iterable[Path], moment: float, most: int) -> int:
        removed = (path for path in paths if self._removed_if_older(path, moment))
        return sum(1 for _ in islice(removed, most))

    def _removed_if_older(self, path: Path, moment: float) -> bool:
        with self._lock(fcntl.LOCK_EX):
            # It may have been sealed again, or removed by another sweep, since it was listed.
            older = _is_older(path, moment)
            if older:
                path.unlink()
            return older

    @contextmanager
    def _lock(self, mode: int) -> Iterator[None]:
        """Keep a sweep from removing a file between the look at its age and the removal."""
        number = os.open(self.folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(number, mode)
            yield
        finally:
            os.close(number)


def _make_folders(*folders: Path) -> None:
    """Make each folder, outermost first; only the last step of `parents` would get the mode."""
    for folder in folders:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _is_older(path: Path, moment: float) -> bool:
    try:
        return path.stat().st_mtime < moment
    except FileNotFoundError:
        return False


def _sync_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(number)
    finally:
        os.close(number)


_NOT_KNOWN = (
    "{} sealed files belong to no order, and only {} belong to one: nothing was removed. See that"
    " AMENDS_DATABASE_URL names the database of this home"
)
_ASIDE = "incoming"
_LOCK = "lock"
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
