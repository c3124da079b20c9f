"""Lists: each finds its order in an index, so that a page costs the same among any number."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amends.core.parties import Role
from amends.orders.queries import Scope, listed

from .orders import protected

pytestmark = pytest.mark.django_db
SCOPES = {
    "buyer": Scope(person="alice", role=Role.BUYER),
    "seller": Scope(person="bob", role=Role.SELLER),
    "marketplace": Scope(marketplace="shop"),
}


@pytest.mark.parametrize("name", SCOPES)
def test_a_list_is_read_in_the_order_of_an_index(name: str) -> None:
    plan = _plan(SCOPES[name])
    assert f"orders_of_{name}" in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan


def test_a_list_goes_on_after_a_page() -> None:
    keys = {protected(f"order-{n}") for n in range(3)}
    first = listed(SCOPES["buyer"], limit=2)
    rest = listed(SCOPES["buyer"], after=first.after, limit=2)
    assert {item.key[1] for item in (*first.items, *rest.items)} == keys
    assert rest.after is None


def _plan(scope: Scope) -> str:
    with CaptureQueriesContext(connection) as captured:
        listed(scope)
    (asked,) = (query["sql"] for query in captured.captured_queries)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {asked}")
        else:
            # A table of no rows is faster read than looked up.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute(f"EXPLAIN {asked}")
        return "\n".join(str(row) for row in cursor.fetchall())
