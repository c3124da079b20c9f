"""Which backups were taken, as the database remembers them for the operator's page."""

from dataclasses import dataclass
from datetime import datetime

from django.db.backends.utils import CursorWrapper

from amends.database.instants import micros, moment

PLACE_MOST = 400


@dataclass(frozen=True, slots=True)
class Taken:
    """One backup: when, where it was put, its bytes, and how many events it holds."""

    taken_at: datetime
    place: str
    size: int
    events: int


def remember(cursor: CursorWrapper, taken: Taken) -> None:
    """Remember a backup that stands whole in its place."""
    cursor.execute(
        "INSERT INTO backups (taken_at, place, size, events) VALUES (%s, %s, %s, %s)",
        [micros(taken.taken_at), taken.place[-PLACE_MOST:], taken.size, taken.events],
    )


def last(cursor: CursorWrapper) -> Taken | None:
    """Return the latest backup, or None when none was ever taken."""
    cursor.execute(
        "SELECT taken_at, place, size, events FROM backups ORDER BY taken_at DESC LIMIT 1"
    )
    row = cursor.fetchone()
    return Taken(moment(row[0]), *row[1:]) if row else None
