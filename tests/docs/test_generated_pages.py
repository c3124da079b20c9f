"""The generated pages say what the code says, and name everything that there is."""

import re
from itertools import chain
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner

from amends.api.problems import TITLES
from amends.cli import clocks_page, docs, life_page, needs_page, steps_page, terms_page
from amends.cli.diagram import APART, BOXES
from amends.cli.docs import command, pages
from amends.cli.events_page import DEPENDS, GROUPS, heard_by, kinds
from amends.cli.generated_page import COUNTED, LIMITS, TERMS
from amends.cli.life_page import lifecycle_page
from amends.cli.refusals_page import WAYS_OUT, refusals_page
from amends.cli.steps_page import refused_by
from amends.core import events as e
from amends.core.claim import Decision, Dispute
from amends.core.commands import Command
from amends.core.commands.dispute import ReturnCondition
from amends.core.deciding import opened_by_platform
from amends.core.events import DecisionMade, Event
from amends.core.evolve import fold
from amends.core.findings import FINDINGS, Finding
from amends.core.lifecycle import CLOCKS, PARCELS, RULES, SIDE_CLOCKS, STEPS
from amends.core.notices import TOLD, snake
from amends.core.order import Order, Status
from amends.core.parties import Role
from amends.core.refusals import Refusal
from amends.core.terms import LateChoice
from amends.words import known
from amends.words.catalogue import FOLDER, read

from tests.core.beginnings import shipped
from tests.core.story import day
from tests.core.test_late_arrival import under_review
from tests.core.test_refusals import PROVOKED


def test_the_lifecycle_names_every_status_clock_step_and_term() -> None:
    page = lifecycle_page()
    codes = {*Status, *SIDE_CLOCKS, *TERMS}
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


NOTICES = read(FOLDER / "notices" / "en.toml")
WRITTEN = [
    (needs_page.NEEDS, STEPS),
    (terms_page.MEANINGS, TERMS),
    (terms_page.UNCHANGED, LIMITS),
    (COUNTED, [name for name, value in TERMS.items() if type(value) is int]),
    (life_page.SCANNED, PARCELS),
    (life_page.FOLLOWED, RULES),
    (steps_page.CAME_BACK, ReturnCondition),
    (steps_page.AFTER_ALL, LateChoice),
    (WAYS_OUT, TITLES),
    ({*TOLD, *DEPENDS}, get_args(Event)),
]


@pytest.mark.parametrize(("written", "there"), WRITTEN)
def test_what_is_written_by_hand_is_of_everything_that_there_is_and_no_more(
    written: set[object], there: list[object]
) -> None:
    assert set(written) == set(there)


def test_every_word_about_silence_is_said_once() -> None:
    there = {key.split(".")[1] for key in known("en") if key.startswith("silence.")}
    said = list(clocks_page.silences())
    assert sorted(said) == sorted(there)


def test_every_stage_of_a_silence_is_on_the_page() -> None:
    page = lifecycle_page()
    said = [known("en")[f"silence.{key}.mediator"] for key in clocks_page.silences()]
    assert [text for text in said if text not in page] == []


def test_what_silence_passes_through_is_told_for_each_status_from_which_it_does() -> None:
    led = chain(
        ((status, clock.leads) for status, clock in CLOCKS.items()),
        *(side.leads.items() for side in SIDE_CLOCKS.values()),
    )
    passing = {o for o, ends in led if Status.AWAITING_SELLER in set(ends) - {o}}
    assert set(clocks_page.THROUGH) == passing


def test_what_silence_passes_through_ends_where_the_page_says() -> None:
    story = shipped()
    now = day(20)
    found = [Finding(code, 1, ()) for code, worth in FINDINGS.items() if worth.trouble]
    opened = [opened_by_platform(story.order, story.world(now), each) for each in found]
    reached = {fold(events, story.order).status for events in opened}
    assert reached == set(clocks_page.THROUGH[Status.SHIPPED])
    assert {under_review().order.status} == set(clocks_page.THROUGH[Status.SETTLED])


def test_what_an_order_remembers_of_its_terms_is_kept_under_these_names() -> None:
    kept: set[str] = set()
    for state in (Order, Dispute, Decision, DecisionMade):
        kept |= set(state.__dataclass_fields__)
    assert set(clocks_page.REMEMBERED) <= kept
    assert set(chain(*clocks_page.REMEMBERED.values())) <= set(TERMS)


def test_every_clock_is_decided_by_terms_but_an_ended_order_has_none() -> None:
    bare = [c for c in (*Status, *SIDE_CLOCKS) if not clocks_page.terms_of(c)]
    assert bare == [Status.SETTLED]


def test_every_refusal_has_its_line() -> None:
    lines = re.findall(r"^\| `(\w+)` \| (\d+) \|", refusals_page(), re.MULTILINE)
    assert [code for code, _ in lines][: len(Refusal)] == list(Refusal)
    assert {status for _, status in lines[: len(Refusal)]} == {"403", "409", "422"}
    assert {*TITLES} < {code for code, _ in lines}


@pytest.mark.parametrize("refusal", Refusal)
def test_every_refusal_answers_some_step(refusal: Refusal) -> None:
    assert refused_by(refusal)


@pytest.mark.parametrize("refusal", Refusal)
def test_the_words_of_a_refusal_need_only_what_it_carries(refusal: Refusal) -> None:
    names, _ = PROVOKED[refusal]
    for part in ("title", "what", "way_out"):
        text = known("en")[f"refusal.{refusal}.{part}"]
        assert set(re.findall(r"\{(\w+)\}", text)) <= names


def test_every_event_is_in_one_group() -> None:
    grouped = list(chain.from_iterable(map(kinds, GROUPS.values())))
    assert len(grouped) == len(set(grouped))
    assert set(grouped) == set(get_args(Event))


@pytest.mark.parametrize("kind", [kind for kind in get_args(Event) if kind not in DEPENDS])
def test_those_hear_of_an_event_for_whom_there_are_words(kind: type[e.Event]) -> None:
    code = snake(kind)
    told = {role for role in Role if f"told.{code}.{role}" in NOTICES}
    named = {role for role in Role if role in re.findall(r"\w+", heard_by(kind))}
    assert named == told


def test_the_command_writes_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docs, "DOCS", tmp_path)
    result = CliRunner().invoke(command)
    assert result.exit_code == 0, result.output
    written = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert written == pages()
