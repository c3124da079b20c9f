"""The page of an order: what it says, and the forms on it."""

import pytest

from amends.core.order import Status
from amends.orders import door

from tests.web.conftest import SetDay
from tests.web.site import at, browser, day, late, paid, shipped

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_title_says_how_long_the_money_is_safe_and_what_silence_does(on: SetDay) -> None:
    key = shipped()
    on(3)
    page = browser("alice").get(at(key)).content.decode()
    assert "Your €50.00 is safe until Tuesday 24 March, 12:00" in page
    assert "If nobody does anything:" in page
    assert "Accepted by the carrier" in page
    assert "Leipzig, DE" in page


def test_a_stranger_sees_the_same_as_for_an_order_that_does_not_exist(on: SetDay) -> None:
    key = shipped()
    on(3)
    stranger = browser("charlie")
    there, missing = stranger.get(at(key)), stranger.get(at(b"0" * 16))
    assert (there.status_code, there.content) == (missing.status_code, missing.content)
    assert there.status_code == 404
    assert stranger.post(at(key, "/message"), {"text": "Hello"}).status_code == 404


def test_the_buyer_asks_for_more_time_and_the_seller_gives_it(on: SetDay) -> None:
    key = shipped()
    on(15)
    assert browser("alice").post(at(key, "/extension"), {"days": "10"}).status_code == 302
    page = browser("bob").get(at(key)).content.decode()
    assert "Give 10 more days" in page
    browser("bob").post(at(key, "/extension-answer"), {"grant": "yes"})
    assert door.read(key, day(15)).order.protected_until == day(33)


@pytest.mark.parametrize("days", ["", "many", "0", "61"])
def test_a_wrong_number_of_days_is_said_and_what_was_typed_stays(days: str, on: SetDay) -> None:
    key = shipped()
    on(15)
    typed = {"days": days, "text": "It is still far away."}
    answer = browser("alice").post(at(key, "/extension"), typed)
    assert answer.status_code == 409
    assert "It is still far away." in answer.content.decode()
    assert door.read(key, day(15)).order.extension is None


def test_both_sides_write_to_each_other(on: SetDay) -> None:
    key = shipped()
    on(3)
    browser("alice").post(at(key, "/message"), {"text": "Где посылка? <b>"})
    browser("bob").post(at(key, "/message"), {"text": "On its way."})
    page = browser("alice").get(at(key)).content.decode()
    assert "Где посылка? &lt;b&gt;" in page
    assert "On its way." in page


def test_an_empty_message_is_not_sent(on: SetDay) -> None:
    key = shipped()
    on(3)
    answer = browser("alice").post(at(key, "/message"), {"text": "  "})
    assert answer.status_code == 409
    assert "Write your message" in answer.content.decode()


def test_the_seller_names_the_parcel(on: SetDay) -> None:
    key = paid()
    on(1)
    browser("bob").post(at(key, "/parcel"), {"carrier": "DHL", "tracking_number": "00340"})
    assert "DHL 00340" in browser("alice").get(at(key)).content.decode()
    assert len(door.read(key, day(1)).order.parcels) == 1


def test_a_number_that_only_looks_right_is_refused_beside_its_field(on: SetDay) -> None:
    key = paid()
    on(1)
    typed = {"carrier": "DHL", "tracking_number": "R\u042012345678"}
    answer = browser("bob").post(at(key, "/parcel"), typed)
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "only looks like the Latin P. Type it as a Latin letter." in shown
    assert door.read(key, day(1)).order.parcels == ()


def test_receipt_needs_a_tick_and_gives_the_money_away(on: SetDay) -> None:
    key = shipped()
    on(3)
    alice = browser("alice")
    assert alice.post(at(key, "/receipt")).status_code == 409
    assert alice.post(at(key, "/receipt"), {"sure": "yes"}).status_code == 302
    assert door.read(key, day(3)).order.status is Status.SETTLED


def test_too_early_says_until_when_to_wait(on: SetDay) -> None:
    key = shipped()
    on(3)
    page = browser("alice").get(at(key)).content.decode()
    assert "Wait until Saturday 21 March, 12:00" in page
    assert "Open a dispute</a>" not in page


def test_the_seller_cannot_do_what_is_the_buyers(on: SetDay) -> None:
    key = late()
    on(21)
    answer = browser("bob").post(at(key, "/receipt"), {"sure": "yes"})
    assert answer.status_code == 409
    assert "This is not for you to do" in answer.content.decode()


def test_the_list_shows_each_order_with_its_clock(on: SetDay) -> None:
    shipped("order-1")
    paid("order-2")
    on(3)
    page = browser("alice").get("/orders").content.decode()
    assert page.count("Brass lamp, and 1 more") == 2
    assert browser("alice").get("/orders?show=way").status_code == 200
    assert browser("alice").get("/orders?show=nonsense").status_code == 404
    assert "None here now" in browser("alice").get("/orders?show=ended").content.decode()
