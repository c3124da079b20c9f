"""Where each value of a pack's file stands: TOML's own reader does not say.

The file was read by that reader before, so that only what is well-formed comes here.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"(?P<text>\"\"\"(?:[^\\]|\\.)*?\"{3,5}|'''.*?'{3,5}|\"(?:[^\"\\]|\\.)*\"|'[^']*')"
    r"|(?P<line>\n)"
    r"|(?P<space>[ \t]+|#[^\n]*)"
    r"|(?P<mark>[\[\]{}=.,])"
    r"|(?P<word>[^\s\[\]{}=.,\"'#]+)",
    re.DOTALL,
)
_DEEPER = {"[": 1, "{": 1, "]": -1, "}": -1}
# One character of a text as it is written: a line that goes on, an escape, or itself.
_WRITTEN = re.compile(r"\\[ \t]*\n[ \t\n]*|\\u.{4}|\\U.{8}|\\.|.", re.DOTALL)
_GOES_ON = re.compile(r"\\[ \t\n]")


@dataclass(slots=True)
class Table:
    """One table of the file: its line, and for each key where its value stands.

    Of a text that is where each of its characters stands, and its end; else only the beginning.
    """

    name: str
    line: int
    file: str
    values: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def at(self, key: str) -> tuple[int, int]:
        """Return the line and column where a key's value begins, or where the table does."""
        return _place(self.file, self.values[key][0]) if key in self.values else (self.line, 1)

    def within(self, key: str, source: str, line: int, column: int) -> tuple[int, int]:
        """Return where a character of a text stands, given its line and column in that text."""
        offsets = self.values[key]
        before = source.split("\n")[: line - 1]
        index = sum(len(text) + 1 for text in before) + column - 1
        return _place(self.file, offsets[min(index, len(offsets) - 1)])


def tables(file: str) -> list[Table]:
    """Return the tables of a file in their order; the first is what stands before any header."""
    found = [Table("", 1, file)]
    for statement in _statements(file):
        first = statement[0]
        if first[0] == "[":
            words = [_key(token) for token in statement if token.lastgroup != "mark"]
            found.append(Table(".".join(words), _place(file, first.start())[0], file))
            continue
        equals = next(n for n, token in enumerate(statement) if token[0] == "=")
        found[-1].values.setdefault(_key(first), _offsets(statement[equals + 1]))
    return found


def _statements(file: str) -> Iterator[list[re.Match[str]]]:
    """Yield each header and each entry as its tokens, over as many lines as it takes."""
    depth = 0
    statement: list[re.Match[str]] = []
    for token in _TOKEN.finditer(file + "\n"):
        ends = token.lastgroup == "line" and depth == 0
        if ends and statement:
            yield statement
            statement = []
        elif token.lastgroup not in {"line", "space"}:
            depth += _DEEPER.get(token[0], 0)
            statement.append(token)


def _key(token: re.Match[str]) -> str:
    return next(iter(tomllib.loads(f"{token[0]} = 0")))


def _offsets(token: re.Match[str]) -> tuple[int, ...]:
    if token.lastgroup != "text":
        return (token.start(),)
    quotes = 3 if token[0].startswith(('"""', "'''")) else 1
    body, start = token[0][quotes:-quotes], token.start() + quotes
    if quotes == 3 and body.startswith("\n"):
        # A line break right after the opening quotes is no part of the text.
        body, start = body[1:], start + 1
    end = start + len(body)
    if token[0][0] == "'":
        return tuple(range(start, end + 1))
    written = (piece for piece in _WRITTEN.finditer(body) if not _GOES_ON.match(piece[0]))
    return (*(start + piece.start() for piece in written), end)


def _place(file: str, offset: int) -> tuple[int, int]:
    return file.count("\n", 0, offset) + 1, offset - file.rfind("\n", 0, offset)
