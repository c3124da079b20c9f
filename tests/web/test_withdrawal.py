"""Giving a dispute up, plainly or if the parcel comes by a day."""

import pytest

from amends.core.order import Status
from amends.orders import door

from tests.web.conftest import SetDay
from tests.web.site import at, browser, day, disputed

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_withdrawal_on_condition_names_its_day(on: SetDay) -> None:
    key = disputed()
    on(22)
    alice = browser("alice")
    typed = {"sure": "yes", "how": "until", "until": "2026-03-30"}
    assert alice.post(at(key, "/withdrawal"), typed).status_code == 302
    assert door.read(key, day(22)).order.status is Status.WITHDRAWN_UNTIL
    page = alice.get(at(key)).content.decode()
    assert "You withdrew. If it does not come by Monday 30 March" in page
    assert "If no carrier has delivered it by then, the platform looks at it." in page
    seller = browser("bob").get(at(key, "/dispute")).content.decode()
    assert "The buyer withdrew, if it is delivered by Monday 30 March" in seller


@pytest.mark.parametrize("until", ["", "soon", "2026-03-01", "2027-03-01"])
def test_a_wrong_day_is_said_and_nothing_is_given_up(until: str, on: SetDay) -> None:
    key = disputed()
    on(22)
    typed = {"sure": "yes", "how": "until", "until": until}
    assert browser("alice").post(at(key, "/withdrawal"), typed).status_code == 409
    assert door.read(key, day(22)).order.status is Status.AWAITING_SELLER
