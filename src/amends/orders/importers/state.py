"""How far an import came, kept beside the database in a small file, so that it can go on there.

Losing the file loses no order: every order is idempotent by its key, and is then only met again.
"""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from .report import Listed, Report

FOLDER = "imports"


@dataclass(slots=True)
class Progress:
    """Where to go on, the counts until there, and how much of the list belongs to them."""

    position: int = 0
    listed: int = 0
    report: Report = field(default_factory=Report)


_PROGRESS: TypeAdapter[Progress] = TypeAdapter(Progress)


@dataclass(frozen=True, slots=True)
class State:
    """The two files of one import: how far it came, and what it listed on the way."""

    path: Path
    listing: Path

    @classmethod
    def of(cls, home: Path, mark: str) -> "State":
        """Return the files for a source in this state; their folder is made."""
        folder = home / FOLDER
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(folder / f"{mark}.json", folder / f"{mark}.report.jsonl")

    def begin(self) -> Progress:
        """Return how far an interrupted import came; what it listed beyond that is cut off."""
        progress = self._read()
        with self.listing.open("ab") as listing:
            listing.truncate(progress.listed)
        return progress

    def list(self, items: list[Listed]) -> int:
        """Add to the list, and return its length."""
        with self.listing.open("ab") as listing:
            listing.writelines(json.dumps(item).encode() + b"\n" for item in items)
            return listing.tell()

    def keep(self, progress: Progress) -> None:
        """Keep how far the import came: all of it or, if killed on the way, nothing."""
        written = self.path.with_suffix(f".{os.getpid()}")
        written.write_bytes(_PROGRESS.dump_json(progress))
        written.replace(self.path)

    def end(self) -> None:
        """Forget the position: the import came to its end, and a further one begins anew."""
        self.path.unlink(missing_ok=True)

    def _read(self) -> Progress:
        try:
            progress = _PROGRESS.validate_json(self.path.read_bytes())
            listed = self.listing.stat().st_size
        except (OSError, ValidationError):
            return Progress()
        # A list that is shorter than it was lost what it held: count everything again.
        return progress if listed >= progress.listed else Progress()
