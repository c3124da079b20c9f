"""The documentation: every link leads somewhere, every code is named, the commands can be run."""

import re
from pathlib import Path

import pytest

from amends.core.order import Status
from amends.core.reasons import Reason
from amends.core.refusals import Refusal

ROOT = Path(__file__).parents[2]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("bench/*.md")]
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
ANCHOR = re.compile(r"\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
NAMED = [
    ("lifecycle.md", Status),
    ("refusals.md", Refusal),
    ("glossary.md", Reason),
    ("reasons.md", Reason),
]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    linked = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in linked if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_into_a_page_leads_to_a_heading(page: Path) -> None:
    linked = ANCHOR.findall(page.read_text(encoding="utf-8"))
    assert [
        a for name, a in linked if a not in _anchors(page.parent / name if name else page)
    ] == []


def _anchors(page: Path) -> list[str]:
    """The names that GitHub gives to the headings of a page."""
    headings = HEADING.findall(page.read_text(encoding="utf-8"))
    return [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]


@pytest.mark.parametrize(("page", "codes"), NAMED, ids=[page for page, _ in NAMED])
def test_every_code_is_named(page: str, codes: type[Status | Refusal | Reason]) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert [code.value for code in codes if f"`{code.value}`" not in text] == []


@pytest.mark.parametrize("command", ["bin/amends", "bin/test"])
def test_the_readmes_commands_are_there_and_can_be_run(command: str) -> None:
    assert command in (ROOT / "README.md").read_text(encoding="utf-8")
    assert (ROOT / command).stat().st_mode & 0o111
