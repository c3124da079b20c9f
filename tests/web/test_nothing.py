"""Accepting to get nothing back: the word that must be typed, and taking it back."""

import pytest

from amends.core.commands import MakeOffer
from amends.core.order import Status
from amends.orders import door

from tests.web.conftest import SetDay
from tests.web.site import SELLER, ask, at, browser, day, disputed, eur

pytestmark = pytest.mark.django_db(transaction=True)


def offered_nothing() -> bytes:
    key = disputed()
    ask(key, SELLER, MakeOffer(eur(0), "It is with your neighbour."), 22)
    return key


def test_the_seller_offers_nothing_on_the_page(on: SetDay) -> None:
    key = disputed()
    on(22)
    assert browser("bob").post(at(key, "/offer"), {"refund": "0"}).status_code == 302
    assert door.read(key, day(22)).order.dispute.offers[0].refund == eur(0)
    assert browser("alice").post(at(key, "/offer"), {"refund": "0"}).status_code == 409


def test_it_needs_the_typed_word(on: SetDay) -> None:
    key = offered_nothing()
    on(22.1)
    alice = browser("alice")
    page = alice.get(at(key, "/dispute")).content.decode()
    assert "Type the word “nothing”" in page
    assert "give up €50.00" in page
    answer = alice.post(at(key, "/offer-acceptance"), {"offer": "1", "word": "yes"})
    assert answer.status_code == 409
    assert "Type the word" in answer.content.decode()
    assert door.read(key, day(22.1)).order.dispute.accepted is None


def test_it_can_be_undone_for_a_while_and_nothing_moves_before(on: SetDay) -> None:
    key = offered_nothing()
    on(22.1)
    alice = browser("alice")
    alice.post(at(key, "/offer-acceptance"), {"offer": "1", "word": " Nothing "})
    page = alice.get(at(key, "/dispute")).content.decode()
    assert "You accepted to get nothing back. You can undo it until" in page
    assert "The acceptance is final, and the money goes to the seller." in page
    alice.post(at(key, "/acceptance-undo"))
    order = door.read(key, day(22.1)).order
    assert (order.status, order.dispute.accepted) == (Status.NEGOTIATING, None)


def test_it_is_final_after_that(on: SetDay) -> None:
    key = offered_nothing()
    on(22.1)
    alice = browser("alice")
    alice.post(at(key, "/offer-acceptance"), {"offer": "1", "word": "nothing"})
    on(23)
    assert alice.post(at(key, "/acceptance-undo")).status_code == 409
    assert door.read(key, day(23)).order.payout == eur(5000)
