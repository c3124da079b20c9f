"""`amends docs`: the pages of the documentation that are made from the code itself."""

from collections.abc import Iterator
from pathlib import Path

import click

from amends import words
from amends.api import openapi
from amends.core.lifecycle import CLOCKS, PARCELS, RULES, SIDE_CLOCKS, STEPS
from amends.core.notices import snake
from amends.core.order import Status
from amends.core.refusals import Refusal

DOCS = Path(__file__).resolve().parents[3] / "docs"
ARROW = "    {origin} --> {to}: {label}"
BY_PARCELS, BY_RULES, BY_SILENCE = "a carrier's scan", "a rule", "silence"


@click.command("docs")
def command() -> None:
    """Write the generated pages; a test compares them with what is checked in."""
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8")
        click.echo(f"docs/{name}")


def pages() -> dict[str, str]:
    """Return the generated pages by their file names."""
    return {
        "lifecycle.md": "\n".join(_lifecycle()) + "\n",
        "refusals.md": "\n".join(_refusals()) + "\n",
        "openapi.json": openapi.text(),
    }


def _lifecycle() -> Iterator[str]:
    yield "# The order's life"
    yield ""
    yield "Made by `amends docs` from `core/lifecycle.py`; what is said here is what runs."
    yield ""
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield "    [*] --> paid: the marketplace protects an order"
    yield from sorted(set(_arrows()))
    yield "    settled --> [*]"
    yield "```"
    yield ""
    yield "## Statuses, and what happens if nobody does anything"
    yield ""
    yield "| status | means | when nobody acts | silence leads to |"
    yield "|---|---|---|---|"
    for status in Status:
        to = ", ".join(CLOCKS[status].leads) or "nowhere"
        yield f"| `{status}` | {words.say(f'status.{status}')} | {_silence(status)} | {to} |"
    yield ""
    yield "## Steps"
    yield ""
    yield "| step | by | from | to |"
    yield "|---|---|---|---|"
    for kind, step in STEPS.items():
        to = sorted({end for ends in step.leads.values() for end in ends})
        stays = all(ends == (origin,) for origin, ends in step.leads.items())
        leads = "stays" if stays else ", ".join(to)
        by, origins = ", ".join(sorted(step.by)), ", ".join(step.leads)
        yield f"| {words.say(f'command.{snake(kind)}')} | {by} | {origins} | {leads} |"
    yield ""
    yield "## Clocks beside the main one"
    yield ""
    yield from (f"- `{clock}`" for clock in SIDE_CLOCKS)


def _arrows() -> Iterator[str]:
    for kind, step in STEPS.items():
        label = words.say(f"command.{snake(kind)}").lower()
        yield from _moves(dict(step.leads), label)
    for leads, label in ((PARCELS, BY_PARCELS), (RULES, BY_RULES)):
        yield from _moves(dict(leads), label)
    yield from _moves({status: clock.leads for status, clock in CLOCKS.items()}, BY_SILENCE)


def _moves(leads: dict[Status, tuple[Status, ...]], label: str) -> Iterator[str]:
    moves = ((origin, end) for origin, ends in leads.items() for end in ends)
    for origin, end in moves:
        if end is not origin:
            yield ARROW.format(origin=origin, to=end, label=label)


def _silence(status: Status) -> str:
    if status is Status.DECIDED:
        return words.say("silence.decided_refund.mediator")
    return words.say(f"silence.{status}.mediator")


def _refusals() -> Iterator[str]:
    yield "# What can be refused, and why"
    yield ""
    yield "Made by `amends docs`. A refused command changes nothing. `details` say what would help."
    yield ""
    yield "| code | what happened | what to do |"
    yield "|---|---|---|"
    for code in Refusal:
        path = f"refusal.{code}"
        known = words.known("en")
        yield f"| `{code}` | {known[f'{path}.what']} | {known[f'{path}.way_out']} |"
