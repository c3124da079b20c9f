"""Copying a whole database while it is written to, and putting the copy back, on either engine."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from django.db import connection, connections, transaction
from django.db.backends.utils import CursorWrapper

from amends.database.instants import micros, moment
from amends.orders.watch import HoldKind

from .manifest import BackupRefused, Marks

MARKS = (
    "SELECT (SELECT COUNT(*) FROM events), (SELECT COUNT(*) FROM orders),"
    " (SELECT MAX(recorded_at) FROM events)"
)
LOCK_SECONDS = 60
# What opens the hold stands in the same transaction as the copy: nobody sees it without.
HOLD = (
    "DELETE FROM pulse",
    "DELETE FROM holds WHERE released_at IS NULL AND kind = '{kind}'",
    """INSERT INTO holds (kind, since, because, released_at, released_by)
    VALUES ('{kind}', {since}, '{because}', NULL, '') ON CONFLICT (kind, since)
    DO UPDATE SET because = excluded.because, released_at = NULL, released_by = '',
    compared_at = NULL""",
)
BECAUSE = "A backup was put back; what was paid since it was taken is not in these books yet."


def file_name() -> str:
    """Return the name of the database inside a backup."""
    return "database.pgdump" if connection.vendor == "postgresql" else "database.sqlite3"


def copy_to(path: Path) -> Marks:
    """Copy the database as it stands at one moment; return how far that copy goes."""
    return _dump(path) if connection.vendor == "postgresql" else _copy(path)


def put_back(path: Path, taken_at: datetime) -> None:
    """Replace the database by a copy, with the hold `restored` open from `taken_at` on."""
    hold = [
        line.format(kind=HoldKind.RESTORED, since=micros(taken_at), because=BECAUSE)
        for line in HOLD
    ]
    if connection.vendor == "postgresql":
        _load(path, hold)
    else:
        _place(path, hold)


def is_empty() -> bool:
    """Return whether the database holds no order yet."""
    with connection.cursor() as cursor:
        if "orders" not in connection.introspection.table_names(cursor):
            return True
        cursor.execute("SELECT 1 FROM orders LIMIT 1")
        return cursor.fetchone() is None


def version() -> str:
    """Return the version of the engine."""
    if connection.vendor != "postgresql":
        return sqlite3.sqlite_version
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0])


def _copy(path: Path) -> Marks:
    """Copy by SQLite's own backup: all pages in one step, so that writers cannot start it anew."""
    with (
        closing(sqlite3.connect(_sqlite_file(), timeout=LOCK_SECONDS)) as source,
        closing(sqlite3.connect(path)) as copy,
    ):
        source.backup(copy, pages=-1)
        (said,) = copy.execute("PRAGMA quick_check(1)").fetchone()
        marks = copy.execute(MARKS).fetchone()
    if said != "ok":
        raise BackupRefused(f"The database is damaged ({said}); put back an older backup.")
    return _marks(marks)


def _place(path: Path, hold: Sequence[str]) -> None:
    place = _sqlite_file()
    aside = place.with_name(f"{place.name}.restoring")
    shutil.copyfile(path, aside)
    with closing(sqlite3.connect(aside)) as copy:
        for statement in hold:
            copy.execute(statement)
        copy.commit()
    sync(aside)
    connections.close_all()
    # A journal of what was there before must never be applied to what comes now.
    for suffix in ("-journal", "-wal", "-shm"):
        place.with_name(place.name + suffix).unlink(missing_ok=True)
    aside.replace(place)
    sync(place.parent)


def _dump(path: Path) -> Marks:
    program = _program("pg_dump")
    with transaction.atomic(), connection.cursor() as cursor:
        # One exported snapshot: the figures and the copy are of the same moment.
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = str(cursor.fetchone()[0])
        marks = _marks_of(cursor)
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        _run([program, *options, f"--file={path}"], "The database could not be copied")
    return marks


def _load(path: Path, hold: Sequence[str]) -> None:
    """Put a dump back in one transaction: the tables of before go, the copy and its hold come."""
    told = "The database could not be put back"
    with tempfile.TemporaryDirectory(prefix="amends-restore-") as folder:
        # A script on the disk, not a pipe: one that broke off would be taken for its end.
        script = Path(folder) / "script.sql"
        options = ["--no-owner", "--no-privileges", f"--file={script}"]
        _run([_program("pg_restore"), *options, str(path)], told)
        before = _dropping()
        connections.close_all()
        # pg_dump empties the search path for the rest of its script.
        after = "\n".join(f"{one};" for one in ("SET search_path = public", *hold))
        command = [_program("psql"), "--single-transaction", "--no-psqlrc", "--quiet"]
        files = ["--set=ON_ERROR_STOP=1", f"--command={before}", f"--file={script}"]
        _run([*command, *files, f"--command={after}"], told)


def _dropping() -> str:
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        # What forbids changes to the append-only tables stays when its table goes.
        cursor.execute("SELECT proname FROM pg_proc WHERE starts_with(proname, 'amends_')")
        functions = [name for (name,) in cursor.fetchall()]
    drops = [f'DROP TABLE IF EXISTS "{table}" CASCADE' for table in sorted(tables)]
    drops += [f'DROP FUNCTION IF EXISTS "{name}" CASCADE' for name in sorted(functions)]
    return "; ".join(drops)


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise BackupRefused(
            f"{name} is not on the path; install PostgreSQL's client programs "
            "(postgresql-client), of the server's version or newer."
        )
    return found


def _run(command: Sequence[str], told: str) -> None:
    ran = subprocess.run(  # noqa: S603 - PostgreSQL's own programs, with our own arguments
        command, env=_environment(), capture_output=True, text=True, check=False
    )
    if ran.returncode != 0:
        lines = [line for line in ran.stderr.splitlines() if line.strip()]
        # Notices come before what went wrong.
        errors = [line for line in lines if "ERROR" in line or "FATAL" in line] or lines
        raise BackupRefused(f"{told}: {errors[0] if errors else 'no reason was given'}.")


def _environment() -> Mapping[str, str]:
    """Return how PostgreSQL's programs reach the database; a password is never an argument."""
    asked = connection.settings_dict
    named = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
    given = {variable: str(asked[key]) for key, variable in named.items() if asked.get(key)}
    options = asked.get("OPTIONS") or {}
    secured = {"PGSSLMODE": str(options["sslmode"])} if "sslmode" in options else {}
    return {**os.environ, **given, **secured, "PGDATABASE": str(asked["NAME"])}


def _sqlite_file() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _marks_of(cursor: CursorWrapper) -> Marks:
    cursor.execute(MARKS)
    return _marks(cursor.fetchone())


def _marks(row: tuple[int, int, int | None]) -> Marks:
    events, orders, last = row
    return Marks(events, orders, None if last is None else moment(last))


def sync(path: Path) -> None:
    """Have a file or a folder on the disk before going on."""
    number = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(number)
    finally:
        os.close(number)
