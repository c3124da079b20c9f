"""What is wrong with a pack: file, line, column, what, and the way out."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One mistake; lines and columns count from 1."""

    line: int
    column: int
    problem: str


class PackError(Exception):
    """A pack cannot be used. The text names every mistake, one a line."""

    def __init__(self, path: str, mistakes: Iterable[Mistake]) -> None:
        self.path = path
        self.mistakes = tuple(sorted(mistakes))
        lines = (f"{path}:{m.line}:{m.column}: {m.problem}" for m in self.mistakes)
        super().__init__("\n".join(lines))


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the words that point from an unknown name to the nearest known one."""
    every = list(known)
    close = get_close_matches(name, every, n=1, cutoff=0.0)
    return f"The nearest that is known is `{close[0]}`." if close else "None is known."
