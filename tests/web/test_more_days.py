"""Taking more days once, and asking for the right tracking number."""

import pytest

from amends.core.order import Status
from amends.orders import door

from tests.web.conftest import SetDay
from tests.web.site import at, browser, day, shipped

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_buyer_takes_the_days_that_need_nobody_once(on: SetDay) -> None:
    key = shipped()
    on(15)
    alice = browser("alice")
    page = alice.get(at(key)).content.decode()
    assert "Take 3 more days, once" in page
    assert "Your protection then runs until <time" in page
    assert alice.post(at(key, "/more-days")).status_code == 302
    order = door.read(key, day(15)).order
    assert (order.status, order.protected_until) == (Status.SHIPPED, day(26))
    assert "more days, once" not in alice.get(at(key)).content.decode()
    again = alice.post(at(key, "/more-days"))
    assert again.status_code == 409
    assert "You have taken these days" in again.content.decode()


def test_the_seller_is_asked_for_another_number_and_corrects_it(on: SetDay) -> None:
    key = shipped()
    on(5)
    alice, bob = browser("alice"), browser("bob")
    alice.post(at(key, "/number-request"), {"parcel": "1", "text": "It shows nothing."})
    asked = bob.get(at(key)).content.decode()
    assert "Another tracking number was asked for" in asked
    assert "Somebody asked you to correct the number of parcel 1" in asked
    assert "It shows nothing." in asked
    typed = {"parcel": "1", "carrier": "DHL", "tracking_number": "00340434"}
    assert bob.post(at(key, "/number"), typed).status_code == 302
    shown = alice.get(at(key)).content.decode()
    assert "00340434" in shown
    assert "The seller corrected the tracking number" in shown


def test_a_number_that_is_missing_is_said_beside_its_field(on: SetDay) -> None:
    key = shipped()
    on(5)
    answer = browser("bob").post(at(key, "/number"), {"parcel": "1", "carrier": "DHL"})
    assert answer.status_code == 409
    assert 'id="right-number-wrong"' in answer.content.decode()
