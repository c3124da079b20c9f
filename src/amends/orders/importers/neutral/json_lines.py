"""The neutral format as JSON lines: one object a line, told by its `kind`."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from amends.orders.importers.entries import RefusedRow, Row, Step
from amends.orders.importers.marks import mark_of, size_of
from amends.orders.intake import Problem, problems

from .lines import Line, entries
from .text_lines import SAVE_SO, UNREADABLE, TextLines

_LINE: TypeAdapter[Line] = TypeAdapter(Annotated[Line, Field(discriminator="kind")])
WITHIN = re.compile(r" at line \d+ column \d+")
NOT_TEXT = Problem(
    "", f"This line is not text in UTF-8, or is longer than a million bytes. {SAVE_SO}"
)


@dataclass(frozen=True, slots=True)
class JsonLines:
    """A file of JSON lines. Positions are bytes."""

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
        return entries(self._lines(after), self.marketplace)

    def _lines(self, after: int) -> Iterator[tuple[Row, Line] | RefusedRow]:
        with TextLines(self.path, after) as lines:
            # One line is drawn at a time: where the reader stands is where this line ends.
            filled = (text for text in lines if not text.isspace())
            yield from (_parsed(text, lines.number, lines.position) for text in filled)


def _parsed(text: str, line: int, position: int) -> tuple[Row, Line] | RefusedRow:
    if UNREADABLE in text:
        return RefusedRow(Row(line, "", position), "not_text", (NOT_TEXT,))
    try:
        parsed = _LINE.validate_json(text)
    except ValidationError as error:
        found = tuple(_shortened(problem) for problem in problems(error))
        return RefusedRow(Row(line, _name(text), position), "malformed", found)
    return Row(line, parsed.order_id, position), parsed


def _shortened(problem: Problem) -> Problem:
    # The path begins with the kind, by which the line's form was chosen.
    _, _, field = problem.field.partition(".")
    # A parser counts lines within this line; the report has the line of the file.
    return Problem(field, WITHIN.sub("", problem.problem))


def _name(text: str) -> str:
    """Return the order's id, as far as a broken line tells it."""
    try:
        line = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    name = line.get("order_id") if isinstance(line, dict) else None
    return name[:100] if isinstance(name, str) else ""
