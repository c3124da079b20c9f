"""A dispute about some lines: the others go on with the time that they had left."""

import pytest

from amends.core.commands import MakeOffer
from amends.core.order import Status
from amends.orders import door

from tests.web.conftest import SetDay
from tests.web.site import SELLER, ask, at, browser, day, eur, wrong

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_order_goes_on_with_the_other_line(on: SetDay) -> None:
    key = wrong(lines=(1,))
    ask(key, SELLER, MakeOffer(eur(700)), 14)
    on(14)
    alice = browser("alice")
    assert "About: Brass lamp." in alice.get(at(key, "/dispute")).content.decode()
    alice.post(at(key, "/offer-acceptance"), {"offer": "1"})
    order = door.read(key, day(14)).order
    assert (order.status, order.settled_lines) == (Status.DELIVERED, frozenset({1}))
    page = alice.get(at(key)).content.decode()
    assert "ended already" in page
    assert "Line 1 has ended" in page
    assert "See the dispute that ended" in page
    again = alice.get(at(key, "/open/3")).content.decode()
    assert 'name="lines" value="1"' not in again
    assert 'name="lines" value="2"' in again
