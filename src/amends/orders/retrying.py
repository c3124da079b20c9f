"""A transaction tried again where another writer won the race for the same rows."""

import logging
import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from django.db import (
    DatabaseError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
)

from .store import ChangedMeanwhile

T = TypeVar("T")
TRIES_MOST = 8
# PostgreSQL's codes for a race that a fresh try can win: serialisation, deadlock, and a row that
# somebody else has just made. SQLite says "locked" after its own wait.
RACES = frozenset({"40001", "40P01", "23505"})
# What is wrong with the database, or another writer's doing: no fault of the order at hand. What
# goes wrong otherwise is one order's own, and must keep no other waiting.
NOT_ITS_OWN = (ChangedMeanwhile, OperationalError, InterfaceError, ProgrammingError)


class Apart:
    """Reports what is one order's own fault, and lets its block go on after it; raises the rest."""

    def __init__(self, log: logging.Logger, words: str, *about: object) -> None:
        self._say = partial(log.error, words, *about)

    def __enter__(self) -> None:
        """Begin what may go wrong."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        """Say what went wrong, and that it is done with."""
        if not isinstance(error, Exception) or isinstance(error, NOT_ITS_OWN):
            return False
        self._say(exc_info=error)
        return True


def retried(attempt: Callable[[], T]) -> T:
    """Try again when another writer won the race; the last try's error is the caller's."""
    for tried in range(1, TRIES_MOST):
        try:
            return attempt()
        except (ChangedMeanwhile, OperationalError, IntegrityError) as error:
            _require_race(error)
        time.sleep(0.01 * tried)
    return attempt()


def _require_race(error: ChangedMeanwhile | DatabaseError) -> None:
    """Raise what is not a lost race again: trying once more would not help."""
    if isinstance(error, ChangedMeanwhile):
        return
    code = getattr(error.__cause__, "sqlstate", None)
    if code not in RACES and "locked" not in str(error):
        raise error
