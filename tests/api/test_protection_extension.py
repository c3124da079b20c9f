"""The few days more that a buyer may take once without asking anybody."""

import pytest

from tests.api.conftest import SetDay, action, handed_over
from tests.api.machine import Site, fields_of, refusal_of

pytestmark = pytest.mark.django_db(transaction=True)
PATH = "orders/order-1/protection-extension"


def test_the_buyer_takes_three_days_once(them: Site, on: SetDay) -> None:
    handed_over(them, on)
    assert action(them.alice, "extend_protection")["path"].endswith("/protection-extension")
    answer = them.alice.post(PATH, Idempotency_Key="more")
    assert answer.status_code == 201
    assert answer.json()["protection"]["protected_until"] == "2026-03-27T00:00:00Z"
    assert them.alice.post(PATH, Idempotency_Key="more").content == answer.content
    assert refusal_of(them.alice.post(PATH)) == (409, "extension_already_taken")
    assert action(them.alice, "extend_protection") is None


def test_it_is_the_buyers_alone_and_while_it_is_on_its_way(them: Site, on: SetDay) -> None:
    assert refusal_of(them.alice.post(PATH)) == (409, "not_in_this_status")
    handed_over(them, on)
    assert refusal_of(them.bob.post(PATH)) == (403, "not_your_role")
    assert them.charlie.post(PATH).status_code == 404
    assert fields_of(them.alice.post(PATH, {"days": 3})) == {"days"}
