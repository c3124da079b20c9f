"""Whether the books were compared with the payment providers since a backup was put back."""

from datetime import datetime

from django.db import connection
from django.db.backends.utils import CursorWrapper

from amends.database.instants import micros
from amends.orders.watch import HoldKind


def note(now: datetime) -> None:
    """Note on the open hold `restored` that all transfers were compared, up to their end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE holds SET compared_at = %s WHERE kind = %s AND released_at IS NULL",
            [micros(now), HoldKind.RESTORED.value],
        )


def is_due(cursor: CursorWrapper) -> bool:
    """Return whether a hold `restored` is open under which nothing was compared yet."""
    cursor.execute(
        "SELECT 1 FROM holds WHERE kind = %s AND released_at IS NULL AND compared_at IS NULL",
        [HoldKind.RESTORED.value],
    )
    return cursor.fetchone() is not None
