"""Whether every evidence file that a row names is there, and is what was sealed."""

from collections.abc import Iterator

from django.db import connection
from pydantic import TypeAdapter, ValidationError

from amends.evidence import FileDamaged, FileMissing, Sealed, Store

from .verify import Fault

PAGE = 500
_SEALED: TypeAdapter[Sealed] = TypeAdapter(Sealed)


def verify_evidence(store: Store) -> Iterator[Fault | int]:
    """Yield a `Fault` for each file that does not hold, and the number looked at so far."""
    looked_at = 0
    after: tuple[int, bytes, int] = (-1, b"", 0)
    while rows := _next_rows(after):
        yield from filter(None, (_fault(store, row) for row in rows))
        looked_at += len(rows)
        bucket, key, number = rows[-1][:3]
        after = (bucket, bytes(key), number)
        yield looked_at


def _next_rows(after: tuple[int, bytes, int]) -> list[tuple[int, bytes, int, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT files.bucket, files.key, number, reference, body FROM files"
            " JOIN orders ON orders.bucket = files.bucket AND orders.key = files.key"
            " WHERE (files.bucket, files.key, number) > (%s, %s, %s)"
            " ORDER BY files.bucket, files.key, number LIMIT %s",
            [*after, PAGE],
        )
        return list(cursor.fetchall())


def _fault(store: Store, row: tuple[int, bytes, int, str, str]) -> Fault | None:
    _, key, number, reference, body = row
    problem = _problem(store, body)
    return Fault(bytes(key), reference, f"its file {number} {problem}") if problem else None


def _problem(store: Store, body: str) -> str | None:
    try:
        sealed = _SEALED.validate_json(body)
        store.open_original(sealed.sha256).close()
        for shown in filter(None, (sealed.derivative, sealed.thumbnail)):
            store.open_derivative(shown).close()
    except ValidationError:
        return "is described in a way that cannot be read"
    except FileMissing as error:
        return f"is missing from the disk ({error})"
    except FileDamaged as error:
        return f"is not what was sealed ({error})"
    return None
