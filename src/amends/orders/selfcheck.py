"""What the database says of its own durability, read back: money waits until it is right.

Which settings lose acknowledged commits was measured with recorded writes replayed torn and cut:
SQLite's DELETE/FULL and WAL/NORMAL do, TRUNCATE/FULL and WAL/FULL do not; and every SQLite before
the versions below can corrupt a WAL that two connections write.
"""

import sqlite3
from collections.abc import Callable
from functools import cache

from django.db import connection

WAL_SAFE_FROM = ((3, 44, 6), (3, 50, 7), (3, 51, 3))
FULL, EXTRA = 2, 3


class UnsafeDatabase(Exception):
    """The database would lose, or could lose, what it acknowledged; the text says what to do."""


def require_safe_for_money() -> None:
    """Raise `UnsafeDatabase` unless the database keeps what it acknowledges."""
    problems = _problems_once(connection.vendor)
    if problems:
        raise UnsafeDatabase(" ".join(problems))


def problems() -> tuple[str, ...]:
    """Return one sentence for each setting that would lose money, as read back just now."""
    look: Callable[[], list[str]] = _postgresql if connection.vendor == "postgresql" else _sqlite
    return tuple(look())


@cache
def _problems_once(vendor: str) -> tuple[str, ...]:
    assert vendor, "a connection has a vendor"
    return problems()


def _sqlite() -> list[str]:
    found = []
    journal = str(_one("PRAGMA journal_mode")).lower()
    synchronous = _one("PRAGMA synchronous")
    if synchronous not in {FULL, EXTRA}:
        found.append(
            "SQLite's synchronous setting would lose acknowledged commits at a power loss; "
            "set it to FULL."
        )
    if journal == "wal" and not wal_is_safe(sqlite3.sqlite_version_info):
        found.append(
            f"SQLite {sqlite3.sqlite_version} can corrupt a WAL that two processes write; "
            "use journal mode TRUNCATE, or SQLite 3.51.3 or newer."
        )
    if journal not in {"wal", "truncate", "persist", "memory"}:
        found.append(
            f"SQLite's journal mode {journal} can lose acknowledged commits; use TRUNCATE."
        )
    if journal == "memory" and not _in_memory():
        found.append("SQLite's journal mode MEMORY can corrupt the database; use TRUNCATE.")
    return found


def wal_is_safe(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite has the repair of the WAL that two connections could corrupt."""
    same_branch = [safe for safe in WAL_SAFE_FROM if safe[:2] == version[:2]]
    return version >= (same_branch[0] if same_branch else WAL_SAFE_FROM[-1])


def _in_memory() -> bool:
    # A database in memory holds no real money: only tests and trials use one.
    return not _one("SELECT file FROM pragma_database_list WHERE name = 'main'")


def _postgresql() -> list[str]:
    found = [
        f"PostgreSQL's {setting} is off; set it on, or commits can be lost."
        for setting in ("fsync", "full_page_writes")
        if _one(f"SHOW {setting}") != "on"
    ]
    if _one("SHOW synchronous_commit") not in {"on", "remote_apply", "remote_write", "local"}:
        found.append("PostgreSQL's synchronous_commit is off; set it on, or commits can be lost.")
    if _one("SHOW transaction_read_only") != "off":
        found.append("This PostgreSQL is read-only, perhaps a standby; connect to the primary.")
    return found


def _one(statement: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
    return row[0] if row else None
