"""What every answer tells the browser, and that a stricter answer keeps its own word."""

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from amends.config.headers import POLICY, strict_headers


def test_every_answer_carries_the_policy() -> None:
    response = strict_headers(_plain)(RequestFactory().get("/"))
    assert response.headers["Content-Security-Policy"] == POLICY
    assert "unsafe" not in POLICY


def test_an_answer_that_is_stricter_keeps_its_own_policy() -> None:
    response = strict_headers(_sandboxed)(RequestFactory().get("/"))
    assert response.headers["Content-Security-Policy"] == "sandbox"


def _plain(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def _sandboxed(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(headers={"Content-Security-Policy": "sandbox"})
