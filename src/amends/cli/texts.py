"""Texts to answer, from the arguments or one a line from standard input, within limits."""

import sys
from collections.abc import Iterator, Sequence

from .saying import AskedWrongly

LINE_LONGEST = 2_000
LINES_MOST = 1_000_000


def texts_of(arguments: Sequence[str], what: str) -> Iterator[str]:
    """Yield the arguments, or else each line of standard input that is not empty."""
    if arguments:
        yield from arguments
        return
    if sys.stdin.isatty():
        raise AskedWrongly(f"Give at least one {what}, or one a line on standard input.")
    for _ in range(LINES_MOST):
        try:
            line = sys.stdin.readline(LINE_LONGEST)
        except UnicodeDecodeError as error:
            raise AskedWrongly("Standard input is not UTF-8 text. Convert it first.") from error
        if not line:
            return
        if line.strip():
            yield line.rstrip("\r\n")
    raise AskedWrongly(f"Only the first {LINES_MOST} lines were answered. Split the input.")
