"""Withdrawal: plain, or on condition that the parcel comes by a moment."""

import pytest

from tests.api.conftest import SetDay, claimed
from tests.api.machine import Site, fields_of, refusal_of

pytestmark = pytest.mark.django_db(transaction=True)
UNTIL = {"unless_delivered_by": "2026-03-30T12:00:00Z"}


@pytest.fixture
def path(them: Site, on: SetDay) -> str:
    """Where the dispute of day 21 is withdrawn."""
    return f"disputes/{claimed(them, on)}/withdrawal"


def test_the_dispute_waits_for_the_parcel_until_a_day(them: Site, on: SetDay, path: str) -> None:
    answer = them.alice.post(path, UNTIL, Idempotency_Key="until")
    assert answer.status_code == 201
    shown = answer.json()
    assert (shown["status"], shown["due_at"]) == ("withdrawn_until", "2026-03-30T12:00:00Z")
    assert shown["withdrawn_until"] == "2026-03-30T12:00:00Z"
    assert them.alice.post(path, UNTIL, Idempotency_Key="until").content == answer.content
    assert refusal_of(them.alice.post(path, UNTIL)) == (409, "already_withdrawn")
    on(29)
    assert them.alice.get("orders/order-1").json()["status"] == "under_review"


@pytest.mark.parametrize("until", ["2026-03-22T13:00:00Z", "2026-06-01T12:00:00Z"])
def test_a_day_too_near_or_too_far_is_refused_with_the_range(
    them: Site, path: str, until: str
) -> None:
    answer = them.alice.post(path, {"unless_delivered_by": until})
    assert refusal_of(answer) == (422, "withdrawal_out_of_range")
    assert answer.json()["details"] == {
        "earliest": "2026-03-23T12:00:00Z",
        "latest": "2026-04-21T12:00:00Z",
    }


def test_only_the_buyer_withdraws(them: Site, path: str) -> None:
    assert refusal_of(them.bob.post(path, UNTIL)) == (403, "not_your_role")
    assert refusal_of(them.mira.post(path, UNTIL)) == (403, "forbidden")
    assert them.charlie.post(path, UNTIL).status_code == 404
    assert fields_of(them.alice.post(path, {"unless_delivered_by": "soon"})) == {
        "unless_delivered_by"
    }
