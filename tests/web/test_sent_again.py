"""A form that is sent twice is done once, and the second time says what the first one did."""

import re

import pytest
from django.test import Client

from amends.core.commands import AcceptClaim, FreezeForChargeback, SendMessage
from amends.core.order import Status
from amends.core.parties import PLATFORM
from amends.orders import door

from tests.web.conftest import SetDay
from tests.web.site import (
    BUYER,
    SELLER,
    addressed,
    arrived,
    ask,
    at,
    browser,
    came_late,
    case_of,
    day,
    disputed,
    eur,
    late,
    paid,
    photo,
    reviewed,
    shipped,
    to_return,
)

pytestmark = pytest.mark.django_db(transaction=True)
ABOUT_AN_ORDER = re.compile(
    r'<form [^>]*action="(/(?:orders|cases|transfers)/.*?)</form>', re.DOTALL
)
DECIDED = {"outcome": "release", "text": "It was delivered."}


def stood(client: Client, page: str) -> dict[str, str]:
    """The hidden field that every form of a page carries."""
    found = re.search(r'name="stood" value="(\d+)"', client.get(page).content.decode())
    assert found is not None, page
    return {"stood": found[1]}


def given(on: SetDay) -> tuple[bytes, dict[str, str]]:
    """An order with goodwill that the operator has just given, and the form that gave it."""
    key = disputed()
    ask(key, SELLER, AcceptClaim(), 22)
    on(22)
    oscar, case = browser("oscar"), case_of(key)
    gift = {"refund": "5", "text": "For the trouble.", **stood(oscar, case)}
    assert oscar.post(f"{case}/goodwill", gift).status_code == 302
    return key, gift


def test_goodwill_is_paid_once_however_often_the_button_is_pressed(on: SetDay) -> None:
    key, gift = given(on)
    oscar, case = browser("oscar"), case_of(key)
    again = oscar.post(f"{case}/goodwill", gift)
    assert again.status_code == 409
    page = again.content.decode()
    assert "You sent this before, and it was done then" in page
    assert "Goodwill of €5.00, from the platform&#39;s pocket." in page
    assert door.read(key, day(22)).order.goodwill == 1
    another = {**gift, **stood(oscar, case)}
    assert oscar.post(f"{case}/goodwill", another).status_code == 302
    assert door.read(key, day(22)).order.goodwill == 2


def test_an_edited_gift_from_an_old_page_is_not_given(on: SetDay) -> None:
    key, gift = given(on)
    oscar, case = browser("oscar"), case_of(key)
    edited = oscar.post(f"{case}/goodwill", {**gift, "refund": "6"})
    assert "The order has changed since you opened this page" in edited.content.decode()
    assert door.read(key, day(22)).order.goodwill == 1


def test_nobody_decides_on_a_page_that_shows_less_than_there_is(on: SetDay) -> None:
    key = reviewed()
    on(23)
    mira, case = browser("mira"), case_of(key)
    decided = {**DECIDED, **stood(mira, case)}
    ask(key, BUYER, SendMessage("The carrier says it is lost."), 23)
    answer = mira.post(f"{case}/decision", decided)
    assert answer.status_code == 409
    assert "Look at what is new" in answer.content.decode()
    assert "It was delivered." in answer.content.decode()
    assert mira.post(f"{case}/decision", {**decided, **stood(mira, case)}).status_code == 302
    assert door.read(key, day(23)).order.status is Status.DECIDED


def test_a_message_is_sent_once_and_again_from_a_new_page(on: SetDay) -> None:
    key = shipped()
    on(3)
    alice = browser("alice")
    hello = {"text": "Hello", **stood(alice, at(key))}
    assert alice.post(at(key, "/message"), hello).status_code == 302
    assert alice.post(at(key, "/message"), hello).status_code == 409
    ask(key, SELLER, SendMessage("Yes?"), 3)
    assert alice.post(at(key, "/message"), {**hello, "text": "Where is it?"}).status_code == 302
    assert alice.post(at(key, "/message"), {**hello, **stood(alice, at(key))}).status_code == 302
    assert door.read(key, day(3)).order.buyer_messages == 3


def test_what_was_refused_can_be_sent_again_when_it_has_become_possible(on: SetDay) -> None:
    key = paid()
    on(3)
    alice = browser("alice")
    early = {"sure": "yes", **stood(alice, at(key))}
    assert alice.post(at(key, "/receipt"), early).status_code == 409
    shipped_one = shipped("order-2")
    page = {"sure": "yes", **stood(alice, at(shipped_one))}
    assert alice.post(at(shipped_one, "/receipt"), page).status_code == 302
    assert alice.post(at(key, "/receipt"), early).status_code == 409
    assert "sent this before" not in alice.post(at(key, "/receipt"), early).content.decode()


def test_a_file_is_taken_once(on: SetDay) -> None:
    key = disputed()
    on(22)
    alice = browser("alice")
    form = stood(alice, at(key, "/dispute"))
    for _ in range(2):
        answer = alice.post(at(key, "/files"), {**form, "kind": "photo", "files": photo()})
        assert answer.status_code == 302
    assert len(door.read(key, day(22)).order.evidence) == 1


def test_a_second_click_that_opens_a_dispute_shows_the_one_that_is_open(on: SetDay) -> None:
    key = disputed()
    on(22)
    alice = browser("alice")
    for answer in (
        alice.get(at(key, "/open")),
        alice.post(at(key, "/open/4/go"), {"text": "It has not come.", "go": "on"}),
    ):
        assert (answer.status_code, answer["Location"]) == (302, at(key, "/dispute"))


def test_where_no_dispute_can_be_opened_the_page_says_so(on: SetDay) -> None:
    key = late()
    ask(key, PLATFORM, FreezeForChargeback(eur(5000), "du_1"), 21)
    on(22)
    answer = browser("alice").get(at(key, "/open"))
    assert "Look at the order for what can be done." in answer.content.decode()


@pytest.mark.parametrize("begun", [addressed, arrived, came_late, late, paid, to_return])
def test_every_form_about_an_order_carries_how_it_stood(begun: object, on: SetDay) -> None:
    assert callable(begun)
    key = begun()
    on(23)
    for name, tail in (("alice", ""), ("bob", ""), ("alice", "/dispute"), ("bob", "/dispute")):
        _require_all_carry(browser(name), at(key, tail))
    _require_all_carry(browser("mira"), case_of(key))
    _require_all_carry(browser("oscar"), case_of(key))
    _require_all_carry(browser("alice"), at(key, "/open"))
    _require_all_carry(browser("oscar"), "/transfers")


def _require_all_carry(client: Client, page: str) -> None:
    shown = client.get(page, follow=True).content.decode()
    for form in re.findall(
        r'<form [^>]*action="(/(?:orders|cases|transfers)/.*?)</form>', shown, re.DOTALL
    ):
        assert 'name="stood"' in form, form[:100]
