"""Where no page is, or a form cannot be taken, a person reads what happened and the way out."""

import pytest
from django.test import Client
from pytest_django import Settings

from tests.web.site import at, browser, disputed

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_stranger_and_a_missing_order_read_the_same_page() -> None:
    key = disputed()
    charlie = browser("charlie")
    strange, missing = charlie.get(at(key)), charlie.get("/orders/nothing")
    assert strange.status_code == missing.status_code == 404
    page = strange.content.decode()
    assert "There is no such page here" in page
    assert "You are signed in as Charlie" in page
    assert page == missing.content.decode()


def test_who_is_not_signed_in_reads_it_too() -> None:
    answer = Client().get("/nothing-here")
    assert answer.status_code == 404
    assert "There is no such page here" in answer.content.decode()
    assert "You are signed in" not in answer.content.decode()


def test_a_form_without_proof_of_origin_changes_nothing_and_says_so() -> None:
    key = disputed()
    alice = browser("alice")
    alice.handler.enforce_csrf_checks = True
    answer = alice.post(f"{at(key)}/message", {"text": "Hello"})
    assert answer.status_code == 403
    assert "This form can no longer be sent" in answer.content.decode()
    assert "Hello" not in alice.get(at(key)).content.decode()


def test_a_form_of_too_many_fields_is_not_read() -> None:
    form = "application/x-www-form-urlencoded"
    answer = Client().post("/sign-in", "field=&" * 501, content_type=form)
    assert answer.status_code == 400
    assert "This could not be read" in answer.content.decode()


def test_a_host_that_is_not_ours_has_its_own_words_and_one_line_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    answer = Client(headers={"host": "elsewhere.example"}).get("/")
    assert answer.status_code == 400
    page = answer.content.decode()
    assert ("This address is not ours" in page, "files" in page) == (True, False)
    (line,) = [one for one in caplog.records if one.name == "django.security.DisallowedHost"]
    assert (line.levelname, line.exc_info) == ("WARNING", None)
    assert "'elsewhere.example'" in line.getMessage()
    assert "allowed_hosts in amends.toml" in line.getMessage()


def test_what_breaks_is_told_without_its_cause(settings: Settings) -> None:
    alice = browser("alice")
    alice.raise_request_exception = False

    def broken() -> None:
        raise RuntimeError("the clock fell from the wall")

    settings.AMENDS_CLOCK = broken
    answer = alice.get("/orders")
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()
    assert "wall" not in answer.content.decode()
