"""The goods go back: where to, posted, on their way, and how they came."""

import pytest

from amends.core.commands import (
    Appeal,
    AppealGround,
    Decide,
    Escalate,
    RefuseClaim,
    ShipReturn,
)
from amends.core.order import Status
from amends.core.parties import Role
from amends.core.reasons import EvidenceKind
from amends.core.rulings import RulingOutcome
from amends.orders import door

from tests.web.conftest import SetDay
from tests.web.site import (
    BUYER,
    SELLER,
    add_file,
    addressed,
    ask,
    at,
    browser,
    came_back,
    case_of,
    day,
    eur,
    party,
    photo,
    to_return,
    wrong,
)

pytestmark = pytest.mark.django_db(transaction=True)
MIRA, OSCAR = party(Role.MEDIATOR, "mira"), party(Role.OPERATOR, "oscar")


def test_the_seller_agrees_and_says_where_it_goes_with_a_label(on: SetDay) -> None:
    key = wrong()
    on(14)
    bob = browser("bob")
    assert "The goods come back first" in bob.get(at(key, "/dispute")).content.decode()
    bob.post(at(key, "/acceptance"))
    page = bob.get(at(key, "/dispute")).content.decode()
    assert "Say until Wednesday 18 March, 12:00 where it goes back" in page
    without = bob.post(at(key, "/return-address"), {"text": "Bob, 1 Lamp Road, Porto"})
    assert without.status_code == 409
    assert "The label is missing" in without.content.decode()
    assert "1 Lamp Road" in without.content.decode()
    typed = {"text": "Bob, 1 Lamp Road, Porto", "files": photo("label.jpg"), "kind": "other"}
    assert bob.post(at(key, "/return-address"), typed).status_code == 302
    shown = browser("alice").get(at(key, "/dispute")).content.decode()
    assert "1 Lamp Road" in shown
    assert "Open the label" in shown


def test_a_label_that_was_taken_is_not_asked_for_again(on: SetDay) -> None:
    key = to_return()
    on(14)
    bob = browser("bob")
    first = bob.post(at(key, "/return-address"), {"text": "", "files": photo("label.jpg")})
    assert first.status_code == 409
    assert '<option value="2" selected>' in first.content.decode()
    bob.post(at(key, "/return-address"), {"text": "Bob, Porto", "file": "2"})
    returning = door.read(key, day(14)).order.dispute.returning
    assert returning is not None
    assert returning.given_at == day(14)


def test_the_buyer_posts_it_with_a_receipt(on: SetDay) -> None:
    key = addressed()
    on(16)
    alice = browser("alice")
    page = alice.get(at(key, "/dispute")).content.decode()
    assert "Send it back until" in page
    typed = {"posted_on": "2026-03-16", "carrier": "CTT", "tracking_number": "RR1"}
    answer = alice.post(at(key, "/return-posting"), {**typed, "files": photo("receipt.jpg")})
    assert answer.status_code == 302
    returning = door.read(key, day(16)).order.dispute.returning
    assert returning is not None
    assert (returning.receipt, returning.posted_at) == (True, day(16))
    assert "Your receipt counts" in alice.get(at(key, "/dispute")).content.decode()


@pytest.mark.parametrize("posted_on", ["", "yesterday", "2026-03-20"])
def test_a_wrong_day_of_posting_is_said(posted_on: str, on: SetDay) -> None:
    key = addressed()
    on(16)
    typed = {"posted_on": posted_on, "carrier": "CTT"}
    answer = browser("alice").post(at(key, "/return-posting"), typed)
    assert answer.status_code == 409
    assert 'value="CTT"' in answer.content.decode()


def test_that_a_party_looks_at_it_is_proof_that_it_was_told(on: SetDay) -> None:
    key = addressed()
    on(16)
    browser("bob").get(at(key, "/dispute"))
    assert door.read(key, day(16)).order.noticed_at is None
    browser("alice").get(at(key))
    assert door.read(key, day(16)).order.noticed_at == day(16)


def test_as_it_was_sent_refunds_at_once(on: SetDay) -> None:
    key = came_back()
    on(21)
    bob = browser("bob")
    assert "The buyer gets €10.00 at once" in bob.get(at(key, "/dispute")).content.decode()
    bob.post(at(key, "/return-acknowledgement"), {"condition": "as_sent"})
    order = door.read(key, day(21)).order
    assert (order.status, order.refund) == (Status.SETTLED, eur(1000))


def test_anything_else_needs_words_and_goes_to_the_platform(on: SetDay) -> None:
    key = came_back()
    on(21)
    bob = browser("bob")
    assert bob.post(at(key, "/return-acknowledgement"), {"condition": "damaged"}).status_code == 409
    typed = {"condition": "damaged", "text": "Bent.", "files": photo("bent.jpg")}
    assert bob.post(at(key, "/return-acknowledgement"), typed).status_code == 302
    assert door.read(key, day(21)).order.status is Status.UNDER_REVIEW
    case = browser("mira").get(case_of(key)).content.decode()
    assert "What the seller found" in case
    assert "Bent." in case


def test_a_receipt_may_be_added_after_the_posting(on: SetDay) -> None:
    key = addressed()
    on(16)
    alice = browser("alice")
    alice.post(at(key, "/return-posting"), {"posted_on": "2026-03-16", "carrier": "CTT"})
    page = alice.get(at(key, "/dispute")).content.decode()
    assert "Add the receipt" in page
    assert "Add the receipt" not in browser("bob").get(at(key, "/dispute")).content.decode()
    typed = {"kind": "return_receipt", "files": photo("receipt.jpg")}
    assert alice.post(at(key, "/files"), typed).status_code == 302
    page = alice.get(at(key, "/dispute")).content.decode()
    assert "Your receipt counts" in page
    assert "The posting receipt</a>" in page
    assert "Add the receipt" not in page


def test_what_no_carrier_scanned_is_acknowledged_or_the_claim_accepted(on: SetDay) -> None:
    key = addressed()
    add_file(key, BUYER, EvidenceKind.RETURN_RECEIPT, 16)
    ask(key, BUYER, ShipReturn(day(16), 3), 16)
    on(18)
    assert "How did it come back?" in browser("bob").get(at(key, "/dispute")).content.decode()
    on(36)
    bob = browser("bob")
    page = bob.get(at(key, "/dispute")).content.decode()
    assert door.read(key, day(36)).order.status is Status.UNDER_REVIEW
    assert "How did it come back?" in page
    assert "Ends the dispute: the buyer gets" in page
    assert "go back to the seller first" not in page
    bob.post(at(key, "/acceptance"))
    assert door.read(key, day(36)).order.status is Status.SETTLED


def test_after_an_appeal_without_a_return_nothing_goes_back(on: SetDay) -> None:
    key = wrong()
    ask(key, SELLER, RefuseClaim("It is brass."), 14)
    ask(key, BUYER, Escalate(), 14)
    ask(key, MIRA, Decide(RulingOutcome.REFUND_ON_RETURN, "Send it back."), 15)
    on(15)
    assert "The way back" in browser("alice").get(at(key, "/dispute")).content.decode()
    error = Appeal(AppealGround.NAMED_ERROR, "It is what was sold.")
    ask(key, SELLER, error, 15)
    ask(key, OSCAR, Decide(RulingOutcome.RELEASE, "It is as sold."), 15)
    page = browser("alice").get(at(key, "/dispute")).content.decode()
    assert "The way back" not in page
