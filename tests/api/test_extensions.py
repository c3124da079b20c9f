"""More time: each request has a number, and only the running one can be answered."""

import pytest

from tests.api.conftest import SetDay, handed_over
from tests.api.machine import Site

pytestmark = pytest.mark.django_db(transaction=True)
ASK = "orders/order-1/extensions"
REFUSE = {"grant": False, "text": "It will be there."}


@pytest.fixture
def asked(them: Site, on: SetDay) -> Site:
    """Alice has asked for five days."""
    handed_over(them, on)
    on(15)
    answer = them.alice.post(ASK, {"days": 5}).json()
    assert (answer["extension"]["number"], answer["extension"]["answer"]) == (1, "none_yet")
    assert answer["extension"]["due_at"] == "2026-03-18T12:00:00Z"
    return them


def test_the_seller_is_told_where_to_answer(asked: Site) -> None:
    acts = asked.bob.get("orders/order-1").json()["available_actions"]
    path = next(act["path"] for act in acts if act["action"] == "answer_extension")
    assert path.endswith("/extensions/1/answer")
    assert asked.bob.post(path, REFUSE).json()["extension"]["answer"] == "refused"


@pytest.mark.parametrize("number", ["0", "2", "x", "²", "9" * 40])
def test_what_was_never_asked_cannot_be_answered(asked: Site, number: str) -> None:
    assert asked.bob.post(f"{ASK}/{number}/answer", REFUSE).status_code == 404


def test_an_earlier_request_keeps_its_answer(asked: Site) -> None:
    first = asked.bob.post(f"{ASK}/1/answer", REFUSE, Idempotency_Key="first")
    assert asked.alice.post(ASK, {"days": 7}).json()["extension"]["number"] == 2
    again = asked.bob.post(f"{ASK}/1/answer", REFUSE, Idempotency_Key="first")
    assert (again.status_code, again.content) == (201, first.content)
    late = asked.bob.post(f"{ASK}/1/answer", {"grant": True})
    assert (late.status_code, late.json()["code"]) == (409, "no_extension_asked")
    granted = asked.bob.post(f"{ASK}/2/answer", {"grant": True}).json()["extension"]
    assert (granted["answer"], granted["days"], granted["due_at"]) == ("granted", 7, None)


def test_only_one_request_runs_and_only_the_seller_answers(asked: Site) -> None:
    assert asked.alice.post(ASK, {"days": 5}).json()["code"] == "extension_running"
    answer = asked.alice.post(f"{ASK}/1/answer", {"grant": True})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_role")


def test_silence_is_a_refusal(asked: Site, on: SetDay) -> None:
    on(17)
    assert asked.alice.get("orders/order-1").json()["extension"]["answer"] == "lapsed"


def test_nobody_asks_for_more_than_there_is(asked: Site) -> None:
    asked.bob.post(f"{ASK}/1/answer", REFUSE)
    answer = asked.alice.post(ASK, {"days": 61})
    assert (answer.status_code, answer.json()["details"]) == (422, {"days_most": 60})
