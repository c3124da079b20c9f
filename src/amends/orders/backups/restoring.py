"""Putting a backup back: checked whole before anything is touched, and held until reconciled."""

import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.db import connection

from . import databases, manifest
from .databases import sync
from .manifest import BackupRefused, Manifest, Part
from .taking import SECRET_FILES, SECRET_FOLDERS, SETTINGS, Home


@dataclass(frozen=True, slots=True)
class Restoring:
    """Which backup is put back, and where; `replace` says that what is there may go."""

    home: Home
    source: Path
    replace: bool = False


def restore(asked: Restoring) -> Manifest:
    """Put a backup back and open the hold `restored`; raise `BackupRefused` when it cannot be.

    Files come before the database: a row never names a file that is not there. What is in the
    place of settings and keys is kept.
    """
    if not asked.source.exists():
        raise BackupRefused(f"{asked.source} does not exist; name a backup.")
    with _unpacked(asked) as folder:
        found = manifest.read(folder)
        manifest.check(folder, found)
        _require_fits(asked, found)
        files = [part for part in found.parts if part.name != databases.file_name()]
        for part in files:
            _put(asked.home, folder, part)
        databases.put_back(folder / databases.file_name(), found.taken_at)
    return found


def _require_fits(asked: Restoring, found: Manifest) -> None:
    if found.engine != connection.vendor:
        raise BackupRefused(
            f"This backup is of {found.engine}, and AMENDS_DATABASE_URL names {connection.vendor}; "
            "restore it to the engine that it came from."
        )
    if not asked.replace and not databases.is_empty():
        raise BackupRefused(
            "There are orders in this database. Restore into an empty one, or say --replace: "
            "then what is there is gone."
        )


def _put(home: Home, folder: Path, part: Part) -> None:
    first, _, rest = part.name.partition("/")
    target = home.evidence / rest if first == "evidence" else home.folder / part.name
    kept = part.name in (SETTINGS, *SECRET_FILES) or first in SECRET_FOLDERS
    if target.exists() and (kept or manifest.sha256_of(target) == part.sha256):
        return
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.restoring")
    shutil.copyfile(folder / part.name, aside)
    aside.chmod(0o600)
    sync(aside)
    aside.replace(target)
    sync(target.parent)


@contextmanager
def _unpacked(asked: Restoring) -> Iterator[Path]:
    if asked.source.is_dir():
        yield asked.source
        return
    asked.home.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=asked.home.folder, prefix=".restoring-") as folder:
        _unpack(asked.source, folder)
        yield Path(folder)


def _unpack(source: Path, folder: str) -> None:
    try:
        with tarfile.open(source) as file:
            _take_out_all(file, Path(folder))
    except (tarfile.TarError, EOFError) as error:
        raise BackupRefused(
            f"{source} cannot be read as a backup: it is no tar file, or was cut off. Name a file"
            " or a folder that amends backup made."
        ) from error


def _take_out_all(file: tarfile.TarFile, folder: Path) -> None:
    for member in file:
        _take_out(file, member, folder)


def _take_out(file: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """Write one file of a backup below a folder; nothing else, and nothing anywhere else.

    Done by hand, because the filters of `tarfile` came only with Python 3.11.4.
    """
    name = PurePosixPath(member.name)
    if member.isdir():
        return
    content = file.extractfile(member) if member.isreg() else None
    if content is None or name.is_absolute() or ".." in name.parts:
        raise BackupRefused(f"The backup holds {member.name!r}, which none that we make does")
    target = folder / name
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with content, target.open("wb") as written:
        shutil.copyfileobj(content, written)
