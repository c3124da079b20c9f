"""The page of a dispute: answers, offers, evidence, the case, the decision, the refund."""

import pytest

from amends.core.commands import Escalate, OpenDispute, RefuseClaim
from amends.core.order import Status
from amends.core.reasons import Reason
from amends.orders import door, keys
from amends.orders.wake import wake

from tests.web.conftest import SetDay
from tests.web.site import (
    BUYER,
    SELLER,
    ask,
    at,
    browser,
    day,
    disputed,
    eur,
    late,
    photo,
    reviewed,
)

pytestmark = pytest.mark.django_db(transaction=True)


def status(key: bytes, on: float) -> Status:
    return door.read(key, day(on)).order.status


def test_that_the_seller_looks_at_it_is_proof_of_notice(on: SetDay) -> None:
    key = disputed()
    on(22)
    browser("alice").get(at(key, "/dispute"))
    assert door.read(key, day(22)).order.noticed_at is None
    page = browser("bob").get(at(key, "/dispute")).content.decode()
    assert "Answer until Saturday 28 March, 12:00" in page
    assert door.read(key, day(22)).order.noticed_at == day(22)


def test_offers_stand_side_by_side_with_their_difference(on: SetDay) -> None:
    key = disputed()
    on(22)
    browser("bob").post(at(key, "/offer"), {"refund": "20,00", "text": "Half of it."})
    page = browser("alice").get(at(key, "/dispute")).content.decode()
    assert "The seller offers €20.00" in page
    assert "€30.00 less than you asked" in page
    assert "Half of it." in page
    assert "You get €20.00 and give up €30.00" in page
    browser("alice").post(at(key, "/offer-acceptance"), {"offer": "1"})
    order = door.read(key, day(22)).order
    assert (order.status, order.refund, order.payout) == (Status.SETTLED, eur(2000), eur(3000))


def test_an_offer_that_was_replaced_cannot_be_accepted(on: SetDay) -> None:
    key = disputed()
    on(22)
    bob = browser("bob")
    bob.post(at(key, "/offer"), {"refund": "20"})
    bob.post(at(key, "/offer"), {"refund": "10"})
    answer = browser("alice").post(at(key, "/offer-acceptance"), {"offer": "1"})
    assert answer.status_code == 409
    assert "does not stand any more" in answer.content.decode()


def test_the_seller_accepts_the_claim(on: SetDay) -> None:
    key = disputed()
    on(22)
    browser("bob").post(at(key, "/acceptance"))
    assert status(key, 22) is Status.SETTLED


def test_receipt_is_confirmed_with_a_tick_while_the_dispute_runs(on: SetDay) -> None:
    key = disputed()
    on(22)
    alice, receipt = browser("alice"), at(key, "/receipt-in-dispute")
    page = alice.get(at(key, "/dispute")).content.decode()
    assert "This ends the dispute, and you get nothing back for it. It gives €50.00" in page
    assert "also for what the dispute is not about" not in page
    assert "Confirm receipt and end the dispute" not in (
        browser("bob").get(at(key, "/dispute")).content.decode()
    )
    unsure = alice.post(receipt)
    assert unsure.status_code == 409
    # The same page again, with the fold open.
    assert "Tick that you have it" in unsure.content.decode()
    assert "Confirm receipt and end the dispute" in unsure.content.decode()
    assert alice.post(receipt, {"sure": "yes"}).status_code == 302
    order = door.read(key, day(22)).order
    assert (order.status, order.payout) == (Status.SETTLED, eur(5000))
    assert not order.disputed


def test_receipt_in_a_dispute_over_a_part_says_that_it_is_about_everything(on: SetDay) -> None:
    key = late()
    claim = OpenDispute(received=False, reason=Reason.LATE, refund=eur(1000), lines=(1,))
    ask(key, BUYER, claim, 21)
    on(22)
    page = browser("alice").get(at(key, "/dispute")).content.decode()
    assert "It gives €50.00, all that is still held for the order, to the seller" in page
    assert "ends your protection, also for what the dispute is not about." in page


def test_the_buyer_withdraws_with_a_tick(on: SetDay) -> None:
    key = disputed()
    on(22)
    alice = browser("alice")
    assert alice.post(at(key, "/withdrawal")).status_code == 409
    alice.post(at(key, "/withdrawal"), {"sure": "yes"})
    assert status(key, 22) is Status.SHIPPED


def test_a_refused_claim_is_decided_by_a_mediator_with_reasons(on: SetDay) -> None:
    key = disputed()
    on(22)
    browser("bob").post(at(key, "/refusal"), {"text": "It was delivered."})
    browser("alice").post(at(key, "/escalation"))
    mira = browser("mira")
    assert "Look at the case" in mira.get("/queue").content.decode()
    case = f"/cases/{keys.spell(key)}"
    page = mira.get(case).content.decode()
    assert "The rule recommends" in page
    assert "It was delivered." in page
    typed = {"outcome": "refund", "part": "yes", "refund": "25", "text": "Nobody has shown more."}
    assert mira.post(f"{case}/decision", typed).status_code == 302
    shown = browser("alice").get(at(key, "/dispute")).content.decode()
    assert "Decided: €25.00 for the buyer" in shown
    assert "Nobody has shown more." in shown
    assert "How to appeal" in shown


def test_a_decision_without_reasons_is_not_taken(on: SetDay) -> None:
    key = disputed()
    on(26)
    answer = browser("mira").post(f"/cases/{keys.spell(key)}/decision", {"outcome": "release"})
    assert answer.status_code == 409
    assert "Write the reasons" in answer.content.decode()
    assert status(key, 26) is Status.UNDER_REVIEW


def test_an_appeal_is_decided_by_somebody_else(on: SetDay) -> None:
    key = disputed()
    on(26)
    case = f"/cases/{keys.spell(key)}/decision"
    mira, moses, alice = browser("mira"), browser("moses"), browser("alice")
    mira.post(case, {"outcome": "release", "text": "The scan says so."})
    typed = {"ground": "named_error", "text": "That scan is of another parcel."}
    alice.post(at(key, "/appeal"), typed)
    assert status(key, 26) is Status.APPEALED
    own = mira.post(case, {"outcome": "refund", "text": "Again."})
    assert "You made this decision" in own.content.decode()
    moses.post(case, {"outcome": "refund", "text": "The numbers differ."})
    assert status(key, 26) is Status.DECIDED


def test_evidence_is_asked_for_and_brought(on: SetDay) -> None:
    key = disputed()
    on(26)
    case = f"/cases/{keys.spell(key)}/evidence-request"
    mira = browser("mira")
    assert mira.post(case, {"text": "Why?"}).status_code == 409
    mira.post(case, {"of": ["buyer"], "items": ["carrier_letter"], "text": "Ask the carrier."})
    page = browser("alice").get(at(key, "/dispute")).content.decode()
    assert "The platform asks for evidence" in page
    files = {"files": photo("letter.jpg"), "kind": "carrier_letter"}
    browser("alice").post(at(key, "/files"), files)
    assert status(key, 26) is Status.UNDER_REVIEW


def test_only_staff_see_the_queue(on: SetDay) -> None:
    disputed()
    on(22)
    assert browser("alice").get("/queue").status_code == 404


def test_the_queue_begins_with_what_should_have_been_decided(on: SetDay) -> None:
    for number in range(4):
        key = disputed(f"order-{number}")
        ask(key, SELLER, RefuseClaim("It was delivered."), 22)
        ask(key, BUYER, Escalate(), 22 + number)
    on(31)
    wake(day(31))
    page = browser("mira").get("/queue").content.decode()
    places = [page.index(f'<span dir="auto">order-{number}<') for number in range(4)]
    assert places == sorted(places)
    assert page.rindex("Overdue") < page.index("Decide until")


def test_notices_are_told_and_marked_as_seen(on: SetDay) -> None:
    key = disputed()
    on(22)
    bob = browser("bob")
    assert "New" in bob.get("/notices").content.decode()
    bob.get(at(key, "/dispute"))
    page = bob.get("/notices").content.decode()
    assert "A dispute was opened for €50.00" in page
    assert "Nothing new" in page


def test_each_card_of_a_list_carries_the_order_number(on: SetDay) -> None:
    reviewed("shop-4711")
    on(22)
    for name, page in (("alice", "/orders"), ("bob", "/sales"), ("mira", "/queue")):
        said = browser(name).get(page).content.decode()
        assert 'Order <span dir="auto">shop-4711</span>' in said
