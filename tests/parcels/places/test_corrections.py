"""A person's correction holds for one parcel, stays on record, and never weighs against anybody."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from amends.core.geography import Point
from amends.parcels.places.corrections import (
    CORRECTIONS_MOST,
    Correction,
    CorrectionRefused,
    correct,
    corrected,
    corrections_of,
)
from amends.parcels.places.place import Confidence, unknown

pytestmark = pytest.mark.django_db
PARCEL = (3, b"k" * 16, 1)
ALICES = Correction(
    text="Depot 7",
    name="Lyon",
    country="FR",
    point=Point(45.75, 4.85, 5.0),
    role="buyer",
    person="alice",
    at=datetime(2026, 3, 1, 12, tzinfo=UTC),
)


def test_the_last_correction_of_a_text_is_the_one_that_counts() -> None:
    later = replace(ALICES, name="Villeurbanne", role="mediator", person="mira")
    with connection.cursor() as cursor:
        assert [correct(cursor, PARCEL, one) for one in (ALICES, later)] == [1, 2]
        kept = corrections_of(cursor, PARCEL)
    assert kept == [ALICES, later]
    place = corrected(unknown("Depot 7", ""), kept)
    assert (place.name, place.confidence) == ("Villeurbanne", Confidence.MEDIUM)
    assert place.why == "Put right by the mediator on 2026-03-01."
    assert place.point == ALICES.point


def test_another_parcel_and_another_text_stay_as_they_are() -> None:
    with connection.cursor() as cursor:
        correct(cursor, PARCEL, ALICES)
        assert corrections_of(cursor, (3, b"k" * 16, 2)) == []
    other = unknown("Depot 8", "")
    assert corrected(other, [ALICES]) is other


@pytest.mark.parametrize(
    "statement", ["UPDATE place_corrections SET name = ''", "DELETE FROM place_corrections"]
)
def test_what_was_said_cannot_be_unsaid(statement: str) -> None:
    with connection.cursor() as cursor:
        correct(cursor, PARCEL, ALICES)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(statement)
        assert corrections_of(cursor, PARCEL) == [ALICES]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (replace(ALICES, text=""), "text must have"),
        (replace(ALICES, name=" "), "name must have"),
        (replace(ALICES, country="fr"), "two-letter code"),
        (replace(ALICES, point=Point(0, 0, 101)), "radius_km"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_field(wrong: Correction, words: str) -> None:
    with connection.cursor() as cursor, pytest.raises(CorrectionRefused, match=words):
        correct(cursor, PARCEL, wrong)


def test_a_parcel_is_not_corrected_without_end() -> None:
    with connection.cursor() as cursor:
        for _ in range(CORRECTIONS_MOST):
            correct(cursor, PARCEL, ALICES)
        with pytest.raises(CorrectionRefused, match="mediator"):
            correct(cursor, PARCEL, ALICES)
