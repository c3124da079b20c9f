"""The neutral format as CSV: orders with one row a line, parcels, or checkpoints."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from pydantic import ValidationError

from amends.orders.importers.entries import RefusedRow, Row, Step
from amends.orders.importers.marks import mark_of, size_of
from amends.orders.intake import problems

from .columns import Kind, kind_of
from .csv_orders import order_lines
from .csv_rows import Cells, CsvRow, header_of, rows_of
from .csv_times import in_row_zone
from .lines import CheckpointLine, Line, ParcelLine, entries

Nested: TypeAlias = dict[str, object]


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A CSV file. Positions are bytes; it is always read from its start, see `order_lines`."""

    path: Path
    marketplace: str

    @property
    def name(self) -> str:
        """What the report calls it."""
        return self.path.name

    @property
    def mark(self) -> str:
        """What tells this state of the file from another."""
        return mark_of([self.path], self.marketplace)

    @property
    def size(self) -> int:
        """The length of the file."""
        return size_of(self.path)

    def read(self, after: int = 0) -> Iterator[Step]:
        """Yield the entries and the refused rows after a position."""
        kind = kind_of(header_of(self.path), self.path.name)
        rows = rows_of(self.path)
        if kind is Kind.ORDERS:
            return entries(order_lines(rows, after), self.marketplace)
        fresh = (row for row in rows if row.position > after)
        return entries((_parsed(row, kind) for row in fresh), self.marketplace)


def _parsed(row: CsvRow, kind: Kind) -> tuple[Row, Line] | RefusedRow:
    place = Row(row.line, row.cells.get("order_id", "")[:100], row.position)
    if row.problem:
        return RefusedRow(place, "broken_row", (row.problem,))
    try:
        if kind is Kind.PARCELS:
            return place, ParcelLine.model_validate(_parcel(row.cells), strict=False)
        return place, CheckpointLine.model_validate(_checkpoint(row.cells), strict=False)
    except ValidationError as error:
        return RefusedRow(place, "malformed", tuple(problems(error)))


def _parcel(cells: Cells) -> Nested:
    filled = in_row_zone(cells, ("handed_over_at", "recorded_at"))
    filled.pop("zone", None)
    if "lines" in filled:
        filled["lines"] = cells["lines"].split()
    return _beside(filled, "parcel", ("order_id", "recorded_at"))


def _checkpoint(cells: Cells) -> Nested:
    filled = in_row_zone(cells, ("recorded_at",))
    parcel = cells.get("parcel", "")
    if len(parcel) <= 2 and parcel.isdecimal():
        filled["parcel"] = int(parcel)
    return _beside(filled, "checkpoint", ("order_id", "parcel", "recorded_at"))


def _beside(filled: Nested, kind: str, outer: tuple[str, ...]) -> Nested:
    line: Nested = {name: filled.pop(name) for name in outer if name in filled}
    return {"kind": kind, **line, kind: filled}
