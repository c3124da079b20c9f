"""The generated pages say what the code says, and name everything that there is."""

import re
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner

from amends.cli import docs
from amends.cli.diagram import APART, BOXES
from amends.cli.docs import command, lifecycle_page, pages, refusals_page
from amends.core.commands import Command
from amends.core.notices import snake
from amends.core.order import Status
from amends.core.refusals import Refusal
from amends.core.terms import Terms
from amends.words import known

from tests.core.test_refusals import PROVOKED


def test_the_lifecycle_names_every_status_step_and_term() -> None:
    page = lifecycle_page()
    codes = {*Status, *Terms.__dataclass_fields__}
    assert {code for code in codes if f"| `{code}` |" not in page} == set()
    steps = {known("en")[f"command.{snake(kind)}"] for kind in get_args(Command)}
    assert {step for step in steps if f"| {step} |" not in page} == set()


def test_the_diagram_leads_from_the_beginning_to_the_end() -> None:
    arrows = re.findall(r"^ +(\S+) --> (\S+)(?:: .+)?$", lifecycle_page(), re.MULTILINE)
    # A box stands for what is in it; a freeze is told beside the diagram.
    arrows += [(status, box) for box, inside in BOXES.items() for status in inside]
    reached = {"[*]"}
    for _ in Status:
        reached |= {destination for origin, destination in arrows if origin in reached}
    assert reached == {"[*]", *BOXES, *(set(Status) - APART)}
    assert ("settled", "[*]") in arrows


def test_every_refusal_has_its_line() -> None:
    lines = re.findall(r"^\| `(\w+)` \| (\d+) \|", refusals_page(), re.MULTILINE)
    assert [code for code, _ in lines] == list(Refusal)
    assert {status for _, status in lines} == {"403", "409", "422"}


@pytest.mark.parametrize("refusal", Refusal)
def test_the_words_of_a_refusal_need_only_what_it_carries(refusal: Refusal) -> None:
    names, _ = PROVOKED[refusal]
    for part in ("title", "what", "way_out"):
        text = known("en")[f"refusal.{refusal}.{part}"]
        assert set(re.findall(r"\{(\w+)\}", text)) <= names


def test_the_command_writes_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docs, "DOCS", tmp_path)
    result = CliRunner().invoke(command)
    assert result.exit_code == 0, result.output
    written = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert written == pages()
