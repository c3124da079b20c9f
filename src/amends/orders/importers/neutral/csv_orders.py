"""Orders out of a CSV file: rows with the same order_id that stand together are its lines."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from pydantic import ValidationError

from amends.core.terms import LINES_MOST, PARCELS_MOST
from amends.orders.importers.entries import RefusedRow, Row
from amends.orders.intake import Problem, problems

from .columns import column_of
from .csv_order_body import body_of, on_line
from .csv_parcels import SCANS, parcels_of
from .csv_rows import CsvRow
from .lines import CheckpointLine, Line, OrderLine, ParcelLine

APART = Problem(
    "order_id",
    "Rows of this order stood further up. Sort the file by order_id, and import it again.",
)


@dataclass(frozen=True, slots=True)
class _Run:
    """Rows with one order_id that stand together. More than an order can hold are only counted."""

    rows: Sequence[CsvRow]
    count: int

    @property
    def reference(self) -> str:
        return _id(self.rows[0])

    @property
    def row(self) -> Row:
        first, last = self.rows[0], self.rows[-1]
        return Row(first.line, self.reference[:100], last.position, self.count)


def order_lines(rows: Iterable[CsvRow], after: int) -> Iterator[tuple[Row, Line] | RefusedRow]:
    """Yield each order whose rows end after a position, followed by its parcels and checkpoints.

    The rows before it are only looked through for their ids: an order whose rows stand apart
    would else be taken with some of its lines, and the others would be lost.
    """
    seen: set[bytes] = set()
    for run in _runs(rows):
        key = blake2b(run.reference.encode(), digest_size=8).digest()
        apart = key in seen and bool(run.reference)
        seen.add(key)
        if run.row.position <= after:
            continue
        if apart:
            yield RefusedRow(run.row, "rows_apart", (APART,))
        else:
            yield from _lines(run)


def _runs(rows: Iterable[CsvRow]) -> Iterator[_Run]:
    run: list[CsvRow] = []
    count = 0
    for row in rows:
        if run and (_id(row) != _id(run[0]) or not _id(row)):
            yield _Run(run, count)
            run, count = [], 0
        # One more than an order can hold is enough to refuse it; the last tells where it ends.
        run = [*run[:LINES_MOST], row]
        count += 1
    if run:
        yield _Run(run, count)


def _id(row: CsvRow) -> str:
    return row.cells.get("order_id", "")


def _lines(run: _Run) -> Iterator[tuple[Row, Line] | RefusedRow]:
    broken = [on_line(row, row.problem) for row in run.rows if row.problem]
    if broken:
        yield RefusedRow(run.row, "broken_row", tuple(broken))
        return
    found: list[Problem] = []
    lines = [*_order(run, found), *_parcels(run, found)]
    if found:
        yield RefusedRow(run.row, "malformed", tuple(found))
        return
    yield run.row, lines[0]
    for line in lines[1:]:
        yield replace(run.row, rows=0), line


def _order(run: _Run, found: list[Problem]) -> Iterator[Line]:
    written = body_of(run.rows)
    found += written.problems
    # What was paid is only added up where everything that it is made of could be read.
    known = {"captured", *(problem.field for problem in found)} if found else set()
    known |= written.borrowed
    line = {"kind": "order", "order_id": run.reference, "order": written.body}
    try:
        yield OrderLine.model_validate(line, strict=False)
    except ValidationError as error:
        named = (_named(run, problem) for problem in problems(error))
        found += [problem for problem in named if problem.field not in known]


def _parcels(run: _Run, found: list[Problem]) -> Iterator[Line]:
    parcels = parcels_of([row.cells for row in run.rows])
    if len(parcels) > PARCELS_MOST:
        words = f"This order has {len(parcels)} parcels, and can have {PARCELS_MOST}."
        found.append(Problem("tracking_number", words))
    for number, parcel in enumerate(parcels[:PARCELS_MOST], start=1):
        try:
            yield ParcelLine.model_validate(parcel.line(run.reference), strict=False)
        except ValidationError as error:
            found += [_last(problem) for problem in problems(error)]
        for column in SCANS:
            yield from _checkpoint(parcel.scan(run.reference, number, column), column, found)


def _checkpoint(
    line: dict[str, object] | None, column: str, found: list[Problem]
) -> Iterator[Line]:
    if line is None:
        return
    try:
        yield CheckpointLine.model_validate(line, strict=False)
    except ValidationError as error:
        found += [Problem(column, problem.problem) for problem in problems(error)[:1]]


def _named(run: _Run, problem: Problem) -> Problem:
    """Name the column of a problem, and the row where an order has several."""
    path = problem.field.removeprefix("order.")
    named = Problem(column_of(path), problem.problem)
    parts = path.split(".")
    if parts[0] == "lines" and len(parts) > 2:
        return on_line(run.rows[int(parts[1])], named) if run.count > 1 else named
    return named


def _last(problem: Problem) -> Problem:
    parts = [part for part in problem.field.split(".") if not part.isdecimal()]
    return Problem(parts[-1], problem.problem)
