"""Empties the tables that are written in SQL: Django's own flush knows only those of models."""

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper


def empty_tables() -> None:
    """Remove every row of every table that no model stands for, append-only ones included."""
    empty = _empty_postgresql if connection.vendor == "postgresql" else _empty_sqlite
    with transaction.atomic(), connection.cursor() as cursor:
        known = {*connection.introspection.django_table_names(), "django_migrations"}
        empty(cursor, sorted(set(connection.introspection.table_names(cursor)) - known))


def _empty_postgresql(cursor: CursorWrapper, tables: list[str]) -> None:
    if tables:
        cursor.execute(f"TRUNCATE {', '.join(tables)}")


def _empty_sqlite(cursor: CursorWrapper, tables: list[str]) -> None:
    # SQLite has no TRUNCATE, so the triggers that forbid deleting step aside and come back.
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    triggers = cursor.fetchall()
    for name, _ in triggers:
        cursor.execute(f"DROP TRIGGER {name}")
    for table in tables:
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - a table's own name
    for _, sql in triggers:
        cursor.execute(sql)
