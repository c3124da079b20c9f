"""Lines of a file of any size, with their numbers and where they end: never more than one held."""

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from amends.orders.importers.entries import SourceRefused

LINE_MOST = 1_000_000
CHUNK = 1 << 20
# Stands for a line that is no UTF-8 or has no end: no text of ours holds it.
UNREADABLE = "\x00"
SAVE_SO = (
    "Save it so: in a table program choose CSV UTF-8, or write"
    " iconv -f UTF-16 -t UTF-8 OLD > NEW, with the encoding that it has."
)


class TextLines(Iterator[str]):
    """The lines after a position. `number` and `position` are those of the line read last."""

    def __init__(self, path: Path, after: int = 0) -> None:
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise SourceRefused(f"{path} cannot be read ({error.strerror}). Check it.") from error
        self.number = self._count(after)
        self.position = after

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def __next__(self) -> str:
        raw = self._file.readline(LINE_MOST)
        if not raw:
            raise StopIteration
        self.number += 1
        first = self.position == 0
        self.position += len(raw)
        if len(raw) == LINE_MOST and not raw.endswith(b"\n"):
            self._skip_rest()
            return UNREADABLE + "\n"
        try:
            return raw.decode("utf-8-sig" if first else "utf-8")
        except UnicodeDecodeError:
            return UNREADABLE + "\n"

    def _skip_rest(self) -> None:
        while rest := self._file.readline(CHUNK):
            self.position += len(rest)
            if rest.endswith(b"\n"):
                return

    def _count(self, after: int) -> int:
        number, left = 0, after
        while left > 0 and (chunk := self._file.read(min(CHUNK, left))):
            number += chunk.count(b"\n")
            left -= len(chunk)
        return number
