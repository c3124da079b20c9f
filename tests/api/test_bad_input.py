"""Whatever is sent, the answer is a problem document that names what is wrong."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.api.conftest import SetDay, claimed
from tests.api.machine import Json, Machine, Site

pytestmark = pytest.mark.django_db(transaction=True)
MESSAGES = "orders/order-1/messages"
EVIDENCE = "/api/v1/orders/order-1/evidence"


@pytest.mark.parametrize(
    "query",
    [
        "limit=%C2%B2",
        "limit=" + "9" * 5000,
        "after=" + "f" * 40 + ".00",
        "after=-" + "f" * 40 + ".00",
        "person=alice",
        "person=buyer:",
    ],
)
def test_an_odd_query_is_named_not_stumbled_over(them: Site, query: str) -> None:
    answer = them.shop.get(f"orders?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == query.partition("=")[0]


@pytest.mark.parametrize("version", ["²", "9" * 5000, "x", '"1", "2"'])
def test_an_odd_version_is_stale(them: Site, version: str) -> None:
    answer = them.alice.post(MESSAGES, {"text": "Hello"}, If_Match=version)
    assert (answer.status_code, answer.json()["code"]) == (412, "stale")


@pytest.mark.parametrize(
    "sent",
    [
        b'{"text": ' + b"[" * 5000 + b"]" * 5000 + b"}",
        b'{"text": "\xff"}',
        b'{"text": "\\ud800"}',
        b'{"text": "a\\u0000b"}',
        b'{"text": "  "}',
        b'{"text": "a", "more": 1}',
        b"[]",
    ],
)
def test_an_odd_body_is_named_too(them: Site, sent: bytes) -> None:
    answer = them.alice.post(MESSAGES, sent)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    assert answer.json()["errors"]


def test_a_reference_is_one_line(them: Site, on: SetDay) -> None:
    dispute = claimed(them, on)
    them.bob.post(f"disputes/{dispute}/acceptance")
    for reference in ("re\x001", "two\nlines", " "):
        refund = f"refunds/{dispute[:26]}-t1/payment"
        answer = them.oscar.post(refund, {"reference": reference})
        assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


@pytest.mark.parametrize("path", ["nothing", "orders/a/b/c", "orders/a%2Fb", ""])
def test_an_unknown_address_answers_like_a_missing_object(them: Site, path: str) -> None:
    missing = them.alice.get("orders/nothing")
    answer = them.alice.get(path)
    assert (answer.status_code, answer.content) == (404, missing.content)


@pytest.mark.parametrize("sent", [{"kind": "x" * 3_000_000}, {f"file{n}": "" for n in range(600)}])
def test_a_form_that_is_too_large_is_a_problem_too(them: Site, sent: dict[str, str]) -> None:
    answer = _form(them.alice, sent)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


def test_a_form_of_many_files_is_a_problem_too(them: Site) -> None:
    answer = _form(them.alice, {f"f{n}": SimpleUploadedFile("a", b"a") for n in range(20)})
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


@pytest.mark.parametrize("kind", ["multipart/form-data", "application/json", "text/plain"])
def test_what_is_no_form_is_a_problem_too(them: Site, kind: str) -> None:
    headers = them.alice.headers({"Idempotency-Key": "form"})
    answer = them.alice.client.post(EVIDENCE, b"--", content_type=kind, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


def _form(machine: Machine, sent: Json) -> Json:
    return machine.client.post(EVIDENCE, sent, headers=machine.headers({"Idempotency-Key": "form"}))
