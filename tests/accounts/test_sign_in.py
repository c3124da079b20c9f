"""Signing in with a name and a password: who is let in, and that a stranger learns nothing."""

from datetime import timedelta

import pytest
from django.contrib.auth import hashers

from amends.accounts import sign_in as signing_in
from amends.accounts import tries
from amends.accounts.models import Person, SignInTry
from amends.accounts.people import person_id
from amends.accounts.sign_in import sign_in
from amends.accounts.tries import TooManyTries

from .shops import NOW

HOME, ELSEWHERE = "192.0.2.7", "192.0.2.8"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mira() -> Person:
    person = Person(id=person_id("", "mira"), reference="mira", name="Mira", login="mira")
    person.set_password("open sesame")
    person.save()
    return person


def test_the_right_password_lets_a_person_in_and_is_remembered(mira: Person) -> None:
    assert sign_in("mira", "open sesame", HOME, NOW) == mira
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
    assert sign_in(login, password, HOME, NOW) is None
    assert Person.objects.get().last_login is None


def test_whoever_has_no_password_cannot_come_in_without_one() -> None:
    for number, kept in enumerate(("", "!", "!abc")):
        Person.objects.update(password=kept)
        assert sign_in("mira", "", f"192.0.2.{number}", NOW) is None
        assert sign_in("mira", kept, f"192.0.2.{number}", NOW) is None


def test_a_missing_name_costs_as_much_as_a_wrong_password(monkeypatch: pytest.MonkeyPatch) -> None:
    worked: list[str] = []

    def counted(password: str) -> str:
        worked.append(password)
        return hashers.make_password(password)

    monkeypatch.setattr(signing_in, "make_password", counted)
    sign_in("nobody", "open sesame", HOME, NOW)
    assert worked == ["open sesame"]


def test_a_wrong_password_is_counted(mira: Person) -> None:
    _guess(tries.FREE_PAIR - 1, HOME)
    assert sign_in("mira", "wrong", HOME, NOW) is None
    with pytest.raises(TooManyTries):
        sign_in("mira", "open sesame", HOME, NOW)


def test_after_some_wrong_guesses_even_the_right_password_waits(mira: Person) -> None:
    _guess(tries.FREE_PAIR, HOME)
    with pytest.raises(TooManyTries) as many:
        sign_in("mira", "open sesame", HOME, NOW)
    assert many.value.until == NOW + tries.FIRST_WAIT
    assert sign_in("mira", "open sesame", ELSEWHERE, NOW) == mira
    assert sign_in("mira", "open sesame", HOME, many.value.until) == mira


def test_each_further_guess_doubles_the_wait_up_to_a_quarter_of_an_hour(mira: Person) -> None:
    now, waits = NOW, []
    for _ in range(tries.FREE_PAIR + 9):
        tries.count("mira", HOME, now)
        until = tries.waits_until("mira", HOME, now)
        waits.append((until - now).total_seconds())
        now = until
    assert waits[tries.FREE_PAIR - 1 :] == [10, 20, 40, 80, 160, 320, 640, 900, 900, 900]
    assert sign_in("mira", "open sesame", HOME, now + tries.FORGOTTEN_AFTER) == mira


def test_guessing_at_many_names_makes_the_address_wait() -> None:
    for number in range(tries.FREE_ADDRESS):
        tries.count(f"name-{number}", HOME, NOW)
    with pytest.raises(TooManyTries):
        sign_in("mira", "open sesame", HOME, NOW)


def test_guessing_from_everywhere_makes_the_name_wait() -> None:
    for number in range(tries.FREE_LOGIN):
        tries.count("mira", f"198.51.100.{number}", NOW)
    with pytest.raises(TooManyTries):
        sign_in("mira", "open sesame", HOME, NOW)


def test_who_knows_the_password_begins_anew(mira: Person) -> None:
    for _ in range(3):
        _guess(tries.FREE_PAIR - 1, HOME)
        assert sign_in("mira", "open sesame", HOME, NOW) == mira
    _guess(tries.FREE_PAIR - 1, HOME)


def test_guesses_are_forgotten_after_a_day(mira: Person) -> None:
    _guess(tries.FREE_PAIR, HOME)
    later = NOW + tries.FORGOTTEN_AFTER + timedelta(seconds=1)
    assert sign_in("mira", "open sesame", ELSEWHERE, later) == mira
    assert [kept.failures for kept in SignInTry.objects.all()] == [0]


def _guess(times: int, address: str) -> None:
    # What a wrong password counts, without the work of hashing each.
    for _ in range(times):
        tries.count("mira", address, NOW)
