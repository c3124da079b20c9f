"""What every reader yields, and what takes it: the two sides of an import."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, Protocol, TypeAlias, TypeVar

from amends.orders.intake import CheckpointBody, OrderBody, ParcelBody, Problem


class SourceRefused(Exception):
    """The file or folder as a whole cannot be read; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """Where something stood in its source.

    `rows` is how many of the source's rows ended here, so that all of them add up: several rows
    can make one order, and a further order out of the same row has none. `position` is where to
    go on after it. `notes` are listed in the report, `counted` are only counted.
    """

    line: int
    name: str
    position: int
    rows: int = 1
    notes: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportedParcel:
    """A parcel, and when it became known that it was handed over."""

    body: ParcelBody
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class ImportedCheckpoint:
    """A checkpoint, when it became known, and of which parcel of its order it is.

    `parcel` is a number counted from 1, a tracking number, or None for the only parcel.
    """

    parcel: int | str | None
    body: CheckpointBody
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One order of a marketplace under its own id, with its parcels and their checkpoints.

    Without an order they are further parcels and checkpoints of one that is already there.
    """

    marketplace: str
    reference: str
    order: OrderBody | None
    parcels: tuple[ImportedParcel, ...]
    checkpoints: tuple[ImportedCheckpoint, ...]
    row: Row


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row of which no order can be made, and everything that is wrong with it."""

    row: Row
    reason: str
    problems: tuple[Problem, ...]


Step: TypeAlias = Entry | RefusedRow


class Source(Protocol):
    """A file or folder that can be read from any position where a step ended.

    `mark` tells one state of the content from another; `size` is the last position.
    """

    @property
    def name(self) -> str: ...

    @property
    def mark(self) -> str: ...

    @property
    def size(self) -> int: ...

    def read(self, after: int = 0) -> Iterator[Step]: ...


class Taken(StrEnum):
    """What became of an entry that was not refused."""

    PROTECTED = "protected"
    ALREADY_THERE = "already_there"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class EntryRefused:
    """Why an order that could be read was not taken. `reason` is a code that can be counted."""

    reason: str
    problem: Problem


Prepared = TypeVar("Prepared")


class Door(Protocol[Prepared]):
    """Takes a batch of entries in the order of their source: all of it, or nothing if it raises.

    Each is prepared first, which asks no database and may happen in another process. The answers
    stand in the order of the entries. An entry that was taken before must be answered with
    `ALREADY_THERE` and change nothing. No reference comes twice in one batch.
    """

    def prepared(self, entry: Entry, /) -> Prepared: ...

    def protect_many(self, entries: Sequence[Prepared], /) -> Sequence[Taken | EntryRefused]: ...


@dataclass(frozen=True, slots=True)
class ReadEntry(Generic[Prepared]):
    """An entry as its door has prepared it; `further` brings only parcels and checkpoints."""

    row: Row
    reference: str
    further: bool
    prepared: Prepared


Read: TypeAlias = ReadEntry[Prepared] | RefusedRow
