"""Every code has its words, no words stand for a code that is gone, and each is one of the core's.

A new member of an enum or of a union fails here until somebody says it to a person.
"""

import pkgutil
from enum import StrEnum
from importlib import import_module
from inspect import getmembers, isclass

import pytest

from amends import core
from amends.core.border import Promised
from amends.core.ledger import Account
from amends.core.lifecycle import SideClock
from amends.core.parcel import CustomsCause, Validity
from amends.core.places import Fit
from amends.core.reasons import Reason
from amends.core.refusals import Refusal
from amends.words import LOCALES, known, say

from .codes import NAMED, paths

# Said as parts of their own, not as one name; and the accounts of the books, which no page names.
TOLD_OTHERWISE = {Reason, Refusal, SideClock, Account, CustomsCause, Fit, Promised, Validity}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_code_has_its_words(locale: str) -> None:
    assert sorted(set(paths()) - set(known(locale))) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_no_words_are_left_for_a_code_that_is_gone(locale: str) -> None:
    assert sorted(set(known(locale)) - set(paths())) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_no_words_are_empty_or_carry_spaces_around(locale: str) -> None:
    assert [path for path, words in known(locale).items() if not words.strip()] == []
    assert [path for path, words in known(locale).items() if words != words.strip()] == []


def test_no_enum_of_the_core_is_forgotten() -> None:
    modules = [
        import_module(f"amends.core.{found.name}") for found in pkgutil.iter_modules(core.__path__)
    ]
    enums = {
        member
        for module in modules
        for _, member in getmembers(module, isclass)
        if issubclass(member, StrEnum) and member is not StrEnum
    }
    assert enums - set(NAMED.values()) == TOLD_OTHERWISE


def test_missing_words_are_an_error() -> None:
    with pytest.raises(KeyError):
        say("status.forgotten")


def test_a_value_that_was_not_given_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("title.paid.buyer")


@pytest.mark.parametrize("locale", ["en", "en-GB", "EN_us", "xx", "", "pt-BR", "../en"])
def test_a_language_without_words_reads_english(locale: str) -> None:
    assert say("status.shipped", locale) == "On its way"


def test_what_a_value_says_is_never_read_as_a_pattern() -> None:
    said = say("ruling_says.refund", "en", refund="{until.__class__}")
    assert said == "Refund {until.__class__}, if nothing new is shown."
