"""Trackers' replies are kept verbatim, never changed, and any change would show."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper

from amends.parcels.snapshots import Sealed, chain_holds, erase_bodies, seal, snapshots_of

from tests.parcels.orders import ALICES, CHARLIES, NOW

pytestmark = pytest.mark.django_db
REPLY = Sealed(1, "track17", NOW, 'POST gettrackinfo [{"number":"A1"}]', b'{"a": "\xff"}', "text/x")
LATER = replace(REPLY, received_at=NOW + timedelta(hours=4), body=b"another")


def sealed(*replies: Sealed, key: tuple[int, bytes] = ALICES) -> list[int]:
    with connection.cursor() as cursor:
        return seal(cursor, key, replies)


def holds(key: tuple[int, bytes] = ALICES) -> bool:
    with connection.cursor() as cursor:
        return chain_holds(cursor, key)


def test_a_reply_is_kept_byte_for_byte() -> None:
    assert sealed(REPLY) == [1]
    assert sealed(LATER) == [2]
    with connection.cursor() as cursor:
        first, second = snapshots_of(cursor, ALICES)
    assert (first.body, first.request, first.received_at) == (REPLY.body, REPLY.request, NOW)
    assert second.previous == first.hash
    assert holds()


def test_orders_have_chains_of_their_own() -> None:
    assert sealed(REPLY, LATER) == [1, 2]
    assert sealed(REPLY, key=CHARLIES) == [1]
    assert holds()
    assert holds(CHARLIES)
    assert holds((3, b"nobodys"))


def test_the_same_reply_on_another_day_is_news() -> None:
    tomorrow = replace(REPLY, received_at=NOW + timedelta(days=1))
    assert sealed(REPLY) == [1]
    assert sealed(tomorrow) == [2]
    assert sealed(tomorrow) == [2]
    assert holds()


def test_the_same_reply_again_is_not_kept_twice_a_day() -> None:
    sealed(REPLY)
    assert sealed(replace(REPLY, received_at=LATER.received_at)) == [1]
    assert sealed(replace(REPLY, tracker="aftership"), LATER, REPLY) == [2, 3, 4]
    assert holds()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE snapshots SET body = %s WHERE number = 1",
        "UPDATE snapshots SET request = %s WHERE number = 1",
        "UPDATE snapshots SET body = NULL, content_type = %s WHERE number = 1",
        "DELETE FROM snapshots WHERE request <> %s",
    ],
)
def test_nothing_kept_can_be_changed_or_removed(change: str) -> None:
    sealed(REPLY, LATER)
    value = b"forged" if "SET body = %s" in change else "forged"
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change, [value])
    assert holds()


def test_erasing_a_person_empties_the_bodies_and_the_chain_still_holds() -> None:
    sealed(REPLY, LATER)
    with connection.cursor() as cursor:
        assert erase_bodies(cursor, ALICES) == 2
        assert [one.body for one in snapshots_of(cursor, ALICES)] == [None, None]
        assert erase_bodies(cursor, ALICES) == 0
    assert holds()


@pytest.mark.parametrize("forged", ["body", "request", "received_at", "hash", "number"])
def test_a_change_behind_the_back_of_the_database_shows(forged: str) -> None:
    sealed(REPLY, LATER)
    values: dict[str, str | int | bytes] = {
        "body": b"forged",
        "request": "forged",
        "received_at": 1,
        "hash": b"forged",
        "number": 7,
    }
    with connection.cursor() as cursor:
        _without_triggers(cursor)
        cursor.execute(
            f"UPDATE snapshots SET {forged} = %s WHERE number = 2",  # noqa: S608 - from the list above
            [values[forged]],
        )
    assert not holds()


def test_a_snapshot_that_is_missing_in_between_shows() -> None:
    sealed(REPLY, LATER)
    with connection.cursor() as cursor:
        _without_triggers(cursor)
        cursor.execute("DELETE FROM snapshots WHERE number = 1")
    assert not holds()


def _without_triggers(cursor: CursorWrapper) -> None:
    """Take the triggers away, as a machine's owner could; the test's end brings them back."""
    if connection.vendor == "postgresql":
        cursor.execute("DROP TRIGGER snapshots_append_only ON snapshots")
        return
    for name in ("delete", "update"):
        cursor.execute(f"DROP TRIGGER snapshots_{name}_forbidden")
