"""Chargebacks: the order stands still, and goes on or ends with what the bank took."""

import pytest

from tests.api.conftest import SetDay, action, claimed, handed_over
from tests.api.machine import Json, Site, eur, fields_of, refusal_of

pytestmark = pytest.mark.django_db(transaction=True)
TAKEN = {"disputed": eur(5000), "reference": "dp_1"}
PATH = "orders/order-1/chargeback"


def test_an_order_stands_still_until_the_chargeback_is_won(them: Site, on: SetDay) -> None:
    handed_over(them, on)
    assert action(them.shop, "freeze_for_chargeback")["path"].endswith("/chargeback")
    answer = them.shop.post(PATH, TAKEN, Idempotency_Key="taken")
    assert answer.status_code == 201
    order = answer.json()
    assert order["status"] == "frozen"
    assert order["frozen"] == {
        "since": "2026-03-03T12:00:00Z",
        "disputed": eur(5000),
        "running": 1,
        "status": "shipped",
    }
    assert them.shop.post(PATH, TAKEN, Idempotency_Key="taken").content == answer.content
    assert refusal_of(them.shop.post(PATH, TAKEN)) == (409, "not_in_this_status")
    assert action(them.oscar, "end_chargeback")["mandatory"] is True
    ended = them.shop.post(f"{PATH}/end", {"won": True}).json()
    assert (ended["status"], ended["frozen"]) == ("shipped", None)


def test_what_the_bank_took_ends_the_order(them: Site) -> None:
    key = them.shop.post(PATH, TAKEN).json()["key"]
    lost = {"won": False, "charged_back": eur(5000)}
    order = them.oscar.post(f"orders/{key}/chargeback/end", lost).json()
    assert (order["status"], order["outcome"]) == ("settled", "charged_back")
    assert order["money"]["charged_back"] == eur(5000)


@pytest.mark.parametrize("sum_", [eur(5001), eur(0), {"minor": 1, "currency": "USD"}])
def test_a_bank_takes_what_was_paid_at_most(them: Site, sum_: Json) -> None:
    answer = them.shop.post(PATH, {**TAKEN, "disputed": sum_})
    assert refusal_of(answer) == (422, "chargeback_out_of_range")
    them.shop.post(PATH, TAKEN)
    ended = them.shop.post(f"{PATH}/end", {"won": False, "charged_back": sum_})
    assert refusal_of(ended) == (422, "chargeback_out_of_range")


def test_nothing_ends_that_does_not_run(them: Site) -> None:
    answer = them.shop.post(f"{PATH}/end", {"won": True})
    assert refusal_of(answer) == (409, "not_in_this_status")


def test_a_dispute_waits_for_the_bank(them: Site, on: SetDay) -> None:
    dispute = claimed(them, on)
    them.shop.post(PATH, TAKEN)
    answer = them.bob.post(f"disputes/{dispute}/acceptance")
    assert refusal_of(answer) == (409, "not_in_this_status")


def test_only_the_marketplace_and_the_operator_speak_for_the_bank(them: Site) -> None:
    key = them.shop.get("orders/order-1").json()["key"]
    for who in (them.alice, them.bob, them.charlie):
        assert refusal_of(who.post(PATH, TAKEN)) == (403, "forbidden")
    assert refusal_of(them.mira.post(f"orders/{key}/chargeback", TAKEN)) == (403, "not_your_role")


def test_every_wrong_field_is_named(them: Site) -> None:
    assert fields_of(them.shop.post(PATH, {})) == {"disputed", "reference"}
    assert fields_of(them.shop.post(f"{PATH}/end", {"won": False})) == {"charged_back"}
    both = {"won": True, "charged_back": eur(1)}
    assert fields_of(them.shop.post(f"{PATH}/end", both)) == {"charged_back"}
