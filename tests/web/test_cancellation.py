"""The seller gives up what was not sent."""

import pytest

from amends.core.commands import HandOver
from amends.core.order import Status
from amends.orders import door

from tests.web.conftest import SetDay
from tests.web.site import SELLER, ask, at, browser, day, eur, paid

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_sum_is_shown_before_and_a_tick_is_needed(on: SetDay) -> None:
    key = paid()
    on(1)
    bob = browser("bob")
    page = bob.get(at(key)).content.decode()
    assert "The buyer gets €50.00 back at once" in page
    refused = bob.post(at(key, "/cancellation"), {"text": "Sold out."})
    assert refused.status_code == 409
    assert "Sold out." in refused.content.decode()
    assert (
        bob.post(at(key, "/cancellation"), {"sure": "yes", "text": "Sold out."}).status_code == 302
    )
    order = door.read(key, day(1)).order
    assert (order.status, order.refund) == (Status.SETTLED, eur(5000))


def test_the_buyer_cannot_cancel(on: SetDay) -> None:
    key = paid()
    on(1)
    alice = browser("alice")
    assert "Cancel what was not sent" not in alice.get(at(key)).content.decode()
    assert alice.post(at(key, "/cancellation"), {"sure": "yes"}).status_code == 409


def test_a_click_by_mistake_is_taken_back_while_no_carrier_has_it(on: SetDay) -> None:
    key = paid()
    ask(key, SELLER, HandOver(day(1), (1,)), 1)
    on(2)
    bob, cancellation = browser("bob"), at(key, "/cancellation")
    page = bob.get(at(key)).content.decode()
    assert "You said that you gave it to the carrier; no carrier has scanned it." in page
    bob.post(cancellation, {"sure": "yes", "line-2": "yes"})
    order = door.read(key, day(2)).order
    assert (order.status, order.open_lines) == (Status.PAID, (1,))
    unchosen = bob.post(cancellation, {"sure": "yes", "text": "Still here."})
    assert unchosen.status_code == 409
    assert "Choose what you will not send." in unchosen.content.decode()
    assert "Still here." in unchosen.content.decode()
    bob.post(cancellation, {"sure": "yes", "line-1": "yes"})
    order = door.read(key, day(2)).order
    assert (order.status, order.refund) == (Status.SETTLED, eur(5000))
