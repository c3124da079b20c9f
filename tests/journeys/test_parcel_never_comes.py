"""Whole stories through HTTP, named by what happens to a person; time is injected."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.api.conftest import SetDay, claimed, handed_over
from tests.api.machine import CLAIM, Site, eur
from tests.journeys.books import require_paid, require_settled

pytestmark = pytest.mark.django_db(transaction=True)
ACTS = "available_actions"


def test_the_parcel_stands_still_and_the_rule_gives_the_money_back(them: Site, on: SetDay) -> None:
    handed_over(them, on)
    on(19)
    them.alice.post("orders/order-1/messages", {"text": "Onde está?"})
    on(22)
    claim = {**CLAIM, "reason": "stalled"}
    preview = them.alice.post("orders/order-1/dispute-previews", claim).json()
    assert preview["ruling"]["rule"] == "stalled-1"
    assert preview["ruling"]["refund"] == eur(5000)
    file = them.alice.upload("orders/order-1/evidence")
    assert file.status_code == 201
    opened = them.alice.post("orders/order-1/disputes", {**claim, "evidence": [1]}).json()
    assert (opened["status"], opened["whose_turn"]) == ("awaiting_seller", ["seller"])
    on(23)
    assert them.bob.get(f"disputes/{opened['id']}").json()["due_at"] == "2026-03-29T12:00:00Z"
    on(24)
    refused = them.bob.post(f"disputes/{opened['id']}/refusal", {"text": "Wait for it."}).json()
    assert refused["status"] == "decided"
    decision = refused["decisions"][0]
    assert (decision["rule"], decision["by"]) == ("stalled-1", "platform")
    assert {fact["name"] for fact in decision["facts"]} >= {"stalled", "lost"}
    on(38)
    key = require_settled(them, "decided", refund=5000, payout=0)
    require_paid(them, key, 5000)


def test_the_seller_refuses_and_a_mediator_decides(them: Site, on: SetDay) -> None:
    dispute = claimed(them, on)
    them.alice.upload("orders/order-1/evidence")
    on(22)
    assert them.bob.get(f"disputes/{dispute}").json()["evidence"][0]["by"] == "buyer"
    refused = them.bob.post(f"disputes/{dispute}/refusal", {"text": "It was scanned."}).json()
    assert (refused["status"], refused["whose_turn"]) == ("negotiating", ["buyer", "seller"])
    assert them.alice.post(f"disputes/{dispute}/escalation").json()["status"] == "under_review"
    acts = {act["action"]: act for act in them.mira.get(f"disputes/{dispute}").json()[ACTS]}
    assert acts["decide"]["mandatory"] is True
    part = {"outcome": "refund", "refund": eur(4000), "reasons": "No scan at the door."}
    decided = them.mira.post(acts["decide"]["path"], part).json()
    assert (decided["status"], decided["decisions"][0]["by"]) == ("decided", "mediator")
    for party in (them.alice, them.bob):
        shown = party.get(f"disputes/{dispute}").json()
        assert shown["decisions"][0]["reasons"] == "No scan at the door."
        assert "appeal" in {act["action"] for act in shown[ACTS]}
    on(36)
    key = require_settled(them, "decided", refund=4000, payout=1000)
    require_paid(them, key, 4000)


def test_the_seller_offers_half_and_the_buyer_takes_it(them: Site, on: SetDay) -> None:
    dispute = claimed(them, on)
    offered = them.bob.post(f"disputes/{dispute}/offers", {"refund": eur(2500)}).json()
    offer = offered["offers"][0]["id"]
    assert them.bob.post(f"offers/{offer}/acceptance").status_code == 409
    accepted = them.alice.post(f"offers/{offer}/acceptance").json()
    assert (accepted["status"], accepted["offers"][0]["open"]) == ("settled", False)
    key = require_settled(them, "agreed", refund=2500, payout=2500)
    require_paid(them, key, 2500)


def test_nobody_answers_and_a_person_looks_at_it(them: Site, on: SetDay) -> None:
    dispute = claimed(them, on)
    on(24)
    assert them.alice.get(f"disputes/{dispute}").json()["status"] == "under_review"
    (found,) = them.mira.get("disputes?status=under_review").json()["items"]
    assert (found["dispute"], found["marketplace"], found["id"]) == (dispute, "shop", "order-1")
    on(32)
    # That the platform is late decides nothing.
    assert them.alice.get(f"disputes/{dispute}").json()["status"] == "under_review"
    release = {"outcome": "release", "reasons": "The carrier still moves it."}
    assert them.mira.post(f"disputes/{dispute}/decision", release).json()["status"] == "decided"
    on(45.9)
    assert them.alice.get(f"disputes/{dispute}").json()["status"] == "decided"
    on(46)
    require_settled(them, "decided", refund=0, payout=5000)


def test_a_decision_is_appealed_and_changed_by_somebody_else(them: Site, on: SetDay) -> None:
    dispute = claimed(them, on)
    on(24)
    release = {"outcome": "release", "reasons": "The scan says so."}
    assert them.alice.post(f"disputes/{dispute}/decision", release).status_code == 403
    assert them.mira.post(f"disputes/{dispute}/decision", release).json()["status"] == "decided"
    appeal = {"ground": "named_error", "text": "That scan is of another parcel."}
    assert them.alice.post(f"disputes/{dispute}/appeal", appeal).json()["status"] == "appealed"
    refund = {"outcome": "refund", "refund": eur(5000), "reasons": "The numbers differ."}
    own = them.mira.post(f"disputes/{dispute}/decision", refund)
    assert (own.status_code, own.json()["code"]) == (403, "own_decision")
    changed = them.moses.post(f"disputes/{dispute}/decision", refund).json()
    assert changed["decisions"][1]["reasons"] == "The numbers differ."
    on(38)
    key = require_settled(them, "appeal_changed", refund=5000, payout=0)
    require_paid(them, key, 5000)


def test_evidence_is_asked_for_brought_and_seen_as_a_derivative(them: Site, on: SetDay) -> None:
    dispute = claimed(them, on)
    on(24)
    asked = {"of": ["buyer"], "items": ["carrier_letter"]}
    them.mira.post(f"disputes/{dispute}/evidence-requests", asked)
    them.alice.upload("orders/order-1/evidence", "carrier_letter")
    seen = them.bob.get(f"disputes/{dispute}").json()
    assert seen["status"] == "under_review"
    content = seen["evidence"][0]["content"]
    answer = them.bob.get(content)
    answer.close()
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert them.bob.get(f"{content}?original=1&reason=just+curious").status_code == 403
    assert them.mira.get(f"{content}?original=1").status_code == 400
    original = them.mira.get(f"{content}?original=1&reason=the+photo+looks+edited")
    original.close()
    assert original["Content-Disposition"].startswith("attachment")
    refund = {"outcome": "refund", "refund": eur(3000), "reasons": "The letter says so."}
    # The seller has two days to answer what came late.
    early = them.mira.post(f"disputes/{dispute}/decision", refund)
    assert (early.status_code, early.json()["code"]) == (409, "reply_running")
    on(26)
    them.mira.post(f"disputes/{dispute}/decision", refund)
    on(60)
    require_settled(them, "decided", refund=3000, payout=2000)


def test_a_file_that_is_no_photo_is_refused_with_words(them: Site, on: SetDay) -> None:
    handed_over(them, on)
    answer = them.alice.client.post(
        "/api/v1/orders/order-1/evidence",
        {"file": _html()},
        headers={
            "Authorization": f"Bearer {them.alice.secret}",
            "Amends-Actor": "buyer:alice",
            "Idempotency-Key": "file",
        },
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "type_not_accepted")


def test_the_buyer_withdraws_and_can_open_again(them: Site, on: SetDay) -> None:
    dispute = claimed(them, on)
    assert them.alice.post(f"disputes/{dispute}/withdrawal").status_code == 201
    assert them.alice.get("orders/order-1").json()["status"] == "shipped"
    again = them.alice.post("orders/order-1/disputes", {**CLAIM, "reason": "partial"})
    assert again.json()["id"].endswith("-d2")
    method = {"refund_method": "original_payment"}
    changed = them.alice.put(f"disputes/{again.json()['id']}/refund-method", method)
    assert changed.json()["refund_method"] == "original_payment"
    them.bob.post(f"disputes/{again.json()['id']}/acceptance")
    require_settled(them, "seller_accepted", refund=5000, payout=0)


def _html() -> SimpleUploadedFile:
    return SimpleUploadedFile("photo.jpg", b"<html><script>1</script></html>", "image/jpeg")
