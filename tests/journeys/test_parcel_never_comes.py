"""Whole stories through HTTP, named by what happens to a person; time is injected."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from amends.orders.verify import verify

from tests.api.conftest import SetDay, claimed, handed_over
from tests.api.machine import CLAIM, Site, eur

pytestmark = pytest.mark.django_db(transaction=True)


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
    order = them.alice.get("orders/order-1").json()
    assert (order["status"], order["outcome"]) == ("settled", "decided")
    _paid_out(them, order["key"])


def test_the_seller_offers_half_and_the_buyer_takes_it(them: Site, on: SetDay) -> None:
    dispute = claimed(them, on)
    offered = them.bob.post(f"disputes/{dispute}/offers", {"refund": eur(2500)}).json()
    offer = offered["offers"][0]["id"]
    assert them.bob.post(f"offers/{offer}/acceptance").status_code == 409
    accepted = them.alice.post(f"offers/{offer}/acceptance").json()
    assert accepted["status"] == "settled"
    money = them.alice.get("orders/order-1").json()["money"]
    assert (money["refund"], money["payout"]) == (eur(2500), eur(2500))


def test_nobody_answers_and_a_person_looks_at_it(them: Site, on: SetDay) -> None:
    dispute = claimed(them, on)
    on(24)
    assert them.alice.get(f"disputes/{dispute}").json()["status"] == "under_review"
    assert them.mira.get("disputes?status=under_review").json()["items"][0]["id"] == "order-1"


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
    assert them.alice.get("orders/order-1").json()["outcome"] == "appeal_changed"


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


def _paid_out(them: Site, key: str) -> None:
    refund = f"refunds/{key}-r1"
    assert them.alice.get(refund).json()["state"] == "due"
    assert them.mira.post(f"{refund}/payment", {"reference": "re_1"}).status_code == 403
    paid = them.oscar.post(f"{refund}/payment", {"reference": "re_1"})
    assert paid.json()["state"] == "paid"
    assert them.alice.get(refund).json()["reference"] == "re_1"
    assert list(verify()) == [1]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(CASE WHEN source = 'captured' THEN moved ELSE 0 END)"
            " - sum(CASE WHEN destination IN ('refund_paid', 'payout_due') THEN moved ELSE 0 END)"
            " FROM postings"
        )
        assert cursor.fetchone()[0] == 0


def _html() -> SimpleUploadedFile:
    return SimpleUploadedFile("photo.jpg", b"<html><script>1</script></html>", "image/jpeg")
