"""Writing many rows, and asking for many keys, in one statement on either engine."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from django.db import connection
from django.db.backends.utils import CursorWrapper

Value: TypeAlias = int | str | bytes | bool | None
Row: TypeAlias = tuple[Value, ...]
Parameters: TypeAlias = list[Value | list[Value]]

COPY_FROM = 20
NUMBERS = frozenset({"smallint", "integer", "bigint"})
WANTED: Mapping[str, str] = {"bucket": "smallint", "key": "bytea"}


def insert(cursor: CursorWrapper, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert rows; `table` and `columns` are ours, never a caller's text."""
    if not rows:
        return
    if connection.vendor == "postgresql" and len(rows) >= COPY_FROM:
        _copy(cursor, table, columns, rows)
        return
    one = f"({', '.join(['%s'] * len(columns))})"
    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES {{}}"  # noqa: S608 - ours
    if connection.vendor == "sqlite":
        # In the same process a statement costs next to nothing, and parsing a long one does.
        cursor.executemany(statement.format(one), rows)
        return
    values = ", ".join([one] * len(rows))
    cursor.execute(statement.format(values), [value for row in rows for value in row])


def wanted(keys: Sequence[tuple[int, bytes]]) -> tuple[str, Parameters]:
    """Return `wanted(bucket, key)` as a common table and its parameters, to join with.

    Joining by both columns of the primary key lets either engine find each row by it.
    """
    assert keys, "nothing is wanted"
    return common("wanted", WANTED, keys)


def common(name: str, columns: Mapping[str, str], rows: Sequence[Row]) -> tuple[str, Parameters]:
    """Return rows as a common table and its parameters; `columns` names the type of each.

    PostgreSQL gets a list a column. Thousands of single values would have to be found in the
    statement, parsed and planned one by one, which costs several times what they are wanted for.
    """
    names = f"{name}({', '.join(columns)})"
    if connection.vendor == "postgresql":
        lists = ", ".join(f"%s::{kind}[]" for kind in columns.values())
        by_column: Parameters = [
            _array(kind, column)
            for kind, column in zip(columns.values(), zip(*rows, strict=True), strict=True)
        ]
        return f"{names} AS (SELECT * FROM unnest({lists}))", by_column  # noqa: S608 - ours
    one = f"({', '.join(['%s'] * len(columns))})"
    values = ", ".join([one] * len(rows))
    return f"{names} AS (VALUES {values})", [value for row in rows for value in row]


def selected(
    cursor: CursorWrapper, of: tuple[str, Sequence[str]], keys: Sequence[tuple[int, bytes]]
) -> list[tuple]:  # type: ignore[type-arg]  # Rows of several types; each reader unpacks its own.
    """Return columns of what a table keeps of these keys, by key and number; both are ours."""
    table, columns = of
    common, parameters = wanted(keys)
    names = ", ".join(f"{table}.{column}" for column in columns)
    cursor.execute(
        f"WITH {common} SELECT {names} FROM wanted JOIN {table} USING (bucket, key)"  # noqa: S608 - ours
        f" ORDER BY {table}.key, {table}.number",
        parameters,
    )
    rows: list[tuple] = cursor.fetchall()  # type: ignore[type-arg]  # As above.
    return rows


def _array(kind: str, column: Row) -> str | list[Value]:
    """Return a column as PostgreSQL writes an array, or as a list that the driver writes so.

    The driver quotes value by value, which takes five times as long where nothing needs quotes.
    """
    if kind in NUMBERS:
        return _listed("NULL" if value is None else str(value) for value in column)
    if kind == "bytea":
        return _listed(_hexed(value) for value in column)
    return list(column)


def _listed(values: Iterable[str]) -> str:
    return "{" + ",".join(values) + "}"


def _hexed(value: Value) -> str:
    assert isinstance(value, bytes), "a key or a hash is bytes"
    return f'"\\\\x{value.hex()}"'


def _copy(cursor: CursorWrapper, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
