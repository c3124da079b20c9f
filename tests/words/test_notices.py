"""Notices in every language: the same keys, the same placeholders, and dates in that language."""

import re
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from amends.core import events as e
from amends.core.money import Money
from amends.core.notices import TOLD, snake
from amends.core.parties import Role
from amends.words.notices import LANGUAGES, catalogue, direction, money, spoken, told, when

from .codes import SILENCES

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SIDES = (Role.BUYER, Role.SELLER)
# Who hears of these depends on who acted, or on where the order stands.
BY_CASE = {
    "message_sent": SIDES,
    "offer_made": SIDES,
    "offer_declined": SIDES,
    "evidence_requested": SIDES,
    "evidence_added": SIDES,
    "proposal_declined": (*SIDES, Role.MEDIATOR),
    "transfer_came_in": SIDES,
    "return_acknowledged_not_as_sent": (Role.BUYER,),
    "dispute_escalated": (*SIDES, Role.MEDIATOR, Role.OPERATOR),
    "decision_appealed": (*SIDES, Role.MEDIATOR),
    "evidence_time_ended": (*SIDES, Role.MEDIATOR),
    "deadline_near": SIDES,
    "transfer_confirmed": SIDES,
    "transfer_refused": (*SIDES, Role.OPERATOR),
    "offer_accepted": SIDES,
    "acceptance_undone": (*SIDES, Role.MEDIATOR),
    "evidence_time_extended": SIDES,
}
VARIANTS = (
    *("decision_made_release", "decision_made_wait"),
    *("order_settled_release", "offer_made_by_platform", "decision_appealed_reply"),
)
LETTERS = {"ru": "[\u0400-\u04ff]", "ar": "[\u0600-\u06ff]"}


def needed() -> set[str]:
    roles = {snake(kind): TOLD.get(kind, ()) for kind in get_args(e.Event)} | BY_CASE
    paths = {f"told.{code}.{role}" for code, who in roles.items() for role in who}
    paths |= {f"told.{code}.{role}" for code in VARIANTS for role in SIDES}
    return paths | {f"silence.{code}.{role}" for code in SILENCES for role in SIDES}


def held(language: str) -> set[str]:
    # The site's English has words for mediators too, whose mail is in English.
    return {path for path in catalogue(language) if not re.match(r"silence\.\w+\.mediator", path)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_notice_has_its_words(language: str) -> None:
    assert sorted(needed() - held(language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_holds_the_same_keys(language: str) -> None:
    assert sorted(held(language) ^ held("en")) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_placeholders(language: str) -> None:
    english = catalogue("en")
    assert [
        path
        for path, words in catalogue(language).items()
        if sorted(re.findall(r"\{\w+\}", words)) != sorted(re.findall(r"\{\w+\}", english[path]))
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_notice_shouts_and_none_is_empty(language: str) -> None:
    words = catalogue(language)
    assert [path for path, said in words.items() if re.search("[!¡]", said)] == []
    assert [path for path, said in words.items() if said != said.strip() or not said] == []


@pytest.mark.parametrize("language", sorted(LETTERS))
def test_nothing_was_left_in_english(language: str) -> None:
    letters = LETTERS[language]
    assert [p for p, said in catalogue(language).items() if not re.search(letters, said)] == []


def test_what_goes_into_a_subject_is_one_short_line() -> None:
    said = [(path, words) for language in LANGUAGES for path, words in catalogue(language).items()]
    assert [path for path, words in said if path.startswith("told.") and len(words) > 90] == []
    assert [path for path, words in said if "\n" in words] == []


def test_a_language_without_a_catalogue_reads_english() -> None:
    assert [spoken(name) for name in ("es-MX", "RU", "ar_EG", "fr", "", "../en")] == [
        *("es", "ru", "ar", "en", "en", "en"),
    ]
    assert told("mail.open", "fr") == "Open the order"
    assert [direction(name) for name in ("ar-EG", "he", "en")] == ["rtl", "ltr", "ltr"]


def test_a_moment_is_written_as_its_language_writes_it() -> None:
    moment = NOW + timedelta(days=3)
    shown = {name: when(moment, "Europe/Lisbon", NOW, name) for name in ("es", "ru", "ar", "fr")}
    assert shown["es"].absolute == "miércoles, 4 de marzo de 2026, 12:00"
    assert shown["es"].left == "dentro de 3 días"
    assert shown["ru"].absolute.startswith("среда, 4 марта 2026")
    assert shown["ru"].left == "через 3 дня"
    assert shown["ar"].absolute.startswith("الأربعاء")
    assert shown["fr"].absolute == "Wednesday 4 March, 12:00"
    assert when(NOW, "UTC", NOW, "es").left == "ahora mismo"


def test_a_sum_is_written_as_its_language_writes_it() -> None:
    assert money(Money(123450, "EUR"), "ru") == "1\xa0234,50\xa0€"
    assert money(Money(123450, "EUR"), "fr") == "€1,234.50"
