"""Drive an import: read, hand over in batches, and keep how far it came after each of them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from .entries import Door, Entry, RefusedRow, Source, Step
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


def run(source: Source, door: Door, home: Path, *, told: Told, batch: int = BATCH) -> Imported:
    """Import a source, from where an interrupted import of the same content left off.

    A batch that was committed just before the kill comes again: its orders are already there.
    """
    state = State.of(home, source.mark)
    progress = state.begin()
    size = source.size
    told(progress.position, size)
    for steps in _batches(source.read(progress.position), batch):
        listed = [*_taken(steps, door, progress.report)]
        progress.listed = state.list(listed)
        progress.position = steps[-1].row.position
        state.keep(progress)
        told(progress.position, size)
    state.end()
    return Imported(progress.report, state.listing)


def _batches(steps: Iterable[Step], most: int) -> Iterator[Sequence[Step]]:
    """Yield steps that are taken together.

    A row is never divided, because an import goes on between rows; and a reference comes once in
    a batch, so that the door meets an order once at a time.
    """
    batch: list[Step] = []
    references: set[str] = set()
    for step in steps:
        known = isinstance(step, Entry) and step.reference in references
        if batch and (known or (len(batch) >= most and not _same_row(batch[-1], step))):
            yield batch
            batch, references = [], set()
        batch.append(step)
        if isinstance(step, Entry):
            references.add(step.reference)
    if batch:
        yield batch


def _same_row(one: Step, other: Step) -> bool:
    return (one.row.line, one.row.name) == (other.row.line, other.row.name)


def _taken(steps: Sequence[Step], door: Door, report: Report) -> Iterator[Listed]:
    entries = [step for step in steps if isinstance(step, Entry)]
    became = door.protect_many(entries) if entries else ()
    answers = iter(zip(entries, became, strict=True))
    for step in steps:
        if isinstance(step, RefusedRow):
            yield from report.refuse(step)
        else:
            yield from report.take(*next(answers))
