"""The page on importing: its examples can be imported, and it names every column."""

import re
from pathlib import Path

from amends.orders.importers.neutral import open_file
from amends.orders.importers.neutral.columns import KNOWN, NEEDED, Kind

from tests.orders.importers.samples import entry
from tests.tidy.source import ROOT

PAGE = (ROOT / "docs" / "import.md").read_text(encoding="utf-8")


def test_the_example_can_be_imported(tmp_path: Path) -> None:
    example = re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert example is not None
    (tmp_path / "example").write_text(example[1])
    (only,) = map(entry, open_file(tmp_path / "example", "acme").read())
    assert (len(only.parcels), len(only.checkpoints)) == (1, 1)


def test_every_column_is_named() -> None:
    named = set(re.findall(r"`([a-z_]+)`", PAGE))
    assert set().union(*KNOWN.values()) <= named


def test_the_columns_that_are_needed_are_those_marked_so() -> None:
    rows = re.findall(r"^\| (.*?) \| yes \|", PAGE, re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`([a-z_]+)`", row)} == NEEDED[Kind.ORDERS]
