"""The application of `amends serve` with one fault planted: answers kept after the commit.

It is what many do: the effect is committed, and the answer is stored by a second transaction.
"""

import time
from collections.abc import Callable

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from amends.config.wsgi import application
from amends.orders import answers
from amends.orders.answers import Repeat, Stored
from amends.orders.loaded import Key

__all__ = ["application"]
# What lies between two transactions on a busy day.
BETWEEN_SECONDS = 0.02
_keep: Callable[[CursorWrapper, Key, Repeat, Stored], None] = answers.keep


def _keep_later(cursor: CursorWrapper, key: Key, repeat: Repeat, stored: Stored) -> None:
    del cursor

    def keep() -> None:
        time.sleep(BETWEEN_SECONDS)
        with transaction.atomic(), connection.cursor() as own:
            if answers.find(own, key, repeat) is None:
                _keep(own, key, repeat, stored)

    transaction.on_commit(keep)


answers.keep = _keep_later
