"""The check of the database's own settings, as they are read back."""

import pytest
from django.db import connection

from amends.core.commands import ConfirmReceipt
from amends.orders import selfcheck
from amends.orders.door import Asked, handle

from tests.orders.orders import BUYER, START, protected

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_settings_that_we_ship_are_safe() -> None:
    assert selfcheck.problems() == ()


@pytest.mark.parametrize(
    ("setting", "safe"),
    [
        ("PRAGMA synchronous = NORMAL", "PRAGMA synchronous = FULL"),
        ("PRAGMA synchronous = OFF", "PRAGMA synchronous = FULL"),
        ("PRAGMA journal_mode = DELETE", "PRAGMA journal_mode = TRUNCATE"),
        ("PRAGMA journal_mode = MEMORY", "PRAGMA journal_mode = TRUNCATE"),
    ],
)
def test_settings_of_sqlite_that_lose_commits_are_named(setting: str, safe: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("these are settings of SQLite")
    with connection.cursor() as cursor:
        cursor.execute(setting)
        found = selfcheck.problems()
        cursor.execute(safe)
    assert len(found) == 1
    assert selfcheck.problems() == ()


def test_settings_of_postgresql_that_lose_commits_are_named() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("this is a setting of PostgreSQL")
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        found = selfcheck.problems()
        cursor.execute("SET synchronous_commit = on")
    assert len(found) == 1


def test_money_waits_until_the_database_is_safe(monkeypatch: pytest.MonkeyPatch) -> None:
    key = protected()
    monkeypatch.setattr(selfcheck, "_problems_once", lambda _vendor: ("Set it to FULL.",))
    with pytest.raises(selfcheck.UnsafeDatabase, match="FULL"):
        handle(Asked(key, BUYER, ConfirmReceipt()), START)


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 0), True),
    ],
)
def test_only_a_repaired_sqlite_may_use_a_wal(version: tuple[int, int, int], safe: bool) -> None:  # noqa: FBT001 - a table of cases
    assert selfcheck.wal_is_safe(version) is safe
