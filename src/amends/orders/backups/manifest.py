"""What a backup says of itself: its parts with their SHA-256, what made it, and how far it goes."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from pydantic import TypeAdapter, ValidationError

MANIFEST = "manifest.json"
FORMAT = 1
MANIFEST_BYTES_MOST = 512 * 1024 * 1024


class BackupRefused(Exception):
    """A backup cannot be taken or put back; the text says why, and the way out."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a backup, by its place in it."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Marks:
    """How far a database goes: its number of events and of orders, and when the last event was."""

    events: int
    orders: int
    last_event_at: datetime | None


@dataclass(frozen=True, slots=True)
class Manifest:
    """A backup's account of itself. `taken_at` is the moment of its database."""

    format: int
    amends: str
    engine: str
    engine_version: str
    taken_at: datetime
    marks: Marks
    secrets: bool
    parts: tuple[Part, ...]


_MANIFEST: TypeAdapter[Manifest] = TypeAdapter(Manifest)


def dumped(manifest: Manifest) -> bytes:
    """Return a manifest as it is written."""
    return _MANIFEST.dump_json(manifest, indent=1) + b"\n"


def read(folder: Path) -> Manifest:
    """Return the manifest of a backup in a folder; raise `BackupRefused` when it has none."""
    path = folder / MANIFEST
    try:
        if path.stat().st_size > MANIFEST_BYTES_MOST:
            raise BackupRefused(f"{path} is too large to be the manifest of a backup.")
        found = _MANIFEST.validate_json(path.read_bytes())
    except FileNotFoundError:
        raise BackupRefused(f"{folder} is no backup: it has no {MANIFEST}.") from None
    except ValidationError as error:
        why = error.errors()[0]["msg"]
        raise BackupRefused(f"{path} cannot be read as a manifest: {why}.") from error
    if found.format != FORMAT:
        raise BackupRefused(
            f"This backup has format {found.format}, and this version of Amends reads {FORMAT}; "
            f"put it back with Amends {found.amends}."
        )
    return found


def check(folder: Path, manifest: Manifest) -> None:
    """Raise `BackupRefused` naming the first part that is missing, changed or not of the backup."""
    for part in manifest.parts:
        require_inside(part.name)
        path = folder / part.name
        if not path.is_file() or path.is_symlink():
            raise BackupRefused(f"The backup lacks its part {part.name}; take another one.")
        if path.stat().st_size != part.size or sha256_of(path) != part.sha256:
            raise BackupRefused(f"The part {part.name} is not as it was backed up; take another.")


def require_inside(name: str) -> None:
    """Raise `BackupRefused` for a name that would lead out of the backup's folder."""
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts:
        raise BackupRefused(f"The backup names a part outside itself, {name!r}; do not use it.")


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def size_of(parts: Iterable[Part]) -> int:
    """Return how many bytes parts have together."""
    return sum(part.size for part in parts)
