"""How the words sound: what happened, then what to do; plain, short, without blame or codes."""

import re

import pytest

from amends.core.terms import Terms
from amends.words import LOCALES, known

ENGLISH = known("en")
# Flattery, pleading and blame; and words that this project does not use for its own things.
NEVER = (
    *("successfully", "please", "sorry", "oops", "unfortunately", "invalid", "illegal", "error:"),
    *("you must", "you failed", "you forgot", "your fault", "wrongly", "failed to"),
    *("transaction", "ticket", "merchant", "customer", "shipment", "waybill", "timeout"),
    *("user", "database", "null", "e.g.", "i.e.", "etc."),
)
WORDS_MOST = 24
# These stand alone as names and lines; the others are read as sentences.
SENTENCES = (
    *("silence", "next_step", "whose_turn", "finding", "burden", "ruling_says"),
    *("customs_ground", "charge_ground", "payer", "comparison"),
)
SENTENCE_PARTS = (".what", ".way_out", ".line")


def test_nothing_is_said_that_a_worried_person_should_not_read() -> None:
    said = {path: words.lower() for path, words in ENGLISH.items()}
    assert [
        (path, word)
        for path, words in said.items()
        for word in NEVER
        if re.search(rf"(?<!\w){re.escape(word)}", words)
    ] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_nobody_is_shouted_at(locale: str) -> None:
    assert [path for path, words in known(locale).items() if "!" in words or "¡" in words] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_no_code_stands_in_a_sentence(locale: str) -> None:
    bare = {path: re.sub(r"\{\w+\}", "", words) for path, words in known(locale).items()}
    assert [path for path, words in bare.items() if "_" in words] == []


def test_sentences_are_short() -> None:
    assert [
        (path, sentence)
        for path, words in ENGLISH.items()
        for sentence in re.split(r"(?<=[.?:;]) ", words)
        if len(sentence.split()) > WORDS_MOST
    ] == []


def test_sentences_end_with_a_stop_and_names_do_not() -> None:
    for path, words in ENGLISH.items():
        a_sentence = path.startswith(SENTENCES) or path.endswith(SENTENCE_PARTS)
        assert words.endswith((".", "?")) == a_sentence, path


def test_everything_begins_with_a_capital_but_what_goes_on_a_sentence() -> None:
    goes_on = ("escalation.", "source.", "left.")
    for path, words in ENGLISH.items():
        assert words[0].isupper() or words[0] in "“{" or path.startswith(goes_on), path


def test_quotes_and_dashes_are_typed_as_in_print() -> None:
    assert [path for path, words in ENGLISH.items() if '"' in words or " - " in words] == []


def test_no_sentence_counts_a_period_that_a_marketplace_may_change() -> None:
    # Whoever changes a term would make a liar of it: moments are filled in, not written down.
    assert Terms().dispute_after.days == 10
    period = re.compile(r"\b(\d+|two|three|five|seven|ten|fifteen)[ -](more )?(hour|day|week)s?\b")
    assert [path for path, words in ENGLISH.items() if period.search(words)] == []


def test_every_refusal_says_what_to_do() -> None:
    ways = [words for path, words in ENGLISH.items() if path.endswith(".way_out")]
    assert all(len(words.split()) >= 3 for words in ways)
