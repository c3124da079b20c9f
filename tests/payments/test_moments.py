"""When a payment was made: by its gateway's own word, never by when we heard of it."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from amends.database.instants import micros
from amends.orders import door
from amends.payments.simulator.books import PENDING_FOR, Fault

from tests.payments.ground import DUE, Ground, due
from tests.payments.scripted import Scripted, amount, paypal, refund, stripe
from tests.payments.test_gateways import ASKED, KNOWN


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ({"created": 1772539200, "create_time": "2026-03-03T14:00:00+02:00"}, DUE),
        ({"create_time": "2026-03-03T12:00:00"}, None),
        ({"created": 0, "create_time": "yesterday"}, None),
    ],
)
def test_the_moment_of_a_refund_is_the_one_that_its_gateway_names(
    scripted: Scripted, said: dict[str, object], moment: datetime | None
) -> None:
    scripted.script["/v1/refunds"] = [(200, refund(1, **said))]
    assert stripe(scripted).send(ASKED).made_at == moment
    status, shown = amount("45.00")
    assert isinstance(shown, dict)
    scripted.script["/v2/payments/refunds/re_1"] = [(status, {**shown, **said})]
    assert paypal(scripted).look_up(KNOWN).made_at == moment


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["stripe", "paypal"])
def test_a_refund_that_is_learnt_of_later_has_the_moment_of_its_making(
    ground: Ground, name: str
) -> None:
    key = due(name)
    ground.break_(Fault.PENDING)
    ground.settle()
    ground.settle_often(3, timedelta(seconds=PENDING_FOR))
    with connection.cursor() as cursor:
        cursor.execute("SELECT state, made_at FROM transfers")
        assert cursor.fetchone() == ("confirmed", micros(DUE))
    (made,) = door.read(key, ground.now).order.transfers
    assert (made.made_at, made.changed_at > DUE) == (DUE, True)
