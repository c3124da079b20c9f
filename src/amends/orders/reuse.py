"""Orders of one marketplace whose parcels go by one number."""

from django.db.backends.utils import CursorWrapper

from amends.database.rows import wanted
from amends.parcels.reuse import owners_of_number


def orders_with_number(cursor: CursorWrapper, marketplace: str, number: str) -> list[str]:
    """Return the marketplace's own ids of its orders with this tracking number, sorted.

    Several parcels to one buyer may share a number rightly: whose they are is for the caller.
    """
    owners = owners_of_number(cursor, number)
    if not owners:
        return []
    common, parameters = wanted(owners)
    cursor.execute(
        f"WITH {common} SELECT reference FROM wanted JOIN orders USING (bucket, key)"  # noqa: S608 - ours
        " WHERE marketplace = %s ORDER BY reference",
        [*parameters, marketplace],
    )
    return [reference for (reference,) in cursor.fetchall()]
