"""What staff decide: who pays, whether it counts, after a return, and not while one may reply."""

import pytest

from amends.core.order import Status
from amends.core.reasons import EvidenceKind
from amends.orders import door

from tests.web.conftest import SetDay
from tests.web.site import SELLER, add_file, at, browser, case_of, day, eur, reviewed, wrong

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_platform_pays_and_it_does_not_count(on: SetDay) -> None:
    key = reviewed()
    on(23)
    typed = {
        "outcome": "refund",
        "text": "Our own mistake.",
        "funded_by": "platform",
        "counts": "no",
    }
    browser("mira").post(f"{case_of(key)}/decision", typed)
    made = door.read(key, day(23)).order.dispute.decided
    assert (made.funded_by, made.counts) == ("platform", False)
    page = browser("bob").get(at(key, "/dispute")).content.decode()
    assert "The refund comes out of the platform's own pocket" in page
    assert "It does not count" in page


def test_a_refund_on_return_is_decided(on: SetDay) -> None:
    key = wrong()
    on(22)
    ask_platform(key)
    page = browser("mira").get(case_of(key)).content.decode()
    assert "Refund when it comes back, €10.00" in page
    typed = {"outcome": "refund_on_return", "text": "Send it back."}
    browser("mira").post(f"{case_of(key)}/decision", typed)
    order = door.read(key, day(22)).order
    assert (order.status, order.dispute.decided.refund) == (Status.AWAITING_RETURN, eur(1000))
    shown = browser("alice").get(at(key, "/dispute")).content.decode()
    assert "for the buyer when it comes back" in shown


def test_nothing_is_decided_while_one_side_may_reply(on: SetDay) -> None:
    key = reviewed()
    add_file(key, SELLER, EvidenceKind.DELIVERY_NOTE, 23)
    on(23.1)
    page = browser("mira").get(case_of(key)).content.decode()
    assert "One side may still reply to new evidence." in page
    assert "disabled data-off>Decide" in page
    answer = browser("mira").post(f"{case_of(key)}/decision", {"outcome": "release", "text": "No."})
    assert "One side may still reply" in answer.content.decode()
    page = browser("alice").get(at(key, "/dispute")).content.decode()
    assert "New evidence came late" in page
    assert "Your turn" in page
    assert "Your turn: answer" in browser("alice").get("/orders").content.decode()
    on(25)
    assert "Your turn" not in browser("alice").get(at(key, "/dispute")).content.decode()
    assert "New evidence came late" not in browser("bob").get(at(key, "/dispute")).content.decode()


def test_both_are_asked_and_one_takes_more_time(on: SetDay) -> None:
    key = reviewed()
    on(23)
    typed = {"of": ["buyer", "seller"], "items": ["carrier_letter"], "text": "Ask the carrier."}
    browser("mira").post(f"{case_of(key)}/evidence-request", typed)
    alice = browser("alice")
    assert "Brass lamp" in browser("bob").get("/sales?show=you").content.decode()
    assert "Ask for 3 more days for the evidence" in alice.get(at(key, "/dispute")).content.decode()
    assert alice.post(at(key, "/more-time")).status_code == 302
    again = browser("bob").post(at(key, "/more-time"))
    assert "More time was given once" in again.content.decode()
    assert "More time was given once." in browser("mira").get(case_of(key)).content.decode()


def test_a_step_that_is_none_leads_back_to_the_case(on: SetDay) -> None:
    key = reviewed()
    on(23)
    assert browser("mira").post(f"{case_of(key)}/nonsense").status_code == 302
    assert browser("alice").post(f"{case_of(key)}/decision").status_code == 404


def ask_platform(key: bytes) -> None:
    browser("bob").post(at(key, "/refusal"), {"text": "It is the colour of the listing."})
    browser("alice").post(at(key, "/escalation"))
