"""The places in sentences: each is filled by what stands there when the sentence is said."""

import ast
import inspect
import re
from collections.abc import Mapping
from dataclasses import fields
from string import Formatter

import pytest

from amends.core import refusals
from amends.core.notices import snake
from amends.core.order import Status
from amends.evidence import limits
from amends.words import LOCALES, known, say

from .codes import EVENTS, IN_DISPUTE, READERS

ALWAYS = {"held", "due", "refund", "payout", "taken"}
# What is known of a dispute, once there is one.
DISPUTED = ALWAYS | {"asked", "decided", "offer", "back"}
# A review has no clock any more once it is overdue.
CLOCKLESS = (Status.UNDER_REVIEW, Status.APPEALED, Status.FROZEN, Status.SETTLED)


@pytest.mark.parametrize("locale", LOCALES)
def test_only_sentences_that_are_given_values_have_places(locale: str) -> None:
    filled = ("title", "event", "refusal", "ruling_says", "decision_says")
    words = known(locale).items()
    assert [path for path, said in words if places(said) and not path.startswith(filled)] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_places_are_plain_names(locale: str) -> None:
    names = {name for said in known(locale).values() for name in places(said)}
    assert {name for name in names if not re.fullmatch("[a-z_]+", name)} == set()


@pytest.mark.parametrize("locale", LOCALES)
def test_titles_use_what_a_page_knows(locale: str) -> None:
    for path, said in section(locale, "title").items():
        stands = path.split(".")[1]
        disputed = stands.startswith(tuple(IN_DISPUTE))
        clockless = stands.startswith(CLOCKLESS)
        given = (DISPUTED if disputed else ALWAYS) - ({"due"} if clockless else set())
        assert places(said) <= given, path


@pytest.mark.parametrize("locale", LOCALES)
def test_events_use_their_own_fields(locale: str) -> None:
    for kind in EVENTS:
        named = {field.name for field in fields(kind)}
        for reader in READERS:
            path = f"event.{snake(kind)}.{reader}"
            assert places(known(locale)[path]) <= named, path


@pytest.mark.parametrize("locale", LOCALES)
def test_refusals_use_the_details_that_are_always_there(locale: str) -> None:
    details = details_by_code()
    for path, said in section(locale, "refusal").items():
        assert places(said) <= details[path.split(".")[1]], path
        assert not (places(said) and path.endswith(".title")), f"{path}: said without details"


@pytest.mark.parametrize("locale", LOCALES)
def test_what_a_rule_and_a_decision_say_uses_what_they_hold(locale: str) -> None:
    for path, said in section(locale, "ruling_says").items():
        assert places(said) <= {"refund", "until", "asked"}, path
    for path, said in section(locale, "decision_says").items():
        assert places(said) <= {"refund", "until"}, path


def test_the_sizes_that_faults_name_are_those_that_hold() -> None:
    holds = limits.DEFAULT
    assert f"{holds.photo_bytes // limits.MEGABYTE} MB" in say("fault.too_large.what")
    assert f"{holds.video_bytes // limits.MEGABYTE} MB" in say("fault.too_large.what")
    assert f"{holds.photo_pixels // 10**6} megapixels" in say("fault.photo_too_many_pixels.what")


def places(said: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(said) if name is not None}


def section(locale: str, name: str) -> Mapping[str, str]:
    return {path: said for path, said in known(locale).items() if path.startswith(f"{name}.")}


def details_by_code() -> dict[str, set[str]]:
    """Read what is written beside each refusal; "where ..." marks what is not always there."""
    found = {}
    for line in inspect.getsource(refusals.Refusal).splitlines():
        code, _, comment = line.partition("#")
        if "=" not in code:
            continue
        names = set() if " where " in comment else set(re.findall(r"\w+", comment))
        found[ast.literal_eval(code.partition("=")[2].strip())] = names
    return found
