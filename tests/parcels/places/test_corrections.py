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
    corrections_of,
    standing,
)

pytestmark = pytest.mark.django_db
PARCEL = (3, b"k" * 16, 1)
ALICES = Correction(
    text="Depot 7",
    name="Lyon",
    country="FR",
    point=Point(45.75, 4.85, 5.0),
    role="buyer",
    person="alice",
    why="The depot wrote to me.",
    at=datetime(2026, 3, 1, 12, tzinfo=UTC),
)


def test_each_sides_last_word_on_a_pin_stands_and_all_stay_on_record() -> None:
    again = replace(ALICES, name="Villeurbanne", old=ALICES.point)
    miras = replace(ALICES, name="Bron", role="mediator", person="mira")
    with connection.cursor() as cursor:
        for one in (ALICES, miras, again):
            correct(cursor, PARCEL, one)
        kept = corrections_of(cursor, PARCEL)
    assert kept == [ALICES, miras, again]
    assert standing(kept) == [miras, again]


def test_saying_the_same_again_has_no_effect() -> None:
    later = replace(ALICES, at=datetime(2026, 3, 2, tzinfo=UTC))
    with connection.cursor() as cursor:
        correct(cursor, PARCEL, ALICES)
        correct(cursor, PARCEL, later)
        assert corrections_of(cursor, PARCEL) == [ALICES]


def test_another_parcel_has_corrections_of_its_own() -> None:
    with connection.cursor() as cursor:
        correct(cursor, PARCEL, ALICES)
        assert corrections_of(cursor, (3, b"k" * 16, 2)) == []


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
        (replace(ALICES, text=""), "pin: Name the pin"),
        (replace(ALICES, name=" "), "name: Name it"),
        (replace(ALICES, country="fr"), "two-letter code"),
        (replace(ALICES, why=" "), "why: Say how you know"),
        (replace(ALICES, point=Point(0, 0, 101)), "radius_km"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_field(wrong: Correction, words: str) -> None:
    with connection.cursor() as cursor, pytest.raises(CorrectionRefused, match=words):
        correct(cursor, PARCEL, wrong)


def test_a_parcel_is_not_corrected_without_end() -> None:
    with connection.cursor() as cursor:
        for number in range(CORRECTIONS_MOST):
            correct(cursor, PARCEL, replace(ALICES, name=f"Depot {number}"))
        with pytest.raises(CorrectionRefused, match="mediator"):
            correct(cursor, PARCEL, ALICES)
