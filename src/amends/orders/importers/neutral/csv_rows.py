"""Rows of a CSV file with a header, each with where it ends: what every table is read with."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from amends.orders.importers.entries import SourceRefused
from amends.orders.intake import Problem

from .text_lines import SAVE_SO, UNREADABLE, TextLines

COLUMNS_MOST = 100
Cells: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CsvRow:
    """A row: its first line, where it ends, and its cells by column; or why it has none."""

    line: int
    position: int
    cells: Cells
    problem: Problem | None = None


def header_of(path: Path) -> tuple[str, ...]:
    """Return the names of the columns, in small letters."""
    with TextLines(path) as lines:
        first = next(lines, "")
    names = next(csv.reader([first], delimiter=_delimiter(first)), [])
    header = tuple(name.strip().lower() for name in names)
    if UNREADABLE in first or not any(header) or len(header) > COLUMNS_MOST:
        raise SourceRefused(f"{path.name} has no header. Name the columns in its first row.")
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise SourceRefused(f"{path.name} has a column twice: {', '.join(twice)}. Take one out.")
    return header


def rows_of(path: Path) -> Iterator[CsvRow]:
    """Yield the rows under the header. Cells are stripped; rows without any text are left out."""
    header = header_of(path)
    with TextLines(path) as lines:
        first = next(lines)
        reader = csv.reader(lines, delimiter=_delimiter(first), strict=True)
        read = iter(lambda: _next(reader, lines, header), None)
        yield from (row for row in read if row.problem or any(row.cells.values()))


def _next(reader: Iterator[list[str]], lines: TextLines, header: tuple[str, ...]) -> CsvRow | None:
    line = lines.number + 1
    try:
        cells = next(reader)
    except StopIteration:
        return None
    except csv.Error as error:
        return CsvRow(line, lines.position, {}, _broken(line, lines.number, error))
    return _row(line, lines.position, header, cells)


def _row(line: int, position: int, header: tuple[str, ...], cells: list[str]) -> CsvRow:
    stripped = {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
    if not any(stripped.values()) and len(cells) <= len(header):
        return CsvRow(line, position, {})
    problem = None
    if any(UNREADABLE in cell for cell in cells):
        words = "This row is not text in UTF-8, or is longer than a million bytes."
        problem = Problem("", f"{words} {SAVE_SO}")
    elif len(cells) != len(header):
        words = f"This row has {len(cells)} cells, and the header {len(header)}."
        problem = Problem("", f"{words} Put cells with a separator or a line break in quotes.")
    return CsvRow(line, position, stripped, problem)


def _broken(first: int, last: int, error: csv.Error) -> Problem:
    words = f"Lines {first} to {last} were not read ({error})."
    return Problem("", f"{words} Close every quote, and write a quote inside a cell twice.")


def _delimiter(header: str) -> str:
    return max(",;\t", key=header.count)
