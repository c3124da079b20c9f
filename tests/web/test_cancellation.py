"""The seller gives up what was not sent."""

import pytest

from amends.core.order import Status
from amends.orders import door

from tests.web.conftest import SetDay
from tests.web.site import at, browser, day, eur, paid

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
