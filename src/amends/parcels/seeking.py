"""Checkpoints that came while no table of places was there, until they are looked up."""

from collections.abc import Sequence

from django.db.backends.utils import CursorWrapper

from .facts import looked_up, place_columns
from .store import Key, Scan


def place_scans(cursor: CursorWrapper, key: Key, scans: Sequence[Scan]) -> None:
    """Write where scans were found that no table of places was there for."""
    for scan in scans:
        one = scan.checkpoint
        cursor.execute(
            "UPDATE checkpoints SET place_country = %s, latitude = %s, longitude = %s,"
            " radius = %s, sought = %s, placed_at = %s"
            " WHERE bucket = %s AND key = %s AND number = %s",
            [*place_columns(one.place), scan.sought, looked_up(one.before), *key, one.number],
        )


def unsought(cursor: CursorWrapper, most: int) -> list[Key]:
    """Return owners with scans that no table of places was there for, at most `most`."""
    cursor.execute("SELECT DISTINCT bucket, key FROM checkpoints WHERE NOT sought LIMIT %s", [most])
    return [(bucket, bytes(key)) for bucket, key in cursor.fetchall()]
