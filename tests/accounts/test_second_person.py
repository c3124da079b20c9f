"""Where terms ask for a second person and there is none, a start says so."""

import json

import pytest

from amends.accounts.models import Marketplace, Person
from amends.accounts.people import person_id
from amends.accounts.second_person import missing

pytestmark = pytest.mark.django_db


def shop(slug: str, terms: str) -> None:
    Marketplace.objects.create(slug=slug, name=slug.title(), terms=terms)


def staff(login: str, **roles: bool) -> None:
    Person.objects.create(id=person_id("", login), reference=login, login=login, **roles)


@pytest.fixture
def shops() -> None:
    shop("careful", json.dumps({"approval_above": 20_000}))
    shop("easy", json.dumps({"approval_above": 0}))
    shop("plain", "{}")
    shop("broken", json.dumps({"approval_above": "much"}))


@pytest.mark.usefixtures("shops")
def test_each_marketplace_that_asks_for_one_is_named_with_the_way_out() -> None:
    (nobody,) = missing()
    assert nobody.startswith("Warning: at careful, what is above approval_above waits")
    assert "nobody is a mediator or an operator here" in nobody
    assert "amends person LOGIN --mediator" in nobody
    # A person with both roles is still one person.
    staff("mira", is_mediator=True, is_operator=True)
    staff("alice")
    (alone,) = missing()
    assert "only one person is a mediator or an operator here" in alone


@pytest.mark.usefixtures("shops")
def test_an_operator_is_the_second_person_of_one_mediator() -> None:
    staff("mira", is_mediator=True)
    staff("oscar", is_operator=True)
    assert missing() == []
