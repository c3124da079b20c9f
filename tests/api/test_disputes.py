"""Disputes: who may do what, when notice is proven, and what stays of an earlier one."""

import pytest

from tests.api.conftest import SetDay, claimed
from tests.api.machine import CLAIM, Machine, Site, eur

pytestmark = pytest.mark.django_db(transaction=True)
PARTIAL = {**CLAIM, "reason": "partial", "lines": [2], "refund": eur(556)}


@pytest.fixture
def dispute(them: Site, on: SetDay) -> str:
    """A dispute that was opened on day 21."""
    return claimed(them, on)


def test_a_dispute_shows_everything(them: Site, dispute: str) -> None:
    shown = them.alice.get(f"disputes/{dispute}").json()
    assert (shown["statement"], shown["reason"]) == ("Não chegou.", "delivered_not_received")
    assert (shown["lines"], shown["cap"], shown["refund"]) == ([1, 2], eur(5000), eur(5000))
    assert (shown["remedy"], shown["refund_method"]) == ("refund_only", "store_wallet")
    assert them.alice.get("orders/order-1").json()["dispute"] == dispute


def test_only_the_sellers_own_look_proves_notice(them: Site, dispute: str) -> None:
    others = (them.alice, them.mira, them.shop)
    (unseen,) = {other.get(f"disputes/{dispute}").json()["version"] for other in others}
    noticed = them.bob.get(f"disputes/{dispute}").json()
    assert noticed["version"] == unseen + 1
    assert noticed["due_at"] == "2026-03-27T12:00:00Z"
    assert them.bob.get(f"disputes/{dispute}").json()["version"] == noticed["version"]


def test_a_stranger_meets_nothing_at_every_address(them: Site, dispute: str) -> None:
    missing = them.charlie.get("disputes/nothing").content
    steps = {"offers": {"refund": eur(1)}, "acceptance": {}, "refusal": {"text": "No."}}
    steps |= {"withdrawal": {}, "escalation": {}, "appeal": {"ground": "named_error", "text": "x"}}
    for step, sent in steps.items():
        answer = them.charlie.post(f"disputes/{dispute}/{step}", sent)
        assert (answer.status_code, answer.content) == (404, missing), step
    for step in ("acceptance", "refusal"):
        answer = them.charlie.post(f"offers/{dispute}-o1/{step}", {})
        assert (answer.status_code, answer.content) == (404, missing), step
    assert them.alice.get(f"disputes/{dispute[:-1]}2").content == missing


@pytest.mark.parametrize("step", ["acceptance", "refusal"])
def test_only_the_seller_answers_the_claim(them: Site, dispute: str, step: str) -> None:
    sent = {"text": "No."} if step == "refusal" else {}
    answer = them.alice.post(f"disputes/{dispute}/{step}", sent)
    assert (answer.status_code, answer.json()["details"]) == (403, {"roles": ["seller"]})


def test_the_seller_accepts(them: Site, dispute: str) -> None:
    accepted = them.bob.post(f"disputes/{dispute}/acceptance")
    assert (accepted.status_code, accepted.json()["status"]) == (201, "settled")
    assert them.alice.get("orders/order-1").json()["outcome"] == "seller_accepted"


def test_an_offer_is_declined_and_countered(them: Site, dispute: str) -> None:
    first = them.bob.post(f"disputes/{dispute}/offers", {"refund": eur(1000)}).json()
    offer = first["offers"][0]["id"]
    assert first["status"] == "negotiating"
    declined = them.alice.post(f"offers/{offer}/refusal", {"text": "Too little."}).json()
    assert declined["offers"][0]["open"] is False
    stale = them.alice.post(f"offers/{offer}/acceptance")
    assert (stale.status_code, stale.json()["code"]) == (409, "offer_not_open")
    too_much = them.alice.post(f"disputes/{dispute}/offers", {"refund": eur(5001)})
    assert (too_much.status_code, too_much.json()["details"]["most"]) == (422, eur(5000))
    assert "least" in too_much.json()["details"]


def test_either_side_asks_the_platform(them: Site, dispute: str) -> None:
    early = them.alice.post(f"disputes/{dispute}/escalation")
    assert (early.status_code, early.json()["code"]) == (409, "not_in_this_status")
    them.bob.post(f"disputes/{dispute}/offers", {"refund": eur(1000)})
    answer = them.alice.post(f"disputes/{dispute}/escalation", {"text": "We do not agree."})
    assert answer.json()["status"] == "under_review"


def test_an_earlier_dispute_stays_readable_and_closed(them: Site, dispute: str) -> None:
    first = them.alice.post(f"disputes/{dispute}/withdrawal", Idempotency_Key="withdraw")
    second = them.alice.post("orders/order-1/disputes", PARTIAL).json()
    shown = them.bob.get(f"disputes/{dispute}").json()
    assert (shown["id"], shown["statement"], shown["available_actions"]) == (
        dispute,
        "Não chegou.",
        [],
    )
    assert shown["ended_at"] == "2026-03-22T12:00:00Z"
    again = them.alice.post(f"disputes/{dispute}/withdrawal", Idempotency_Key="withdraw")
    assert (again.status_code, again.content) == (201, first.content)
    late = them.alice.post(f"disputes/{dispute}/withdrawal")
    assert (late.status_code, late.json()["code"]) == (409, "dispute_over")
    assert them.alice.get(f"disputes/{second['id']}").json()["ended_at"] is None


def test_where_the_refund_goes_is_put_and_put_again(them: Site, dispute: str) -> None:
    path = f"disputes/{dispute}/refund-method"
    for _ in range(2):
        answer = them.alice.put(path, {"refund_method": "original_payment"})
        assert (answer.status_code, answer.json()["refund_method"]) == (200, "original_payment")
    stale = them.alice.put(path, {"refund_method": "store_wallet"}, If_Match='"1"')
    assert stale.status_code == 412
    assert them.bob.put(path, {"refund_method": "store_wallet"}).status_code == 403


@pytest.mark.parametrize("caller", ["alice", "bob", "shop"])
def test_only_staff_decide_and_ask_for_evidence(them: Site, dispute: str, caller: str) -> None:
    machine: Machine = getattr(them, caller)
    decision = {"outcome": "release", "reasons": "Because."}
    assert machine.post(f"disputes/{dispute}/decision", decision).status_code == 403
    asked = {"of": ["buyer"], "items": ["photo"]}
    assert machine.post(f"disputes/{dispute}/evidence-requests", asked).status_code == 403


def test_a_decision_shows_its_reasons_and_its_arithmetic(
    them: Site, on: SetDay, dispute: str
) -> None:
    on(24)
    part = {"outcome": "refund", "refund": eur(1200), "reasons": "Half of it came."}
    decided = them.mira.post(f"disputes/{dispute}/decision", part).json()["decisions"][0]
    assert decided["arithmetic"] == {
        "held": eur(5000),
        "asked": eur(5000),
        "most": eur(5000),
        "to_buyer": eur(1200),
        "to_seller": eur(3800),
    }
    assert (decided["reasons"], decided["rule_followed"]) == ("Half of it came.", False)
    assert decided["facts"]
    assert decided["how_to_appeal"].endswith(f"{dispute}/appeal")


def test_a_decision_is_one_of_three(them: Site, on: SetDay, dispute: str) -> None:
    on(24)
    answer = them.mira.post(f"disputes/{dispute}/decision", {"outcome": "ask", "reasons": "x"})
    assert answer.json()["errors"][0]["field"] == "outcome"
    asked = {"of": ["mediator"], "items": ["photo"]}
    answer = them.mira.post(f"disputes/{dispute}/evidence-requests", asked)
    assert answer.json()["errors"][0]["field"] == "of"
