"""Where each value of a pack's file stands: TOML's own reader does not say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.-]+)\s*\]\]?\s*(?:#.*)?")
_ENTRY = re.compile(r"\s*([\w-]+)\s*=\s*(\"\"\"|'''|[\"']|)")


@dataclass(slots=True)
class Table:
    """One table of the file: its line, and for each key the line and column of its value."""

    name: str
    line: int
    values: dict[str, tuple[int, int]] = field(default_factory=dict)

    def at(self, key: str) -> tuple[int, int]:
        """Return where a key's value begins, or where the table does."""
        return self.values.get(key, (self.line, 1))


def tables(text: str) -> list[Table]:
    """Return the tables of a file in their order; the first is what stands before any header."""
    found = [Table("", 1)]
    for number, line in _outside_of_long_texts(text):
        header = _HEADER.fullmatch(line)
        if header is not None:
            found.append(Table(header[2], number))
            continue
        entry = _ENTRY.match(line)
        if entry is not None:
            long_text = len(entry[2]) > 1 and entry.end() == len(line.rstrip())
            place = (number + 1, 1) if long_text else (number, entry.end() + 1)
            found[-1].values[entry[1]] = place
    return found


def _outside_of_long_texts(text: str) -> Iterator[tuple[int, str]]:
    closing = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if closing:
            closing = "" if closing in line else closing
            continue
        yield number, line
        closing = next((quotes for quotes in _LONG if line.count(quotes) == 1), "")


_LONG = ('"""', "'''")
