"""What `amends verify` finds: every way of changing history by hand, named by its order."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from amends.core.commands import AcceptClaim
from amends.orders.verify import Fault, verify

from tests.orders.orders import SELLER, ask, disputed, protected

pytestmark = pytest.mark.django_db(transaction=True)

TAMPERINGS = {
    "a changed event": "UPDATE events SET body = replace(body, '4500', '4400') WHERE number > 6",
    "an event by somebody else": "UPDATE events SET actor = 'mallory' WHERE number = 2",
    "a removed last event": "DELETE FROM events WHERE number = (SELECT max(number) FROM events)",
    "a removed event": "DELETE FROM events WHERE number = 3",
    "a changed sum": "UPDATE postings SET moved = moved - 1 WHERE number > 1",
    "a removed posting": "DELETE FROM postings WHERE number > 1",
    "a changed status": "UPDATE orders SET status = 'paid'",
    "a changed refund": "UPDATE orders SET refund = refund - 1",
    "a rolled back version": "UPDATE orders SET version = version - 1",
}


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_tampering_is_found_and_the_order_is_named(tampering: str) -> None:
    loaded = disputed("tampered")
    ask(loaded.key[1], SELLER, AcceptClaim(), 22)
    assert not _faults()
    with _unguarded() as cursor_execute:
        cursor_execute(TAMPERINGS[tampering])
    assert [fault.reference for fault in _faults()] == ["tampered"]


def test_only_the_order_that_was_changed_is_named() -> None:
    for number in range(5):
        protected(f"order-{number}")
    with _unguarded() as cursor_execute:
        cursor_execute(
            "UPDATE events SET body = replace(body, 'bob', 'eve') WHERE key ="
            " (SELECT key FROM orders WHERE reference = 'order-3')"
        )
    assert [fault.reference for fault in _faults()] == ["order-3"]


def _faults() -> list[Fault]:
    return [found for found in verify() if isinstance(found, Fault)]


@contextmanager
def _unguarded() -> Iterator[Callable[[str], object]]:
    """Change what is append-only, as somebody with the database's own password could."""
    guarded = _ON_POSTGRESQL if connection.vendor == "postgresql" else _on_sqlite()
    with connection.cursor() as cursor:
        _each(cursor.execute, guarded[0])
        yield cursor.execute
        _each(cursor.execute, guarded[1])


_ON_POSTGRESQL = (
    ["SET session_replication_role = replica"],
    ["SET session_replication_role = origin"],
)


def _on_sqlite() -> tuple[list[str], list[str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
    return [f"DROP TRIGGER {name}" for name, _ in triggers], [sql for _, sql in triggers]


def _each(execute: Callable[[str], object], statements: list[str]) -> None:
    for statement in statements:
        execute(statement)
