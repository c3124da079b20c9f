"""Taking a backup while the service runs: the database first, then the files its rows name.

A sealed file is on the disk before its row, so files copied after the database are all there. The
whole is written under another name, synced, and renamed: what has the asked name is complete.
"""

import hashlib
import io
import os
import re
import shutil
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Protocol

import amends

from . import databases
from .databases import sync
from .manifest import (
    FORMAT,
    MANIFEST,
    BackupRefused,
    Manifest,
    Marks,
    Part,
    dumped,
    sha256_of,
)

SETTINGS = "amends.toml"
SETTINGS_BYTES_MOST = 1024 * 1024
SECRET_FOLDERS = ("keys",)
# The key that signs the accountant's receipts.
SECRET_FILES = ("transfers.key",)
FOLDERS = ("packs",)
SHELVES = ("originals", "derivatives")
# Such a setting is left out of a backup unless it was asked for.
SECRET = re.compile(
    r"[\w.\"'-]*(?:secret|password|token|key)[\w.\"'-]*\s*=|://[^/\s\"']*:[^@\s\"']*@",
    re.IGNORECASE,
)
LEFT_OUT = "# A secret stood here; it was left out of the backup."


@dataclass(frozen=True, slots=True)
class Home:
    """Where an installation keeps what is not in its database."""

    folder: Path
    evidence: Path


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be backed up, and to where; a `to` that ends in .tar becomes one file."""

    home: Home
    to: Path
    secrets: bool = False


class _Place(Protocol):
    """Takes the parts of a backup, one after another."""

    def add(self, name: str, source: Path) -> Part: ...

    def write(self, name: str, content: bytes) -> Part: ...


def take(wanted: Wanted, now: datetime) -> Manifest:
    """Back an installation up; raise `BackupRefused` when the place is taken or cannot be used."""
    if wanted.to.exists():
        raise BackupRefused(f"{wanted.to} exists; name a place that does not, such as one by date.")
    if not wanted.to.parent.is_dir():
        raise BackupRefused(f"The folder {wanted.to.parent} does not exist; make it first.")
    with _aside(wanted.to.parent) as aside:
        copy = Path(aside) / databases.file_name()
        marks = databases.copy_to(copy)
        target = Path(aside) / "whole"
        with _open(target, tar=wanted.to.suffix == ".tar") as place:
            manifest = _filled(place, wanted, copy, (marks, now))
        target.rename(wanted.to)
    sync(wanted.to.parent)
    return manifest


def _aside(folder: Path) -> tempfile.TemporaryDirectory[str]:
    try:
        return tempfile.TemporaryDirectory(dir=folder, prefix=".amends-backup-")
    except OSError as error:
        raise BackupRefused(
            f"Nothing can be made in the folder {folder} ({error.strerror}); name a place in"
            " one that can be written."
        ) from error


def _filled(place: _Place, wanted: Wanted, copy: Path, of: tuple[Marks, datetime]) -> Manifest:
    marks, now = of
    parts = [place.add(databases.file_name(), copy)]
    copy.unlink()
    parts += _evidence(place, wanted.home.evidence)
    parts += [place.add(name, path) for name, path in _files(wanted)]
    parts += _settings(place, wanted)
    manifest = Manifest(
        format=FORMAT,
        amends=amends.__version__,
        engine="postgresql" if databases.file_name().endswith("pgdump") else "sqlite",
        engine_version=databases.version(),
        taken_at=now,
        marks=marks,
        secrets=wanted.secrets,
        parts=tuple(parts),
    )
    place.write(MANIFEST, dumped(manifest))
    return manifest


def _evidence(place: _Place, evidence: Path) -> Iterator[Part]:
    """Copy the sealed files; one that is gone by its turn was swept, because no row names it."""
    listed = chain.from_iterable(sorted((evidence / shelf).glob("??/??/*")) for shelf in SHELVES)
    for path in listed:
        with suppress(FileNotFoundError):
            yield place.add(f"evidence/{path.relative_to(evidence).as_posix()}", path)


def _files(wanted: Wanted) -> Iterator[tuple[str, Path]]:
    """Yield packs and, where asked, keys: each with its name in the backup."""
    home = wanted.home.folder
    for folder in (*FOLDERS, *(SECRET_FOLDERS if wanted.secrets else ())):
        files = filter(Path.is_file, (home / folder).rglob("*"))
        yield from ((path.relative_to(home).as_posix(), path) for path in sorted(files))
    if wanted.secrets:
        yield from ((name, home / name) for name in SECRET_FILES if (home / name).is_file())


def _settings(place: _Place, wanted: Wanted) -> list[Part]:
    path = wanted.home.folder / SETTINGS
    if not path.exists():
        return []
    if path.stat().st_size > SETTINGS_BYTES_MOST:
        raise BackupRefused(f"{path} is too large to be the settings; look what is in it.")
    text = path.read_text(encoding="utf-8")
    kept = text if wanted.secrets else without_secrets(text)
    return [place.write(SETTINGS, kept.encode())]


def without_secrets(settings: str) -> str:
    """Return settings with every secret left out; nothing at all where that is not certain."""
    lines = [LEFT_OUT if SECRET.search(line) else line for line in settings.splitlines()]
    kept = "\n".join(lines) + "\n"
    try:
        tomllib.loads(kept)
    except tomllib.TOMLDecodeError:
        # A secret over several lines leaves a rest that is no TOML, and may be the secret.
        return LEFT_OUT + "\n"
    return kept


@dataclass(frozen=True, slots=True)
class _Folder:
    root: Path
    made: set[Path] = field(default_factory=set)

    def add(self, name: str, source: Path) -> Part:
        path = self._path(name)
        shutil.copyfile(source, path)
        return self._sealed(name, path)

    def write(self, name: str, content: bytes) -> Part:
        path = self._path(name)
        path.write_bytes(content)
        return self._sealed(name, path)

    def _path(self, name: str) -> Path:
        path = self.root / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.made.update(folder for folder in path.parents if folder.is_relative_to(self.root))
        return path

    def _sealed(self, name: str, path: Path) -> Part:
        path.chmod(0o600)
        sync(path)
        return Part(name, sha256_of(path), path.stat().st_size)


@dataclass(frozen=True, slots=True)
class _Tar:
    file: tarfile.TarFile

    def add(self, name: str, source: Path) -> Part:
        # What is added here does not change any more: a sealed file, or our own copy.
        with source.open("rb") as content:
            entry = self._entry(name, os.fstat(content.fileno()).st_size)
            self.file.addfile(entry, content)
            content.seek(0)
            sha256 = hashlib.file_digest(content, "sha256").hexdigest()
        return Part(name, sha256, entry.size)

    def write(self, name: str, content: bytes) -> Part:
        self.file.addfile(self._entry(name, len(content)), io.BytesIO(content))
        return Part(name, hashlib.sha256(content).hexdigest(), len(content))

    def _entry(self, name: str, size: int) -> tarfile.TarInfo:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        return entry


@contextmanager
def _open(target: Path, *, tar: bool) -> Iterator[_Place]:
    if tar:
        with tarfile.open(target, "w", format=tarfile.PAX_FORMAT) as file:
            yield _Tar(file)
        target.chmod(0o600)
        sync(target)
        return
    folder = _Folder(target)
    target.mkdir(mode=0o700)
    yield folder
    for made in sorted(folder.made, reverse=True):
        sync(made)
