"""Scans: pushed once each, and a push that comes again gets the answer that it got."""

import pytest

from amends.accounts.keys import make_key
from amends.accounts.models import Marketplace

from tests.api.conftest import SetDay, handed_over
from tests.api.machine import Machine, Site, body
from tests.web.site import START

pytestmark = pytest.mark.django_db(transaction=True)
SCAN = {"status": "in_transit", "source": "carrier", "happened_at": "2026-03-04T08:00:00Z"}


def test_a_push_that_comes_again_gets_the_same_bytes(them: Site, on: SetDay) -> None:
    path = f"parcels/{handed_over(them, on)}/checkpoints"
    on(5)
    first = them.shop.post(path, {"checkpoints": [SCAN]}, Idempotency_Key="push")
    later = {**SCAN, "happened_at": "2026-03-05T08:00:00Z"}
    assert them.shop.post(path, {"checkpoints": [later]}).status_code == 201
    on(30)
    again = them.shop.post(path, {"checkpoints": [SCAN]}, Idempotency_Key="push")
    assert (again.status_code, again.content) == (201, first.content)
    other = them.shop.post(path, {"checkpoints": [later]}, Idempotency_Key="push")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_a_known_scan_under_a_new_key_is_recorded_once(them: Site, on: SetDay) -> None:
    path = f"parcels/{handed_over(them, on)}/checkpoints"
    on(5)
    them.shop.post(path, {"checkpoints": [SCAN, SCAN]})
    answer = them.shop.post(path, {"checkpoints": [SCAN, SCAN]})
    assert [one["status"] for one in answer.json()["checkpoints"]] == ["accepted", "in_transit"]


def test_a_parcel_that_is_missing_is_not_there(them: Site, on: SetDay) -> None:
    parcel = handed_over(them, on).replace("-p1", "-p2")
    on(5)
    assert them.alice.get(f"parcels/{parcel}").status_code == 404
    answer = them.shop.post(f"parcels/{parcel}/checkpoints", {"checkpoints": [SCAN]})
    assert answer.status_code == 404


def test_the_marketplace_hands_over_for_its_seller(them: Site, on: SetDay) -> None:
    on(1)
    sent = {"tracking_number": "00340", "handed_over_at": "2026-03-02T11:00:00Z", "lines": [2]}
    first = them.shop.post("orders/order-1/parcels", sent)
    assert (first.status_code, first.json()["lines"]) == (201, [2])
    assert first.json()["number"]["validity"] == "unknown_format"
    assert them.alice.get("orders/order-1").json()["parcels"] == [first.json()["id"]]
    again = them.bob.post("orders/order-1/parcels", sent)
    assert (again.status_code, again.json()["code"]) == (409, "lines_already_sent")
    assert them.alice.post("orders/order-1/parcels", sent).status_code == 403


def test_the_longest_name_of_a_marketplace_fits(them: Site) -> None:
    slug = "s" * 40
    shop = Machine(make_key("test", Marketplace.objects.create(slug=slug, name=slug), START)[1])
    own = body()
    own["payment"]["reference"] = "pi_of_another_shop"
    assert shop.put("orders/order-1", own).status_code == 201
    sent = {"handed_over_at": "2026-03-01T12:00:00Z"}
    assert shop.post("orders/order-1/parcels", sent).status_code == 201
    # The same id in another shop is another order, and nobody sees both.
    assert them.shop.get("orders/order-1").json()["parcels"] == []
    assert them.alice.get(f"orders/{shop.get('orders/order-1').json()['key']}").status_code == 404
