"""Offers: another remedy, a mediator's proposal to both, and the undo of a zero."""

import pytest

from tests.api.conftest import SetDay, action, claimed, faulty
from tests.api.machine import Site, eur, fields_of, refusal_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def dispute(them: Site, on: SetDay) -> str:
    return claimed(them, on)


@pytest.fixture
def zero(them: Site, dispute: str) -> str:
    """Alice has accepted that she gets nothing; the offer's id."""
    offers = them.bob.post(f"disputes/{dispute}/offers", {"refund": eur(0)}).json()["offers"]
    offer: str = offers[0]["id"]
    assert them.alice.post(f"offers/{offer}/acceptance").status_code == 201
    return offer


def test_goods_can_be_offered_back(them: Site, on: SetDay) -> None:
    dispute = faulty(them, on)
    sent = {"refund": eur(4000), "remedy": "return_and_refund"}
    (offer,) = them.bob.post(f"disputes/{dispute}/offers", sent).json()["offers"]
    assert (offer["by"], offer["remedy"], offer["accepted_by"]) == (
        "seller",
        "return_and_refund",
        [],
    )
    agreed = them.alice.post(f"offers/{offer['id']}/acceptance").json()
    assert agreed["status"] == "awaiting_return"
    assert agreed["returning"]["refund"] == eur(4000)


def test_what_never_came_cannot_be_sent_back(them: Site, dispute: str) -> None:
    sent = {"refund": eur(4000), "remedy": "return_and_refund"}
    answer = them.bob.post(f"disputes/{dispute}/offers", sent)
    assert refusal_of(answer) == (422, "remedy_not_offered")


def test_a_mediators_proposal_holds_when_both_accept(them: Site, dispute: str) -> None:
    made = them.mira.post(f"disputes/{dispute}/offers", {"refund": eur(2000)}, Idempotency_Key="o")
    assert made.status_code == 201
    again = them.mira.post(f"disputes/{dispute}/offers", {"refund": eur(2000)}, Idempotency_Key="o")
    assert again.content == made.content
    (offer,) = made.json()["offers"]
    assert (offer["by"], offer["open"]) == ("mediator", True)
    path = action(them.alice, "accept_offer")["path"]
    assert path.endswith(f"offers/{offer['id']}/acceptance")
    once = them.alice.post(path).json()
    assert (once["status"], once["offers"][0]["accepted_by"]) == ("awaiting_seller", ["buyer"])
    assert action(them.alice, "accept_offer") is None
    both = them.bob.post(action(them.bob, "accept_offer")["path"]).json()
    assert both["status"] == "settled"
    assert them.alice.get("orders/order-1").json()["money"]["refund"] == eur(2000)


def test_staff_accept_no_offer(them: Site, dispute: str) -> None:
    (offer,) = them.bob.post(f"disputes/{dispute}/offers", {"refund": eur(1)}).json()["offers"]
    assert refusal_of(them.mira.post(f"offers/{offer['id']}/acceptance")) == (403, "forbidden")


def test_the_acceptance_of_nothing_is_taken_back(them: Site, zero: str) -> None:
    act = action(them.alice, "undo_acceptance")
    assert (act["method"], act["due_at"]) == ("DELETE", "2026-03-23T00:00:00Z")
    answer = them.alice.delete(act["path"])
    assert answer.status_code == 200
    assert answer.json()["offers"][0]["accepted_by"] == []
    assert refusal_of(them.alice.delete(act["path"])) == (409, "nothing_to_undo")


def test_another_offer_is_not_what_was_accepted(them: Site, zero: str) -> None:
    other = f"{zero[:-1]}2"
    assert refusal_of(them.alice.delete(f"offers/{other}/acceptance")) == (409, "nothing_to_undo")
    assert action(them.alice, "undo_acceptance") is not None


def test_after_twelve_hours_it_is_final(them: Site, on: SetDay, zero: str) -> None:
    on(21.5)
    answer = them.alice.delete(f"offers/{zero}/acceptance")
    assert answer.status_code == 409
    assert them.alice.get("orders/order-1").json()["status"] == "settled"


def test_only_who_accepted_takes_it_back(them: Site, zero: str) -> None:
    path = f"offers/{zero}/acceptance"
    assert refusal_of(them.bob.delete(path)) == (409, "nothing_to_undo")
    assert refusal_of(them.mira.delete(path)) == (403, "forbidden")
    assert them.charlie.delete(path).status_code == 404
    assert them.alice.delete("offers/nothing/acceptance").status_code == 404


def test_a_sum_is_in_the_orders_currency_and_within_the_claim(them: Site, dispute: str) -> None:
    path = f"disputes/{dispute}/offers"
    for refund in ({"minor": 100, "currency": "USD"}, eur(5001)):
        assert refusal_of(them.bob.post(path, {"refund": refund})) == (422, "refund_out_of_range")
    wrong = {"refund": {"minor": "1", "currency": "EURO"}, "remedy": "gift", "more": 1}
    named = fields_of(them.bob.post(path, wrong))
    assert named == {"refund.minor", "refund.currency", "remedy", "more"}
