"""People by the thousand: their ids, and what is kept when a marketplace names them again."""

from dataclasses import replace

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amends.accounts.models import Person
from amends.accounts.people import BATCH, PersonRow, person_id, upsert_people

from .shops import shop

ALICE = PersonRow("shop", "alice", "Alice", "fr-FR", "Europe/Paris", "alice@example.org")


def test_an_id_is_short_plain_and_always_the_same() -> None:
    made = person_id("shop", "alice")
    assert made == "pqnj4ooe6s7qfi4sm4k5ykshlm"
    assert len(made) == 26


def test_ids_of_two_marketplaces_never_meet() -> None:
    ids = {
        person_id("shop", "alice"),
        person_id("bazaar", "alice"),
        person_id("shopa", "lice"),
        person_id("", "alice"),
    }
    assert len(ids) == 4


@pytest.mark.django_db
def test_a_person_is_kept_as_the_marketplace_says() -> None:
    shop()
    upsert_people([ALICE])
    kept = Person.objects.get(id=ALICE.id)
    assert (kept.marketplace_id, kept.reference, kept.name) == ("shop", "alice", "Alice")
    assert (kept.locale, kept.zone, kept.email) == ("fr-FR", "Europe/Paris", "alice@example.org")
    given = (kept.is_mediator, kept.is_operator, kept.login, kept.password)
    assert given == (False, False, None, "")


@pytest.mark.django_db
def test_what_changed_is_kept_and_the_rest_stays() -> None:
    shop()
    upsert_people([ALICE])
    Person.objects.update(login="alice", password="kept", is_mediator=True)
    upsert_people([replace(ALICE, name="Alice B.", zone="UTC", locale="en", email="")])
    kept = Person.objects.get()
    assert (kept.name, kept.zone, kept.locale, kept.email) == ("Alice B.", "UTC", "en", "")
    assert (kept.login, kept.password, kept.is_mediator) == ("alice", "kept", True)


@pytest.mark.django_db
def test_of_somebody_named_twice_the_last_word_counts() -> None:
    shop()
    upsert_people([ALICE, replace(ALICE, name="Alice B.")])
    assert Person.objects.get().name == "Alice B."


@pytest.mark.django_db
def test_thousands_take_a_statement_a_batch() -> None:
    shop()
    rows = [replace(ALICE, reference=f"p{number}") for number in range(2 * BATCH + 1)]
    with CaptureQueriesContext(connection) as asked:
        upsert_people(rows)
    assert len(asked) == 3
    assert Person.objects.count() == len(rows)


@pytest.mark.django_db
def test_nobody_takes_no_statement() -> None:
    with CaptureQueriesContext(connection) as asked:
        upsert_people([])
    assert len(asked) == 0


@pytest.mark.django_db
def test_two_writers_name_people_in_one_order() -> None:
    shop()
    bob = replace(ALICE, reference="bob")
    with CaptureQueriesContext(connection) as asked:
        upsert_people([ALICE, bob])
        upsert_people([bob, ALICE])
    there, back = (query["sql"] for query in asked)
    assert there == back


@pytest.mark.django_db
def test_the_tables_are_those_of_the_models() -> None:
    call_command("makemigrations", "accounts", check=True, dry_run=True, verbosity=0)
