"""Reading in batches, and, once an import proves to be a long one, in a process of its own.

Reading and checking take as long as recording: side by side, both take half the time. The reading
process asks no database and writes nothing, so one that is killed loses nothing.
"""

import multiprocessing
import pickle
import signal
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from io import BytesIO
from multiprocessing.connection import Connection
from operator import attrgetter
from typing import Generic

import django

from .entries import Door, Entry, Prepared, Read, ReadEntry, RefusedRow, Source, SourceRefused, Step

# So many steps are read before it is worth starting a process, which takes a second or two.
ALONE_MOST = 4_000
ENDED = "The process that reads was ended. Start the import again: it goes on where it was."


@dataclass(frozen=True, slots=True)
class Reading(Generic[Prepared]):
    """What to read, the door that prepares it, and how much makes a batch."""

    source: Source
    door: Door[Prepared]
    batch: int

    def batches(self, after: int) -> Iterator[list[Read[Prepared]]]:
        """Yield what stands after a position, each entry prepared."""
        for steps in _batches(self.source.read(after), self.batch):
            yield [self._read(step) for step in steps]

    def _read(self, step: Step) -> Read[Prepared]:
        if isinstance(step, RefusedRow):
            return step
        further = step.order is None
        return ReadEntry(step.row, step.reference, further, self.door.prepared(step))


def read_ahead(reading: Reading[Prepared], after: int) -> Iterator[list[Read[Prepared]]]:
    """Yield the batches after a position: the next one is read while one is taken."""
    count = 0
    for batch in reading.batches(after):
        yield batch
        count += len(batch)
        if count >= ALONE_MOST:
            yield from _by_process(reading, batch[-1].row.position)
            return


def _by_process(reading: Reading[Prepared], after: int) -> Iterator[list[Read[Prepared]]]:
    # Not a fork: that would share the connections to the database and what other threads hold.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    arguments = (theirs, pickle.dumps(reading), after)
    process = context.Process(target=_send, args=arguments, daemon=True)
    process.start()
    theirs.close()
    try:
        batches: Iterator[list[Read[Prepared]]] = _all(ours)
        yield from batches
    finally:
        ours.close()
        process.terminate()
        process.join()


def _all(ours: Connection) -> Iterator[list[Read[Prepared]]]:
    while True:
        try:
            batch: list[Read[Prepared]] | Exception = pickle.loads(ours.recv_bytes())  # noqa: S301 - our own process wrote it
        except EOFError as ended:
            raise SourceRefused(ENDED) from ended
        if isinstance(batch, Exception):
            raise batch
        if not batch:
            return
        yield batch


def _send(theirs: Connection, pickled: bytes, after: int) -> None:
    """Send the batches and, at the end, an empty one; or what went wrong."""
    # Ctrl-C is for the importing process, which then ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Unpickled only now: what is read knows the models, which have to be set up first.
    django.setup()
    reading: Reading[object] = pickle.loads(pickled)  # noqa: S301 - our own process wrote it
    # Where nobody takes them any more, the import was ended.
    with suppress(BrokenPipeError):
        for sent in _sent(reading, after):
            theirs.send_bytes(_pickled(sent))


def _sent(reading: Reading[object], after: int) -> Iterator[list[Read[object]] | Exception]:
    try:
        yield from reading.batches(after)
        yield []
    except Exception as error:  # noqa: BLE001 - told where the import runs
        yield error


def _pickled(value: object) -> bytes:
    written = BytesIO()
    _Pickler(written, pickle.HIGHEST_PROTOCOL).dump(value)
    return written.getvalue()


class _Pickler(pickle.Pickler):
    """Writes dataclasses as calls: what they do by themselves takes three times as long."""

    def reducer_override(self, value: object) -> tuple[Callable[..., object], tuple[object, ...]]:
        values = _values_of(type(value))  # type: ignore[arg-type]  # Every class can be hashed.
        return NotImplemented if values is None else (type(value), values(value))


@cache
def _values_of(kind: Hashable) -> Callable[[object], tuple[object, ...]] | None:
    known = fields(kind) if is_dataclass(kind) else ()
    # Of a single attribute there would be no tuple.
    if len(known) < 2 or not all(field.init and not field.kw_only for field in known):
        return None
    return attrgetter(*(field.name for field in known))


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
