"""Reading in batches, and, once an import proves to be a long one, in a process of its own.

Reading and checking take as long as recording: side by side, both take half the time. The reading
process asks no database and writes nothing, so one that is killed loses nothing.
"""

import multiprocessing
import pickle
import signal
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from io import BytesIO
from multiprocessing.connection import Connection
from operator import attrgetter
from typing import Generic

import django

from .entries import Door, Entry, Prepared, Read, ReadEntry, RefusedRow, Source, SourceRefused, Step

# So many steps are read before it is worth starting a process, which costs as much as reading them.
ALONE_MOST = 10_000
# Until it is ready, reading goes on here: nobody waits for it.
READY_WITHIN = 0.0
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
    """Yield the batches after a position; of a long import, the next one while one is taken."""
    with ExitStack() as running:
        yield from _read_ahead(reading, after, running)


def _read_ahead(
    reading: Reading[Prepared], after: int, running: ExitStack
) -> Iterator[list[Read[Prepared]]]:
    count, reader = 0, None
    for batch in reading.batches(after):
        yield batch
        count += len(batch)
        if reader is None and count >= ALONE_MOST:
            reader = running.enter_context(_reader(reading))
        if reader is not None and reader.poll(READY_WITHIN):
            rest: Iterator[list[Read[Prepared]]] = _received(reader, batch[-1].row.position)
            yield from rest
            return


@contextmanager
def _reader(reading: Reading[Prepared]) -> Iterator[Connection]:
    """Start the process; it says when it is ready, and is then told where to begin."""
    # Not a fork: that would share the connections to the database and what other threads hold.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    arguments = (theirs, pickle.dumps(reading))
    process = context.Process(target=_read_for, args=arguments, daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours
    finally:
        ours.close()
        process.terminate()
        process.join()


def _received(reader: Connection, after: int) -> Iterator[list[Read[Prepared]]]:
    """Yield what the reader sends: an empty batch when it is ready, and another one at the end."""
    batch: list[Read[Prepared]] = _next(reader)
    # One that has ended by now is met below.
    with suppress(ConnectionError):
        reader.send(after)
    while batch := _next(reader):
        yield batch


def _next(reader: Connection) -> list[Read[Prepared]]:
    try:
        sent: list[Read[Prepared]] | Exception = pickle.loads(reader.recv_bytes())  # noqa: S301 - our own process wrote it
    except (EOFError, ConnectionError) as ended:
        raise SourceRefused(ENDED) from ended
    if isinstance(sent, Exception):
        raise sent
    return sent


def _read_for(importer: Connection, pickled: bytes) -> None:
    """Send batches to the importing process, as its reader."""
    # Ctrl-C is for the importing process, which then ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Unpickled only now: what is read knows the models, which have to be set up first.
    django.setup()
    reading: Reading[object] = pickle.loads(pickled)  # noqa: S301 - our own process wrote it
    # Where nobody takes them any more, the import was ended.
    with suppress(EOFError, ConnectionError):
        importer.send_bytes(_pickled([]))
        for sent in _sent(reading, importer.recv()):
            importer.send_bytes(_pickled(sent))


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
