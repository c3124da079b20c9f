"""The same request twice, a stale object, a key that is missing or used for something else."""

import pytest

from tests.api.conftest import SetDay, handed_over
from tests.api.machine import Site

pytestmark = pytest.mark.django_db(transaction=True)
MESSAGES = "orders/order-1/messages"


def test_a_repeat_gets_the_same_bytes_and_has_one_effect(them: Site, on: SetDay) -> None:
    handed_over(them, on)
    first = them.alice.post(MESSAGES, {"text": "Hello"}, Idempotency_Key="one")
    on(5)
    again = them.alice.post(MESSAGES, {"text": "Hello"}, Idempotency_Key="one")
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert len(them.alice.get(MESSAGES).json()["items"]) == 1


def test_a_refusal_is_repeated_as_it_was(them: Site) -> None:
    first = them.alice.post("orders/order-1/receipt", Idempotency_Key="one")
    again = them.alice.post("orders/order-1/receipt", Idempotency_Key="one")
    assert first.status_code == 409
    assert first.content == again.content
    assert first["Content-Type"] == again["Content-Type"] == "application/problem+json"


def test_a_key_with_another_body_is_refused(them: Site) -> None:
    them.alice.post(MESSAGES, {"text": "Hello"}, Idempotency_Key="one")
    answer = them.alice.post(MESSAGES, {"text": "Hi"}, Idempotency_Key="one")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")


def test_the_same_key_of_another_caller_is_another_key(them: Site) -> None:
    them.alice.post(MESSAGES, {"text": "Hello"}, Idempotency_Key="one")
    answer = them.bob.post(MESSAGES, {"text": "Hi"}, Idempotency_Key="one")
    assert answer.status_code == 201


def test_a_post_needs_a_key(them: Site) -> None:
    answer = them.alice.post(MESSAGES, {"text": "Hello"}, Idempotency_Key="")
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")


def test_a_stale_object_is_not_written(them: Site) -> None:
    etag = them.alice.get("orders/order-1")["ETag"]
    assert them.alice.post(MESSAGES, {"text": "Hello"}, If_Match=etag).status_code == 201
    answer = them.alice.post(MESSAGES, {"text": "Again"}, If_Match=etag)
    assert (answer.status_code, answer.json()["code"]) == (412, "stale")
