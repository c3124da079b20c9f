"""The neutral format, whichever way it is written: JSON lines or CSV, told by the first sign."""

from pathlib import Path

from amends.orders.importers.entries import Source, SourceRefused

from .csv_file import CsvFile
from .json_lines import JsonLines
from .text_lines import SAVE_SO, UNREADABLE, TextLines


def open_file(path: Path, marketplace: str) -> Source:
    """Return the reader of a file of orders, parcels or checkpoints of one marketplace."""
    with TextLines(path) as lines:
        first = next((line for line in lines if not line.isspace()), "")
    if not first:
        raise SourceRefused(f"{path} is empty. Export it again, or name another file.")
    if UNREADABLE in first:
        raise SourceRefused(
            f"{path} is not text in UTF-8, or its first line is longer than a million bytes."
            f" {SAVE_SO}"
        )
    if first.lstrip().startswith("{"):
        return JsonLines(path, marketplace)
    return CsvFile(path, marketplace)
