"""Signing in."""

import pytest
from django.test import Client
from pytest_django import Settings

from amends.accounts import tries
from amends.accounts.tries import FREE_PAIR
from amends.config.options import Options

from tests.web.conftest import SetDay
from tests.web.site import at, browser, day, person, shipped

GUESS = {"login": "alice", "password": "wrong"}
pytestmark = pytest.mark.django_db(transaction=True)


def test_whoever_is_not_signed_in_is_asked_and_brought_back(on: SetDay) -> None:
    key = shipped()
    on(3)
    alice = person("alice")
    alice.set_password("a long password")
    alice.save()
    client = Client()
    asked = client.get(at(key))
    assert asked["Location"] == f"/sign-in?next={at(key)}"
    typed = {"login": "alice", "password": "a long password", "next": at(key)}
    assert client.post("/sign-in", typed)["Location"] == at(key)
    assert client.get(at(key)).status_code == 200


@pytest.mark.parametrize("login", ["alice", "nobody"])
def test_a_wrong_name_and_a_wrong_password_answer_alike(login: str, on: SetDay) -> None:
    on(0)
    person("alice")
    answer = Client().post("/sign-in", {"login": login, "password": "wrong"})
    assert answer.status_code == 401
    assert "do not fit together" in answer.content.decode()


def test_nobody_is_sent_to_another_site(on: SetDay) -> None:
    on(0)
    alice = person("alice")
    alice.set_password("a long password")
    alice.save()
    typed = {"login": "alice", "password": "a long password", "next": "https://evil.example/"}
    assert Client().post("/sign-in", typed)["Location"] == "/"


@pytest.mark.parametrize(
    ("name", "page"),
    [("alice", "/orders"), ("bob", "/sales"), ("mira", "/queue"), ("oscar", "/queue")],
)
def test_everybody_comes_to_the_list_that_is_theirs(name: str, page: str, on: SetDay) -> None:
    shipped()
    on(3)
    assert browser(name).get("/")["Location"] == page


def test_signing_out_ends_it(on: SetDay) -> None:
    on(0)
    client = browser("alice")
    client.post("/sign-out")
    assert client.get("/orders").status_code == 302


def test_who_guessed_too_often_reads_when_to_try_again(on: SetDay) -> None:
    on(0)
    person("alice")
    for _ in range(FREE_PAIR):
        tries.count("alice", "127.0.0.1", day(0))
    answer = Client().post("/sign-in", GUESS)
    assert answer.status_code == 429
    assert "Try again in 1 minute." in answer.content.decode()
    assert answer["Retry-After"] == "60"


def test_a_proxy_that_is_trusted_says_who_guesses(on: SetDay, settings: Settings) -> None:
    on(0)
    person("alice")
    settings.AMENDS_OPTIONS = Options(behind_proxy=True)
    for _ in range(FREE_PAIR):
        tries.count("alice", "192.0.2.1", day(0))
    assert _guess("203.0.113.1, 192.0.2.1") == 429
    assert _guess("192.0.2.1, 192.0.2.2") == 401


def test_nobody_else_says_for_themselves_where_they_are(on: SetDay) -> None:
    on(0)
    person("alice")
    for _ in range(FREE_PAIR):
        tries.count("alice", "127.0.0.1", day(0))
    assert _guess("192.0.2.1") == 429


def _guess(hops: str) -> int:
    return Client().post("/sign-in", GUESS, headers={"X-Forwarded-For": hops}).status_code
