"""A small table of places for the tests of pages: making the whole one takes half a minute."""

import sqlite3
from pathlib import Path

from amends.parcels.places.compiling import TABLES
from amends.parcels.places.tables import FILE_NAME, stamp

CITIES = (
    ("Shenzhen", "CN", 22.54, 114.06, 40.0),
    ("Leipzig", "DE", 51.34, 12.37, 40.0),
    ("Vigo", "ES", 42.23, -8.72, 12.0),
    ("Porto", "PT", 41.15, -8.61, 10.0),
)


def lay_atlas(home: Path) -> Path:
    """Write HOME/places.sqlite with four cities and their countries; return its path."""
    path = home / FILE_NAME
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as connection:
        connection.executescript(TABLES)
        for number, (name, country, latitude, longitude, radius) in enumerate(CITIES):
            city = (2 * number, "city", name, country, "", latitude, longitude, radius, 500_000)
            around = (2 * number + 1, "country", country, country, "", None, None, None, 0)
            connection.executemany("INSERT INTO things VALUES (?,?,?,?,?,?,?,?,?)", [city, around])
            names = [(name.lower(), 2 * number, 1), (f"={country.lower()}", 2 * number + 1, 1)]
            connection.executemany("INSERT INTO names VALUES (?, ?, ?)", names)
        connection.execute("INSERT INTO stamp VALUES (?)", [stamp()])
    connection.close()
    return path
