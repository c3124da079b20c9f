"""Lists: whose orders they show, narrowed by whom and by when."""

import re

import pytest

from amends.accounts.keys import make_key
from amends.accounts.models import Person
from amends.api.routes import ROUTES, Who

from tests.api.conftest import SetDay, claimed
from tests.api.machine import Machine, Site, body
from tests.web.site import START

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def many(them: Site) -> Site:
    """Three orders: two that Alice buys, one that Charlie does."""
    for number, buyer in ((2, "alice"), (3, "charlie")):
        sent = body()
        sent["buyer"]["id"] = buyer
        assert them.shop.put(f"orders/order-{number}", sent).status_code == 201
    return them


def found(machine: Machine, query: str) -> set[str]:
    answer = machine.get(f"orders?{query}")
    assert answer.status_code == 200, answer.content
    return {item["id"] for item in answer.json()["items"]}


def test_a_marketplace_asks_for_one_persons_orders(many: Site) -> None:
    assert found(many.shop, "person=buyer:alice") == {"order-1", "order-2"}
    assert found(many.shop, "person=seller:bob") == {"order-1", "order-2", "order-3"}
    assert found(many.shop, "person=seller:alice") == set()


def test_staff_name_the_marketplace_too(many: Site) -> None:
    assert found(many.mira, "marketplace=shop&person=buyer:charlie") == {"order-3"}
    assert found(many.mira, "marketplace=another") == set()
    answer = many.mira.get("orders?person=buyer:alice")
    assert answer.json()["errors"][0]["field"] == "marketplace"


def test_a_marketplace_never_sees_another_ones(many: Site) -> None:
    assert len(found(many.shop, "marketplace=another")) == 3


def test_nobody_asks_for_somebody_elses(many: Site) -> None:
    answer = many.charlie.get("orders?person=buyer:alice")
    assert answer.json()["errors"][0]["field"] == "person"
    assert found(many.charlie, "") == {"order-3"}


def test_a_persons_own_key_says_as_what_they_ask(many: Site) -> None:
    alice = Machine(make_key("phone", Person.objects.get(reference="alice"), START)[1])
    assert alice.get("orders").json()["errors"][0]["field"] == "role"
    assert found(alice, "role=buyer") == {"order-1", "order-2"}
    assert found(alice, "role=seller") == set()
    assert alice.get(f"orders/{_key(many)}").status_code == 200


def test_lists_are_narrowed_by_time(many: Site, on: SetDay) -> None:
    on(2)
    many.alice.post("orders/order-2/messages", {"text": "Hello"})
    assert found(many.shop, "updated_since=2026-03-03T00:00:00Z") == {"order-2"}
    assert found(many.shop, "due_before=2026-03-08T00:00:00Z") == set()
    assert len(found(many.shop, "due_before=2026-03-09T00:00:00Z")) == 3
    assert len(found(many.shop, "due_before=9999-12-31T23:59:59Z")) == 3
    assert found(many.shop, "due_before=0001-01-01T00:00:00Z") == set()


def test_the_list_of_disputes_names_them(them: Site, on: SetDay) -> None:
    assert them.bob.get("disputes").json()["items"] == []
    dispute = claimed(them, on)
    for machine in (them.bob, them.alice, them.shop, them.mira):
        assert [item["dispute"] for item in machine.get("disputes").json()["items"]] == [dispute]
    assert them.charlie.get("disputes").json()["items"] == []


def _key(them: Site) -> str:
    key: str = them.shop.get("orders/order-1").json()["key"]
    return key


@pytest.mark.parametrize("path", [route.path for route in ROUTES if route.query])
def test_a_parameter_that_a_list_does_not_know_is_named(them: Site, path: str) -> None:
    known = next(route for route in ROUTES if route.path == path and route.query)
    caller = them.shop if Who.MARKETPLACE in known.who else them.mira
    path = re.sub(r"\{\w+\}", "order-1", path)
    answer = caller.get(f"{path}?foo=1&limit=1&bar")
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    errors = {error["field"]: error["problem"] for error in answer.json()["errors"]}
    words = f"There is no such parameter here. Known are {', '.join(known.query)}."
    assert {"foo": words, "bar": words}.items() <= errors.items()
    assert ("limit" in errors) is ("limit" not in known.query)


def test_a_stranger_learns_of_no_parameter(them: Site) -> None:
    assert Machine("").get("orders?foo=1").status_code == 401
    assert them.alice.get("webhook-deliveries?foo=1").status_code == 403


def test_of_many_unknown_parameters_some_are_named(them: Site) -> None:
    answer = them.shop.get("orders?" + "&".join(f"{'x' * 200}{n}=1" for n in range(50)))
    assert len(answer.json()["errors"]) == 20
    assert len(answer.content) < 8000


def test_one_order_is_read_whatever_stands_behind_its_address(them: Site) -> None:
    assert them.shop.get("orders/order-1?foo=1").status_code == 200
