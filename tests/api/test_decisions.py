"""Decisions: what a mediator can say, whose money it is, and the words that say no."""

import pytest

from tests.api.conftest import SetDay, claimed, faulty
from tests.api.machine import Json, Site, eur, fields_of, refusal_of

pytestmark = pytest.mark.django_db(transaction=True)
REASONS = {"reasons": "It is so."}


@pytest.fixture
def path(them: Site, on: SetDay) -> str:
    """A dispute under review on day 24; where it is decided."""
    dispute = claimed(them, on)
    on(24)
    return f"disputes/{dispute}/decision"


def test_the_platform_can_pay_in_the_sellers_place(them: Site, on: SetDay, path: str) -> None:
    sent = {"outcome": "refund", "funded_by": "platform", "counts": False, **REASONS}
    decided = them.mira.post(path, sent).json()
    assert decided["status"] == "decided"
    assert decided["decisions"][0]["funded_by"] == "platform"
    on(40)
    money = them.oscar.get(f"orders/{decided['order']}").json()["money"]
    assert (money["refund"], money["payout"]) == (eur(5000), eur(5000))


def test_the_goods_can_be_ordered_back(them: Site, on: SetDay) -> None:
    dispute = faulty(them, on)
    on(16)
    sent = {"outcome": "refund_on_return", "refund": eur(4500), **REASONS}
    decided = them.mira.post(f"disputes/{dispute}/decision", sent).json()
    assert decided["status"] == "awaiting_return"
    assert (decided["returning"]["refund"], decided["returning"]["label_due"]) == (eur(4500), True)
    assert decided["decisions"][0]["label_due"] is True


def test_what_never_came_is_not_ordered_back(them: Site, path: str) -> None:
    answer = them.mira.post(path, {"outcome": "refund_on_return", **REASONS})
    assert refusal_of(answer) == (422, "remedy_not_offered")


@pytest.mark.parametrize("refund", [eur(5001), eur(0), {"minor": 100, "currency": "USD"}])
def test_a_refund_is_within_what_is_held_in_its_currency(
    them: Site, path: str, refund: Json
) -> None:
    answer = them.mira.post(path, {"outcome": "refund", "refund": refund, **REASONS})
    assert refusal_of(answer) == (422, "refund_out_of_range")
    assert answer.json()["details"] == {"least": eur(1), "most": eur(5000)}


@pytest.mark.parametrize(
    ("sent", "fields"),
    [
        ({}, {"outcome", "reasons"}),
        ({"outcome": "ask", **REASONS}, {"outcome"}),
        ({"outcome": "review", **REASONS}, {"outcome"}),
        ({"outcome": "release", "refund": eur(1), **REASONS}, {"refund"}),
        ({"outcome": "wait", **REASONS}, {"wait_until"}),
        ({"outcome": "wait", "refund": eur(1), **REASONS}, {"wait_until", "refund"}),
        ({"outcome": "refund", "wait_until": "2026-03-30T12:00:00Z", **REASONS}, {"wait_until"}),
        (
            {"outcome": "refund", "funded_by": "bank", "counts": 1, "reasons": " "},
            {"funded_by", "counts", "reasons"},
        ),
    ],
)
def test_a_wrong_body_is_named_field_by_field(
    them: Site, path: str, sent: Json, fields: set[str]
) -> None:
    assert fields_of(them.mira.post(path, sent)) == fields


def test_a_decision_that_comes_again_is_one(them: Site, path: str) -> None:
    sent = {"outcome": "release", **REASONS}
    first = them.mira.post(path, sent, Idempotency_Key="decide")
    again = them.mira.post(path, sent, Idempotency_Key="decide")
    assert (again.status_code, again.content) == (201, first.content)
    assert refusal_of(them.mira.post(path, sent)) == (409, "not_in_this_status")


def test_an_answer_after_its_deadline_is_too_late(them: Site, path: str) -> None:
    # Nobody proved that Bob was told: after three days the platform looks at it.
    for step, sent in (("refusal", {"text": "It is there."}), ("escalation", {})):
        answer = them.bob.post(path.replace("decision", step), sent)
        assert refusal_of(answer) == (409, "not_in_this_status")
        assert answer.json()["details"] == {"status": "under_review"}


def test_who_decided_does_not_decide_the_appeal(them: Site, path: str) -> None:
    them.mira.post(path, {"outcome": "release", **REASONS})
    error = {"ground": "named_error", "text": "The house number is wrong."}
    assert them.alice.post(path.replace("decision", "appeal"), error).status_code == 201
    own = them.mira.post(path, {"outcome": "release", **REASONS})
    assert refusal_of(own) == (403, "own_decision")
    assert them.moses.post(path, {"outcome": "release", **REASONS}).status_code == 201
