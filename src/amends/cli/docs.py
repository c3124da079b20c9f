"""`amends docs`: write the pages of the documentation that the code generates.

They are read off the core's own tables, so that they cannot say anything else; a test compares.
"""

from pathlib import Path

import click

from amends.api import openapi

from .events_page import events_page
from .life_page import lifecycle_page
from .reasons_page import reasons_page
from .refusals_page import refusals_page
from .saying import tell

DOCS = Path(__file__).resolve().parents[3] / "docs"


@click.command("docs")
def command() -> None:
    """Write the generated pages; a test compares them with what is checked in."""
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8")
        tell(f"docs/{name} is written.")


def pages() -> dict[str, str]:
    """Return the generated pages by their file names."""
    return {
        "lifecycle.md": lifecycle_page(),
        "events.md": events_page(),
        "refusals.md": refusals_page(),
        "reasons.md": reasons_page(),
        "openapi.json": openapi.text(),
    }
