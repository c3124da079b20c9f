"""What trackers say of a number and a way decides what becomes of the money."""

import pytest

from tests.api.machine import CLAIM, eur
from tests.journeys.books import require_paid, require_settled
from tests.journeys.following import (
    ACCEPTED,
    ARRIVED,
    LISBON,
    Story,
    facts_of,
    known,
    scan,
)
from tests.parcels.trackers.replies import RR, aftership, aftership_tracking, track17_rejected
from tests.parcels.trackers.world import Answer

pytestmark = pytest.mark.django_db(transaction=True)
WRONG = "RR123456789CN"
UNKNOWN = track17_rejected(-18019909, RR)
NEVER_ISSUED = track17_rejected(-18010012, WRONG)


@pytest.mark.usefixtures("aftership_on")
def test_no_tracker_knows_the_number_and_the_seller_says_nothing(posted: Story) -> None:
    pending = aftership_tracking("Pending_001", "", tracking_number=RR, tag="Pending")
    posted.aftership.answers = [Answer(aftership({**pending, "checkpoints": []}))]
    posted.sent()
    for on in (2, 4, 6, 8, 10, 12):
        posted.looks(UNKNOWN, on)
    found = posted.findings()
    assert list(found) == ["never_accepted", "unknown_to_trackers"]
    assert [one["grade"] for one in found.values()] == ["decisive", "strong"]
    dispute = posted.claims("no_tracking")
    posted.on(16.9)
    assert posted.decisions(dispute) == []
    posted.on(17)
    (decision,) = posted.decisions(dispute)
    assert (decision["rule"], decision["refund"]) == ("not-shipped-1", eur(5000))
    assert decision["because"] == "No carrier has taken a parcel in time."
    assert ("never_accepted", "yes") in facts_of(decision)
    posted.on(31)
    key = require_settled(posted.them, "seller_silent", refund=5000, payout=0)
    require_paid(posted.them, key, 5000)


def test_a_number_never_issued_and_a_seller_who_ignores_the_question(posted: Story) -> None:
    posted.sent(WRONG)
    posted.looks(NEVER_ISSUED, 2)
    asked = posted.them.bob.get("orders/order-1").json()["available_actions"]
    (correct,) = [act for act in asked if act["action"] == "correct_number"]
    assert (correct["mandatory"], correct["due_at"]) == (True, "2026-03-05T12:00:00Z")
    posted.on(3.9)
    assert posted.findings() == {}
    posted.on(4)
    found = posted.findings()["number_proven_invalid"]
    assert (found["grade"], found["rests_on"]) == ("decisive", [])
    assert found["words"] == "No such tracking number was ever issued."
    dispute = posted.claims("no_tracking")
    refused = posted.them.bob.post(f"disputes/{dispute}/refusal", {"text": "It is right."})
    (decision,) = refused.json()["decisions"]
    assert (decision["rule"], decision["by"]) == ("tracking-1", "platform")
    assert decision["because"] == "The tracking number cannot be followed anywhere."
    assert ("number_proven_invalid", "yes") in facts_of(decision)
    posted.on(18)
    key = require_settled(posted.them, "decided", refund=5000, payout=0)
    require_paid(posted.them, key, 5000)


def test_a_number_never_issued_does_not_count_as_sent(story: Story) -> None:
    story.sent(WRONG, 6)
    story.looks(NEVER_ISSUED, 6.5)
    story.on(8.99)
    # The number gave him five days from the hand-over, and three to correct it.
    assert story.them.alice.get("orders/order-1").json()["due_at"] == "2026-03-12T12:00:00Z"
    story.on(9)
    key = require_settled(story.them, "never_shipped", refund=5000, payout=0)
    require_paid(story.them, key, 5000)


def test_it_goes_back_to_the_sender_before_the_seller_can_speak(story: Story) -> None:
    story.moves()
    back = scan(12, "Exception_Returning", "Returning to sender", LISBON)
    story.pushed(known(ACCEPTED, ARRIVED, back), 12)
    found = story.findings()["returned"]
    assert (found["grade"], found["rests_on"]) == ("decisive", [3])
    dispute = story.claims("returned_to_sender")
    (decision,) = story.decisions(dispute)
    assert (decision["rule"], decision["by"]) == ("returned-2", "platform")
    assert decision["because"] == "The parcel goes back, or went back, to the sender."
    assert ("returned", "yes") in facts_of(decision)
    story.on(26)
    key = require_settled(story.them, "decided", refund=5000, payout=0)
    require_paid(story.them, key, 5000)


def test_customs_holds_it_as_counterfeit(story: Story) -> None:
    story.moves()
    text = "Held by customs: suspected counterfeit goods"
    held = scan(9, "Exception_Security", text, LISBON)
    story.looks(known(ACCEPTED, ARRIVED, held), 10)
    found = story.findings()["customs_seized"]
    assert (found["grade"], found["rests_on"]) == ("decisive", [3])
    dispute = story.claims("customs_seller")
    assert story.decisions(dispute) == []
    refused = story.them.bob.post(f"disputes/{dispute}/refusal", {"text": "They are real."})
    (decision,) = refused.json()["decisions"]
    assert decision["rule"] == "customs-seller-1"
    assert decision["because"].endswith("the parcel for a cause on the seller's side.")
    assert ("customs_by_seller", "yes") in facts_of(decision)
    story.on(24)
    key = require_settled(story.them, "decided", refund=5000, payout=0)
    require_paid(story.them, key, 5000)


def test_customs_holds_what_the_seller_promised_to_bring_through(promised: Story) -> None:
    promised.moves()
    held = scan(9, "Exception_Security", "Held by customs", LISBON)
    promised.looks(known(ACCEPTED, ARRIVED, held), 10)
    found = promised.findings()["customs_held"]
    assert (found["grade"], found["rests_on"]) == ("strong", [3])
    dispute = promised.claims("customs_seller")
    text = {"text": "The buyer did not pay the duty."}
    refused = promised.them.bob.post(f"disputes/{dispute}/refusal", text).json()
    # No tracker says why it is held, so the rule asks for the letter; only a person reads that.
    assert (refused["status"], refused["decisions"]) == ("awaiting_evidence", [])
    assert refused["request"]["items"] == ["customs_letter"]
    promised.on(12)
    promised.them.alice.upload("orders/order-1/evidence", "customs_letter")
    assert promised.them.alice.get(f"disputes/{dispute}").json()["status"] == "under_review"
    promised.on(14)
    refund = {"outcome": "refund", "refund": eur(5000)}
    refund |= {"reasons": "The listing says that customs charges are included."}
    promised.them.mira.post(f"disputes/{dispute}/decision", refund)
    (decision,) = promised.decisions(dispute)
    assert (decision["by"], decision["reasons"]) == ("mediator", refund["reasons"])
    assert ("customs_held", "yes") in facts_of(decision)
    promised.on(28)
    key = require_settled(promised.them, "decided", refund=5000, payout=0)
    require_paid(promised.them, key, 5000)


def test_customs_waits_for_a_duty_that_the_seller_promised_to_pay(promised: Story) -> None:
    promised.moves()
    held = scan(9, "Exception_Security", "Held awaiting payment of import duties", LISBON)
    promised.looks(known(ACCEPTED, ARRIVED, held), 10)
    dispute = promised.claims("customs_seller")
    text = {"text": "The buyer has to pay the duty."}
    refused = promised.them.bob.post(f"disputes/{dispute}/refusal", text).json()
    # The scan names the unpaid duty and the listing who bears it, so no person is needed.
    (decision,) = refused["decisions"]
    assert (decision["rule"], decision["by"]) == ("customs-seller-1", "platform")
    assert ("customs_by_seller", "yes") in facts_of(decision)
    promised.on(24)
    key = require_settled(promised.them, "decided", refund=5000, payout=0)
    require_paid(promised.them, key, 5000)


def test_a_timer_says_delivered_and_no_carrier_does(story: Story) -> None:
    story.moves()
    said = {
        "status": "delivered",
        "source": "platform_timer",
        "happened_at": "2026-03-16T12:00:00Z",
    }
    story.on(15)
    story.them.shop.post(f"parcels/{story.parcel}/checkpoints", {"checkpoints": [said]})
    story.looks(known(ACCEPTED, ARRIVED), 16)
    assert story.them.alice.get("orders/order-1").json()["status"] == "shipped"
    found = story.findings()["delivered_by_timer_only"]
    assert (found["grade"], found["rests_on"]) == ("weak", [3])
    story.on(18)
    story.them.alice.post("orders/order-1/messages", {"text": "Ainda não chegou."})
    story.on(20.5)
    dispute = story.claims("false_delivered")
    refused = story.them.bob.post(f"disputes/{dispute}/refusal", {"text": "It says delivered."})
    (decision,) = refused.json()["decisions"]
    assert decision["rule"] == "late-2"
    assert decision["because"].endswith("and the parcel does not move.")
    assert ("delivered_proven", "no") in facts_of(decision)
    story.on(36)
    key = require_settled(story.them, "decided", refund=5000, payout=0)
    require_paid(story.them, key, 5000)


def test_the_seller_refuses_more_time_and_the_parcel_never_comes(story: Story) -> None:
    story.moves()
    story.on(11)
    early = story.them.alice.post("orders/order-1/disputes", {**CLAIM, "reason": "late"})
    assert early.json()["code"] == "parcel_still_on_time"
    asked = story.them.alice.post("orders/order-1/extensions", {"days": 10}).json()
    assert asked["extension"]["due_at"] == "2026-03-14T12:00:00Z"
    story.on(12)
    answer = {"grant": False, "text": "It will be there."}
    refused = story.them.bob.post("orders/order-1/extensions/1/answer", answer).json()
    assert refused["extension"]["answer"] == "refused"
    dispute = story.claims("protection_ending")
    story.on(17)
    (waits,) = story.decisions(dispute)
    assert (waits["rule"], waits["outcome"]) == ("ending-1", "wait")
    assert waits["because"] == "The parcel still has 5 days of its protection."
    assert waits["wait_until"] == "2026-03-24T12:00:00Z"
    assert (waits["arithmetic"]["to_buyer"], waits["arithmetic"]["to_seller"]) == (eur(0), eur(0))
    story.looks(known(ACCEPTED, ARRIVED), 18)
    assert story.them.alice.get("orders/order-1").json()["status"] == "waiting"
    story.on(23)
    (_, decision) = story.decisions(dispute)
    assert (decision["rule"], decision["made_at"]) == ("waited-1", waits["wait_until"])
    assert decision["because"].startswith("The dispute waited for the parcel once")
    story.on(37)
    key = require_settled(story.them, "decided", refund=5000, payout=0)
    require_paid(story.them, key, 5000)
