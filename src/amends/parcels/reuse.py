"""One number on several parcels: a finding that only the table of all of them can tell."""

from django.db.backends.utils import CursorWrapper

OWNERS_MOST = 100


def owners_of_number(cursor: CursorWrapper, number: str) -> list[tuple[int, bytes]]:
    """Return the bucket and key of each owner of a parcel with this number, at most 100, by key.

    Numbers are compared as they were stored; what an owner is, and whose, is not known here.
    """
    if not number:
        return []
    cursor.execute(
        "SELECT DISTINCT bucket, key FROM parcels WHERE tracking_number = %s"
        " AND tracking_number <> '' ORDER BY bucket, key LIMIT %s",
        (number, OWNERS_MOST),
    )
    return [(bucket, bytes(key)) for bucket, key in cursor.fetchall()]
