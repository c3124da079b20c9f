"""Which database is used, and with which durability: chosen here, read back by the self-check."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias, cast

import dj_database_url

from amends.orders.selfcheck import wal_is_safe

from .refused import SettingsRefused

Database: TypeAlias = dict[str, object]

BUSY_SECONDS = 20
KEPT_SECONDS = 60

# Every request sends the same few statements: planned once a connection, they take PostgreSQL half
# of the time.
PREPARED: Mapping[str, object] = {"server_side_binding": True, "prepare_threshold": 5}
SQLITE: Mapping[str, object] = {"ENGINE": "django.db.backends.sqlite3"}
ENGINES = (SQLITE["ENGINE"], "django.db.backends.postgresql")


def database(home: Path, environ: Mapping[str, str]) -> Database:
    """Return the database that AMENDS_DATABASE_URL names, or else the embedded one."""
    url = environ.get("AMENDS_DATABASE_URL", "")
    found = _parsed(url) if url else {"NAME": str(home / "amends.sqlite3"), **SQLITE}
    if found["ENGINE"] == SQLITE["ENGINE"]:
        return {**found, "OPTIONS": _sqlite_options(sqlite3.sqlite_version_info)}
    kept = {"CONN_MAX_AGE": KEPT_SECONDS, "CONN_HEALTH_CHECKS": True}
    return {**found, **kept, "OPTIONS": {**PREPARED, **cast("Database", found.get("OPTIONS", {}))}}


def _parsed(url: str) -> Database:
    # The address may hold a password: it is never repeated in what is said about it.
    must = (
        "AMENDS_DATABASE_URL cannot be followed; write it as postgresql://user:password@host/name, "
        "or as sqlite:////folder/file."
    )
    try:
        found = cast("Database", dict(dj_database_url.parse(url)))
    except (ValueError, KeyError) as error:
        raise SettingsRefused(must) from error
    if found.get("ENGINE") not in ENGINES or not found.get("NAME"):
        raise SettingsRefused(must)
    return found


def _sqlite_options(version: tuple[int, int, int]) -> Database:
    """Return options that keep what was acknowledged: FULL always, WAL only where it is safe."""
    journal = "WAL" if wal_is_safe(version) else "TRUNCATE"
    return {
        "transaction_mode": "IMMEDIATE",
        "timeout": BUSY_SECONDS,
        "init_command": f"PRAGMA journal_mode={journal}; PRAGMA synchronous=FULL;",
    }
