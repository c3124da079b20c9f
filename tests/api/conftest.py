"""The clock of the API is injected: `on(21)` makes it that day after payment."""

import pytest

from tests.api.machine import CLAIM, Json, Machine, Site, body, site
from tests.web.conftest import SetDay, on

__all__ = ["SetDay", "claimed", "handed_over", "on", "scanned", "them"]


@pytest.fixture
def them(on: SetDay) -> Site:
    """Everybody who calls, and one protected order called order-1."""
    made = site()
    assert made.shop.put("orders/order-1", body()).status_code == 201
    return made


def handed_over(them: Site, on: SetDay) -> str:
    """Hand the parcel over and have a carrier scan it; return its id."""
    on(1)
    sent = {"carrier": "DHL", "tracking_number": "00340", "handed_over_at": "2026-03-02T11:00:00Z"}
    parcel: str = them.bob.post("orders/order-1/parcels", sent).json()["id"]
    on(2)
    scanned(them.shop, parcel, "accepted", "2026-03-03T08:00:00Z")
    return parcel


def scanned(shop: Machine, parcel: str, status: str, at: str) -> None:
    """Push one scan of the carrier."""
    scan = {"status": status, "source": "carrier", "happened_at": at, "city": "Leipzig"}
    answer = shop.post(f"parcels/{parcel}/checkpoints", {"checkpoints": [scan]})
    assert answer.status_code == 201, answer.content


def claimed(them: Site, on: SetDay, **changes: Json) -> str:
    """Bring the order to an open dispute on day 21; return the dispute's id."""
    parcel = handed_over(them, on)
    on(18)
    them.alice.post("orders/order-1/messages", {"text": "Where is it?"})
    on(19)
    scanned(them.shop, parcel, "in_transit", "2026-03-20T08:00:00Z")
    on(21)
    claim = {**CLAIM, "reason": "delivered_not_received", **changes}
    answer = them.alice.post("orders/order-1/disputes", claim)
    assert answer.status_code == 201, answer.content
    dispute: str = answer.json()["id"]
    return dispute


def faulty(them: Site, on: SetDay, **changes: Json) -> str:
    """Deliver the parcel and open a dispute on day 13 over what came; return the dispute's id."""
    parcel = handed_over(them, on)
    on(10)
    scanned(them.shop, parcel, "delivered", "2026-03-11T08:00:00Z")
    them.alice.post("orders/order-1/messages", {"text": "It is cracked."})
    evidence = them.alice.upload("orders/order-1/evidence").json()["number"]
    on(13)
    claim = {**CLAIM, "received": True, "reason": "defective", "evidence": [evidence]}
    claim |= {"remedy": "return_and_refund", **changes}
    answer = them.alice.post("orders/order-1/disputes", claim)
    assert answer.status_code == 201, answer.content
    dispute: str = answer.json()["id"]
    return dispute


def action(machine: Machine, name: str) -> Json:
    """The step of this name that the order offers to somebody, or None."""
    acts = machine.get(f"orders/{_key(machine)}").json()["available_actions"]
    return next((act for act in acts if act["action"] == name), None)


def _key(machine: Machine) -> str:
    # Staff belong to no marketplace and know an order by its key only.
    listed = machine.get("orders").json()["items"]
    key: str = next(item["key"] for item in listed if item["id"] == "order-1")
    return key
