"""A mediator proposes something to both, and it holds when both accept it."""

import pytest

from amends.core.order import Status
from amends.orders import door

from tests.web.conftest import SetDay
from tests.web.site import at, browser, case_of, day, eur, reviewed, wrong

pytestmark = pytest.mark.django_db(transaction=True)


def test_both_accept_what_the_mediator_proposes(on: SetDay) -> None:
    key = reviewed()
    on(23)
    case = case_of(key)
    mira, alice, bob = browser("mira"), browser("alice"), browser("bob")
    assert mira.post(f"{case}/proposal", {"refund": "", "text": "Half."}).status_code == 409
    assert mira.post(f"{case}/proposal", {"refund": "25", "text": "Half."}).status_code == 302
    page = alice.get(at(key, "/dispute")).content.decode()
    assert "The platform proposes" in page
    assert "You get €25.00 and give up €25.00 of the €50.00 that you asked" in page
    bob.post(at(key, "/offer-acceptance"), {"offer": "1"})
    assert door.read(key, day(23)).order.status is Status.UNDER_REVIEW
    assert "Accepted by the seller" in alice.get(at(key, "/dispute")).content.decode()
    assert "Undo my acceptance" in bob.get(at(key, "/dispute")).content.decode()
    alice.post(at(key, "/offer-acceptance"), {"offer": "1"})
    order = door.read(key, day(23)).order
    assert (order.status, order.refund) == (Status.SETTLED, eur(2500))


def test_an_offer_can_ask_for_the_goods_first(on: SetDay) -> None:
    key = wrong()
    on(14)
    bob = browser("bob")
    bob.post(at(key, "/offer"), {"refund": "8", "remedy": "return_and_refund"})
    alice = browser("alice")
    assert "when the goods have gone back" in alice.get(at(key, "/dispute")).content.decode()
    alice.post(at(key, "/offer-acceptance"), {"offer": "1"})
    assert door.read(key, day(14)).order.status is Status.AWAITING_RETURN
