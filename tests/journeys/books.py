"""What is true at the end of every story: the books close, and each order proves itself."""

from collections import Counter

from django.db import connection

from amends.orders import keys
from amends.orders.verify import verify

from tests.api.machine import Json, Site, eur


def require_settled(them: Site, outcome: str, *, refund: int, payout: int) -> str:
    """Check how everybody sees the end of order-1, and that its money adds up; return its key."""
    seen = [machine.get("orders/order-1").json() for machine in (them.alice, them.bob, them.shop)]
    for order in seen:
        assert (order["status"], order["outcome"]) == ("settled", outcome)
        assert order["money"]["held"] == eur(5000)
        assert order["money"]["refund"] == eur(refund)
        assert order["money"]["payout"] == eur(payout)
        assert order["due_at"] is None
    key: str = seen[0]["key"]
    require_books(key, refund=refund, payout=payout)
    return key


def require_paid(them: Site, key: str, refund: int) -> None:
    """Have the operator pay the refund, and the buyer and the books see it."""
    path = f"refunds/{key}-t1"
    assert them.alice.get(path).json()["state"] == "intent"
    acts = {act["action"]: act for act in _acts(them, key)}
    paid = them.oscar.post(acts["confirm_transfer"]["path"], {"reference": "re_1"})
    assert (paid.status_code, paid.json()["state"]) == (201, "confirmed")
    shown = them.alice.get(path).json()
    assert (shown["reference"], shown["refund"]) == ("re_1", eur(refund))
    assert them.alice.get("orders/order-1").json()["money"]["refund_paid_at"] == shown["changed_at"]
    assert balances(key)["refund_due"] == 0
    assert balances(key)["refund_paid"] == refund
    _require_verified()


def require_books(key: str, *, refund: int, payout: int) -> None:
    """Check that what was captured went to the two sides, and nothing is made or lost."""
    now = balances(key)
    assert sum(now.values()) == 0
    assert (now["captured"], now["held"]) == (-refund - payout, 0)
    assert now["refund_due"] + now["refund_paid"] == refund
    assert now["payout_due"] == payout
    _require_verified()


def balances(key: str) -> Counter[str]:
    """Return what stands on each account of an order."""
    now: Counter[str] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT source, destination, moved FROM postings WHERE key = %s", [keys.read(key)]
        )
        for source, destination, moved in cursor.fetchall():
            now[source] -= moved
            now[destination] += moved
    return now


def _acts(them: Site, key: str) -> list[Json]:
    acts: list[Json] = them.oscar.get(f"orders/{key}").json()["available_actions"]
    return acts


def _require_verified() -> None:
    # It yields every fault that it finds, and the number of orders that it looked at.
    assert list(verify()) == [1]
