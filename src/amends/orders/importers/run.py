"""Drive an import: read, hand over in batches, and keep how far it came after each of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from .ahead import Reading, read_ahead
from .entries import Door, Prepared, Read, RefusedRow, Source
from .report import Listed, Report
from .state import State

# A transaction that waits for the disk a tenth of the time that its rows take.
BATCH = 2_000
# Told after each batch: how far the import is, and how far it has to go.
Told: TypeAlias = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Imported:
    """The counts of an import, and the file in which every refused row stands with its reason."""

    report: Report
    listing: Path


def run(
    source: Source, door: Door[Prepared], home: Path, *, told: Told, batch: int = BATCH
) -> Imported:
    """Import a source, from where an interrupted import of the same content left off.

    A batch that was committed just before the kill comes again: its orders are already there.
    """
    state = State.of(home, source.mark)
    progress = state.begin()
    size = source.size
    told(progress.position, size)
    for read in read_ahead(Reading(source, door, batch), progress.position):
        listed = [*_taken(read, door, progress.report)]
        progress.listed = state.list(listed)
        progress.position = read[-1].row.position
        state.keep(progress)
        told(progress.position, size)
    state.end()
    return Imported(progress.report, state.listing)


def _taken(
    read: Sequence[Read[Prepared]], door: Door[Prepared], report: Report
) -> Iterator[Listed]:
    entries = [one.prepared for one in read if not isinstance(one, RefusedRow)]
    became = door.protect_many(entries) if entries else ()
    assert len(became) == len(entries), "a door answers for each entry"
    answers = iter(became)
    for one in read:
        if isinstance(one, RefusedRow):
            yield from report.refuse(one)
        else:
            yield from report.take(one, next(answers))
