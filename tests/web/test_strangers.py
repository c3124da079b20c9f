"""A large body of somebody who is not signed in is let go before a byte of it is read."""

import io
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from amends.config.options import Options
from amends.config.strangers import BODY_MOST

from tests.web.conftest import SetDay
from tests.web.site import at, browser, shipped

pytestmark = pytest.mark.django_db(transaction=True)
FORM = "multipart/form-data; boundary=line"
LARGE = BODY_MOST + 1


class Unread(io.RawIOBase):
    """A body that nobody may read."""

    def read(self, size: int = -1, /) -> bytes:
        raise AssertionError(f"{size} bytes of a stranger's body were read")


def visitor() -> Client:
    """A browser that may send forms, since it has opened one, and that nobody has signed in."""
    client = Client(enforce_csrf_checks=True)
    client.get("/sign-in")
    assert "csrftoken" in client.cookies
    return client


def sent(client: Client, path: str, kind: str = FORM, **headers: str) -> tuple[int, str]:
    body: Any = {"wsgi.input": Unread(), "CONTENT_LENGTH": str(LARGE), "CONTENT_TYPE": kind}
    answer = client.generic("POST", path, headers=headers, **body)
    return answer.status_code, answer.headers.get("Location", "")


@pytest.mark.parametrize("kind", [FORM, "application/x-www-form-urlencoded"])
@pytest.mark.parametrize("page", ["/orders/some/files", "/notices/seen", "/sign-out"])
def test_a_visitor_with_a_large_body_is_asked_to_sign_in(page: str, kind: str, on: SetDay) -> None:
    on(0)
    assert sent(visitor(), page, kind) == (302, f"/sign-in?next={page}")


def test_the_form_to_sign_in_takes_no_large_body(on: SetDay) -> None:
    on(0)
    assert sent(visitor(), "/sign-in") == (302, "/sign-in")


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer amk_test_unknown"}])
def test_the_api_answers_401_to_a_file_without_a_key(header: dict[str, str], on: SetDay) -> None:
    on(0)
    assert sent(visitor(), "/api/v1/orders/some/evidence", **header) == (401, "")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("openapi.json", 200),
        ("nothing", 404),
        ("hooks/payments/nothing", 404),
        ("hooks/trackers/nothing", 404),
    ],
)
def test_what_needs_no_body_reads_none(address: str, status: int, on: SetDay) -> None:
    on(0)
    assert sent(visitor(), f"/api/v1/{address}") == (status, "")


def test_a_large_message_of_a_tracker_is_judged_by_its_signature(
    on: SetDay, settings: Settings
) -> None:
    on(0)
    settings.AMENDS_OPTIONS = Options(generic_push_secret="s" * 24)
    body = b"x" * LARGE
    answer = visitor().post("/api/v1/hooks/trackers/generic", body, content_type="text/plain")
    assert answer.status_code == 401


def test_who_is_signed_in_may_send_much(on: SetDay) -> None:
    key = shipped()
    on(3)
    answer = browser("alice").post(f"{at(key)}/files", {"words": "x" * LARGE})
    assert "/sign-in" not in answer.headers.get("Location", "")
