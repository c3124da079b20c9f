"""What became of an import: how many of what, and by which reason; each oddity is also listed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from .entries import EntryRefused, Prepared, ReadEntry, RefusedRow, Row, Taken

Listed: TypeAlias = dict[str, object]


@dataclass(slots=True)
class Report:
    """The counts of an import, over all its goes.

    Rows: `rows` = `rows_taken` + the sum of `rows_refused`. Orders: `orders` = the sum of `taken`
    + the sum of `orders_refused`; `split` of them are further orders out of a row that made
    several. `further` entries brought parcels or checkpoints of orders that came earlier.
    """

    rows: int = 0
    rows_taken: int = 0
    orders: int = 0
    split: int = 0
    further: int = 0
    rows_refused: Counter[str] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)
    orders_refused: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    counted: Counter[str] = field(default_factory=Counter)

    def refuse(self, refused: RefusedRow) -> Iterator[Listed]:
        """Count a row that could not be read, and return what is listed of it."""
        self._row(refused.row)
        self.rows_refused[refused.reason] += 1
        yield _listed(
            refused.row,
            "row_refused",
            reason=refused.reason,
            problems=[{"field": p.field, "problem": p.problem} for p in refused.problems],
        )
        yield from _notes(refused.row)

    def take(self, entry: ReadEntry[Prepared], became: Taken | EntryRefused) -> Iterator[Listed]:
        """Count an entry and what became of it, and return what is listed of it."""
        self._row(entry.row)
        self.rows_taken += entry.row.rows
        self.orders += 1
        self.split += entry.row.rows == 0
        self.further += entry.further
        if isinstance(became, Taken):
            self.taken[became.value] += 1
        else:
            self.orders_refused[became.reason] += 1
            problem = {"field": became.problem.field, "problem": became.problem.problem}
            listed = {"order_id": entry.reference, "reason": became.reason, "problems": [problem]}
            yield _listed(entry.row, "order_refused", **listed)
        yield from _notes(entry.row)

    def _row(self, row: Row) -> None:
        self.rows += row.rows
        self.notes.update(row.notes)
        self.counted.update(row.counted)


def _notes(row: Row) -> Iterator[Listed]:
    for note in row.notes:
        yield _listed(row, "note", note=note)


def _listed(row: Row, kind: str, **rest: object) -> Listed:
    return {"kind": kind, "line": row.line, "row": row.name, **rest}
