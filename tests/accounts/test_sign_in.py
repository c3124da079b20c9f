"""Signing in with a name and a password: who is let in, and that a stranger learns nothing."""

import pytest
from django.contrib.auth import hashers

from amends.accounts import sign_in as signing_in
from amends.accounts.models import Person
from amends.accounts.people import person_id
from amends.accounts.sign_in import sign_in

from .shops import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mira() -> Person:
    person = Person(id=person_id("", "mira"), reference="mira", name="Mira", login="mira")
    person.set_password("open sesame")
    person.save()
    return person


def test_the_right_password_lets_a_person_in_and_is_remembered(mira: Person) -> None:
    assert sign_in("mira", "open sesame", NOW) == mira
    assert Person.objects.get().last_login == NOW


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("mira", "wrong"),
        ("mira", ""),
        ("", ""),
        ("nobody", "open sesame"),
        ("Mira", "open sesame"),
        ("mi\x00ra", "open sesame"),
        ("\ud800", "open sesame"),
        ("m" * 81, "open sesame"),
        ("mira", "x" * 1001),
    ],
)
def test_everything_else_answers_alike(login: str, password: str) -> None:
    assert sign_in(login, password, NOW) is None
    assert Person.objects.get().last_login is None


def test_whoever_has_no_password_cannot_come_in_without_one() -> None:
    for kept in ("", "!", "!abc"):
        Person.objects.update(password=kept)
        assert sign_in("mira", "", NOW) is None
        assert sign_in("mira", kept, NOW) is None


def test_a_missing_name_costs_as_much_as_a_wrong_password(monkeypatch: pytest.MonkeyPatch) -> None:
    worked: list[str] = []

    def counted(password: str) -> str:
        worked.append(password)
        return hashers.make_password(password)

    monkeypatch.setattr(signing_in, "make_password", counted)
    sign_in("nobody", "open sesame", NOW)
    assert worked == ["open sesame"]
