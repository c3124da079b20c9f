"""More time to bring the evidence that was asked for: once, and for who was asked."""

import pytest

from tests.api.conftest import SetDay, action, claimed
from tests.api.machine import Site, fields_of, refusal_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def path(them: Site, on: SetDay) -> str:
    """Mira has asked Alice for a photo on day 21; where more time is asked for."""
    dispute = claimed(them, on)
    them.bob.post(f"disputes/{dispute}/refusal", {"text": "It is there."})
    them.alice.post(f"disputes/{dispute}/escalation")
    asked = {"of": ["buyer"], "items": ["photo"]}
    answer = them.mira.post(f"disputes/{dispute}/evidence-requests", asked)
    assert answer.json()["request"]["due_at"] == "2026-03-25T12:00:00Z"
    return f"disputes/{dispute}/evidence-time"


def test_who_was_asked_gets_three_days_more_once(them: Site, path: str) -> None:
    assert action(them.alice, "ask_for_time")["path"].endswith(path)
    answer = them.alice.post(path, Idempotency_Key="time")
    assert (answer.status_code, answer.json()["due_at"]) == (201, "2026-03-28T12:00:00Z")
    assert them.alice.post(path, Idempotency_Key="time").content == answer.content
    assert refusal_of(them.alice.post(path)) == (409, "evidence_time_already_extended")


def test_nobody_else_asks(them: Site, path: str) -> None:
    assert refusal_of(them.bob.post(path)) == (403, "not_your_role")
    assert refusal_of(them.mira.post(path)) == (403, "forbidden")
    assert them.charlie.post(path).status_code == 404
    assert fields_of(them.alice.post(path, {"days": 3})) == {"days"}


def test_after_the_deadline_it_is_too_late(them: Site, on: SetDay, path: str) -> None:
    on(24)
    answer = them.alice.post(path)
    assert refusal_of(answer) == (409, "not_in_this_status")
    assert answer.json()["details"] == {"status": "under_review"}
