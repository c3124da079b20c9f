"""Taking back an outage that was recorded by mistake, as long as nobody's deadline has used it."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.backends.utils import CursorWrapper

from amends.core.parcel import Outage
from amends.database.instants import micros, moment

from .watch import NOBODY_THERE, OutageRefused

# Lists show minutes, and what is copied from them must be found.
SHOWN = timedelta(minutes=1)


def remove_outage(cursor: CursorWrapper, began_at: datetime) -> Outage:
    """Take back the outage that began within the minute from `began_at` on, and return it.

    Raises `OutageRefused` for one that is not there, that the service saw itself, or since whose
    recording anything was decided: what was decided with it stays, and can be explained by it.
    """
    _alone(cursor)
    cursor.execute(
        "SELECT because, started_at, ended_at, recorded_at FROM outages WHERE started_at >= %s"
        " AND started_at < %s ORDER BY started_at LIMIT 1",
        [micros(began_at), micros(began_at + SHOWN)],
    )
    row = cursor.fetchone()
    if row is None:
        raise OutageRefused("No outage began then; amends outage list names them all.")
    because, started_at, ended_at, recorded_at = row
    if because == NOBODY_THERE or _is_of_a_hold(cursor, because):
        raise OutageRefused("This outage was seen by the service itself, and stays.")
    if _decided_since(cursor, recorded_at):
        raise OutageRefused(
            "Orders have moved since this outage was recorded, and their deadlines may count with"
            " it. It stays, so that what was decided can be explained."
        )
    cursor.execute("DELETE FROM outages WHERE started_at = %s", [started_at])
    return Outage(moment(started_at), moment(ended_at), moment(recorded_at))


def _alone(cursor: CursorWrapper) -> None:
    """Keep events from being written between the look and the removal; SQLite does so anyway."""
    if connection.vendor == "postgresql":
        cursor.execute("LOCK TABLE events IN SHARE MODE")


def _is_of_a_hold(cursor: CursorWrapper, because: str) -> bool:
    cursor.execute("SELECT 1 FROM holds WHERE because = %s LIMIT 1", [because])
    return cursor.fetchone() is not None


def _decided_since(cursor: CursorWrapper, recorded_at: int) -> bool:
    cursor.execute("SELECT 1 FROM events WHERE recorded_at >= %s LIMIT 1", [recorded_at])
    return cursor.fetchone() is not None
