"""Carriers' words: how often the rules are right on labelled lines, and what they leave alone."""

import pytest

from amends.core.parcel import ParcelStatus
from amends.parcels.trackers.entries import VOCABULARIES
from amends.parcels.trackers.reading import Cause
from amends.parcels.trackers.vocabulary import codes_of
from amends.parcels.trackers.wordings import sense_of_words

from tests.parcels.trackers.measure_wordings import (
    FRESH,
    LINES,
    NOTHING,
    lines,
    precision_and_recall,
)

LANGUAGES = {"en", "es", "ru", "zh", "de", "fr", "pt", "ar"}
# The names of UPU's event codes as its own list has them, beside what each must mean.
UPU = {
    "EMA": "Posting/collection",
    "EMB": "Arrival at outward office of exchange",
    "EMC": "Departure from outward office of exchange",
    "EXA": "Item presented to export customs/security",
    "EXB": "Item held by export customs/security",
    "EXC": "Item returned from export customs/security",
    "EXD": "Item held at outward office of exchange",
    "EXX": "Export cancellation",
    "EMJ": "Arrival at transit office of exchange",
    "EMK": "Departure from transit office of exchange",
    "EMD": "Arrival at inward office of exchange",
    "EDA": "Held at inward office of exchange",
    "EDB": "Item presented to import customs",
    "EME": "Held by import customs",
    "EDC": "Item returned from customs (import)",
    "EMF": "Departure from inward office of exchange",
    "EDD": "Item into sorting centre",
    "EDE": "Item out of sorting centre",
    "EMG": "Arrival at delivery office",
    "EDF": "Item held at delivery depot",
    "EDG": "Item out for physical delivery",
    "EDH": "Item arrival at collection point for pick-up (by recipient)",
    "EMI": "Final delivery",
    "EMH": "Unsuccessful (physical) delivery",
    "EDX": "Import terminated",
}


def test_the_labelled_lines_cover_every_language_and_status() -> None:
    labelled = lines()
    assert len(labelled) >= 200
    assert {line.language for line in labelled} == LANGUAGES
    for language in LANGUAGES:
        covered = {line.status for line in labelled if line.language == language}
        assert covered >= {*ParcelStatus, NOTHING} - {ParcelStatus.UNKNOWN}
    assert len({line.text for line in labelled}) >= len(labelled) - 5


def test_an_answer_is_right_in_98_of_100_cases() -> None:
    for path in (LINES, FRESH):
        precision, recall = precision_and_recall(lines(path))
        assert precision >= 0.98
        assert recall >= 0.95


@pytest.mark.parametrize("code", UPU)
def test_a_posts_words_mean_what_its_code_means(code: str) -> None:
    meant = codes_of(VOCABULARIES["upu"])[code]
    said = sense_of_words(UPU[code])
    assert said is not None
    assert (said.status, said.physical, said.leg) == (meant.status, meant.physical, meant.leg)


@pytest.mark.parametrize(
    ("text", "status", "physical"),
    [
        ("Expected Delivery by April 28, 2026", ParcelStatus.IN_TRANSIT, False),
        ("In Transit to Next Facility", ParcelStatus.IN_TRANSIT, False),
        ("Your parcel will be delivered tomorrow", ParcelStatus.IN_TRANSIT, False),
        ("Not delivered", ParcelStatus.ATTEMPT_FAILED, True),
        ("Delivered to local carrier", ParcelStatus.IN_TRANSIT, True),
        ("Item returned from customs (import)", ParcelStatus.IN_TRANSIT, True),
        ("Label created", ParcelStatus.ANNOUNCED, False),
        ("Delivered to pick-up point", ParcelStatus.READY_FOR_PICKUP, True),
    ],
)
def test_what_sounds_like_more_than_it_is_is_not_believed(
    text: str, status: ParcelStatus, *, physical: bool
) -> None:
    sense = sense_of_words(text)
    assert sense is not None
    assert (sense.status, sense.physical) == (status, physical)


def test_case_accents_and_punctuation_do_not_count() -> None:
    spellings = ("Livré, à l'expéditeur", "LIVRE A L'EXPEDITEUR", "livré a l\u2019expediteur.")
    assert {sense_of_words(one) for one in spellings} == {sense_of_words(spellings[0])}
    sense = sense_of_words(spellings[0])
    assert sense is not None
    assert sense.status is ParcelStatus.RETURNED


def test_words_give_the_cause_too() -> None:
    refused = sense_of_words("Отказ адресата")
    assert refused is not None
    assert refused.cause is Cause.REFUSED


@pytest.mark.parametrize(
    "text", ["Доставка ожидается", "Not yet delivered to you", "Arrived for the customer", "未投递"]
)
def test_what_is_only_awaited_is_no_delivery(text: str) -> None:
    sense = sense_of_words(text)
    assert sense is None or sense.status is not ParcelStatus.DELIVERED


@pytest.mark.parametrize("text", ["", " ", "?!", "Zxqv", "Thank you"])
def test_what_says_nothing_means_nothing(text: str) -> None:
    assert sense_of_words(text) is None
