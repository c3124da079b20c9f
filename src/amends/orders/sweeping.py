"""Sweeping the store of sealed files: what no order refers to is removed once it is old enough.

A file is sealed before its command is done, so that one whose command was refused after all, or
whose process died, belongs to nobody.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection

from amends.evidence import StoreNotKnown

from .files import File, file_of, store
from .watch import UNVOUCHED_MOST

# A file is sealed seconds before its row is written, or minutes when the database is in trouble; no
# request lives for a day. And a clock may be wrong by `UNVOUCHED_MOST` before a hold keeps us away.
SAFE_AGE = UNVOUCHED_MOST + timedelta(days=1)
EVERY = timedelta(days=1)
# Removing so many takes less than a second; should more be wrong than anybody thought of, it
# leaves days to see it.
MOST = 1000
PAGE = 2000
log = logging.getLogger("amends.evidence")


def sweep(now: datetime) -> int:
    """Remove at most `MOST` files that no order refers to, and return how many.

    `now` is read before this is called: every row that names a file from before `now - SAFE_AGE` is
    there by then, so that it does not matter what else is being done. A row that cannot be read
    raises `ValidationError`, because nobody knows what it names.
    """
    named = {name for file in _files() for name in file.sealed.files}
    try:
        swept = store().sweep(named, older_than=now - SAFE_AGE, most=MOST)
    except StoreNotKnown as error:
        log.error("%s", error)  # noqa: TRY400 - the operator needs the words, not where we are
        return 0
    if swept:
        log.info("%d files that belong to no order were removed", swept)
    return swept


def _files() -> Iterator[File]:
    after: tuple[int, bytes, int] = (-1, b"", 0)
    while rows := _next_rows(after):
        yield from (file_of(number, body) for _, _, number, body in rows)
        bucket, key, number, _ = rows[-1]
        after = (bucket, bytes(key), number)


def _next_rows(after: tuple[int, bytes, int]) -> list[tuple[int, bytes, int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bucket, key, number, body FROM files WHERE (bucket, key, number) > (%s, %s, %s)"
            " ORDER BY bucket, key, number LIMIT %s",
            [*after, PAGE],
        )
        return list(cursor.fetchall())
