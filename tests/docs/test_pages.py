"""The documentation: generated pages are the code's, links lead somewhere, codes are named."""

import re
from pathlib import Path

import pytest

from amends.cli.docs import pages
from amends.core.order import Status
from amends.core.reasons import Reason
from amends.core.refusals import Refusal

ROOT = Path(__file__).parents[2]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


@pytest.mark.parametrize("name", ["lifecycle.md", "refusals.md", "openapi.json"])
def test_a_generated_page_is_the_one_that_is_checked_in(name: str) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == pages()[name], "run amends docs"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    linked = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in linked if not (page.parent / link).exists()] == []


def test_every_status_refusal_and_reason_is_documented() -> None:
    lifecycle, refusals = pages()["lifecycle.md"], pages()["refusals.md"]
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert [status for status in Status if f"`{status}`" not in lifecycle] == []
    assert [code for code in Refusal if f"`{code}`" not in refusals] == []
    assert [reason for reason in Reason if f"`{reason}`" not in glossary] == []


def test_the_readmes_commands_are_there_and_can_be_run() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in ("bin/amends", "bin/test"):
        assert command in readme
        assert (ROOT / command).stat().st_mode & 0o111
