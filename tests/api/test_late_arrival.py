"""What came after it was refunded: kept and paid back, kept in part, or refused."""

import pytest

from tests.api.conftest import SetDay, action, claimed
from tests.api.machine import Json, Site, eur, fields_of, refusal_of

pytestmark = pytest.mark.django_db(transaction=True)
PATH = "orders/order-1/late-arrival"


@pytest.fixture
def refunded(them: Site, on: SetDay) -> Site:
    """Alice got everything back for what had not come."""
    them.bob.post(f"disputes/{claimed(them, on)}/acceptance")
    return them


def test_who_keeps_it_pays_back(refunded: Site) -> None:
    assert action(refunded.alice, "report_late_arrival")["path"].endswith("/late-arrival")
    answer = refunded.alice.post(PATH, {"choice": "keep_and_pay_back"}, Idempotency_Key="kept")
    assert answer.status_code == 201
    again = refunded.alice.post(PATH, {"choice": "keep_and_pay_back"}, Idempotency_Key="kept")
    assert again.content == answer.content
    twice = refunded.alice.post(PATH, {"choice": "refuse"})
    assert refusal_of(twice) == (409, "nothing_to_pay_back")


def test_a_part_is_kept_up_to_the_marketplaces_share(refunded: Site) -> None:
    part = {"choice": "keep_with_partial_refund", "kept": eur(1501)}
    answer = refunded.alice.post(PATH, part)
    assert refusal_of(answer) == (422, "kept_out_of_range")
    assert answer.json()["details"] == {"least": eur(1), "most": eur(1500)}
    other = {**part, "kept": {"minor": 1500, "currency": "USD"}}
    assert refusal_of(refunded.alice.post(PATH, other)) == (422, "kept_out_of_range")
    assert refunded.alice.post(PATH, {**part, "kept": eur(1500)}).status_code == 201


@pytest.mark.parametrize(
    ("sent", "fields"),
    [
        ({}, {"choice"}),
        ({"choice": "burn"}, {"choice"}),
        ({"choice": "keep_with_partial_refund"}, {"kept"}),
        ({"choice": "refuse", "kept": eur(1)}, {"kept"}),
        (
            {"choice": "refuse", "kept": {"minor": -1, "currency": "eur"}},
            {"kept.minor", "kept.currency"},
        ),
    ],
)
def test_a_wrong_body_is_named(refunded: Site, sent: Json, fields: set[str]) -> None:
    assert fields_of(refunded.alice.post(PATH, sent)) == fields


def test_it_is_the_buyers_alone(refunded: Site) -> None:
    refuse = {"choice": "refuse"}
    assert refusal_of(refunded.bob.post(PATH, refuse)) == (403, "not_your_role")
    assert refusal_of(refunded.oscar.post(PATH, refuse)) == (403, "forbidden")
    assert refunded.charlie.post(PATH, refuse).status_code == 404


def test_nothing_comes_late_before_it_was_refunded(them: Site) -> None:
    answer = them.alice.post(PATH, {"choice": "refuse"})
    assert refusal_of(answer) == (409, "not_in_this_status")
