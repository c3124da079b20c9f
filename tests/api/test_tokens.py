"""A short-lived token that the marketplace signs lets one person in, as what it says."""

import jwt
import pytest

from amends.accounts.keys import trust_secret
from amends.accounts.models import Marketplace

from tests.api.conftest import SetDay
from tests.api.machine import Machine, Site
from tests.web.site import day

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "a secret that only the shop and we know"


def token(person: str, role: str) -> Machine:
    trust_secret(Marketplace.objects.get(slug="shop"), SECRET)
    until = int(day(0).timestamp()) + 1800
    said = {"iss": "shop", "sub": person, "role": role, "name": person, "exp": until}
    return Machine(jwt.encode(said, SECRET, "HS256"))


def test_a_token_is_one_person(them: Site, on: SetDay) -> None:
    alice = token("alice", "buyer")
    assert alice.get("orders/order-1").json() == them.alice.get("orders/order-1").json()
    assert alice.put("orders/order-2", {}).status_code == 403
    # It may not be dressed up as somebody else.
    assert alice.get("orders", Amends_Actor="seller:bob").json() == alice.get("orders").json()
    on(1)
    late = alice.get("orders/order-1")
    assert (late.status_code, late.json()["code"]) == (401, "not_authenticated")


def test_a_key_is_the_same_person_as_the_marketplaces_word(them: Site) -> None:
    path = "orders/order-1/messages"
    first = token("alice", "buyer").post(path, {"text": "Hello"}, Idempotency_Key="one")
    again = them.alice.post(path, {"text": "Hello"}, Idempotency_Key="one")
    assert (first.status_code, first.content) == (201, again.content)


@pytest.mark.parametrize(("person", "role"), [("alice", "seller"), ("charlie", "buyer")])
def test_a_strangers_token_meets_nothing(them: Site, person: str, role: str) -> None:
    missing = them.alice.get("orders/nothing").content
    answer = token(person, role).get("orders/order-1")
    assert (answer.status_code, answer.content) == (404, missing)


@pytest.mark.parametrize("role", ["mediator", "operator", "marketplace", "platform"])
def test_a_marketplace_signs_for_no_staff(them: Site, role: str) -> None:
    assert token("mira", role).get("orders").status_code == 401
    assert them.mira.get("orders").status_code == 200
