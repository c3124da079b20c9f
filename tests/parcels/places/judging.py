"""Counts what is right over strings.toml: `python -m tests.parcels.places.judging HOME`."""

import sys
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from amends.core.geography import Point, geodesic_km
from amends.parcels.places.place import Place
from amends.parcels.places.resolving import Resolver, open_resolver

STRINGS = Path(__file__).with_name("strings.toml")
NEAR_KM = 60.0


@dataclass(frozen=True, slots=True)
class Judged:
    """One string with its answer: `right`, `wrong`, `country` (no more than that) or `unknown`."""

    language: str
    text: str
    verdict: str
    place: Place


def judged(resolver: Resolver) -> list[Judged]:
    """Resolve every string without any hint, and compare."""
    found = []
    for language, strings in tomllib.loads(STRINGS.read_text(encoding="utf-8")).items():
        for text, country, *at in strings:
            place = resolver.resolve(text)
            found.append(Judged(language, text, _verdict(place, country, at), place))
    return found


def _verdict(place: Place, country: str, at: list[float]) -> str:
    if place.country is None:
        return "unknown" if country else "right"
    if place.country != country:
        return "wrong"
    if not at:
        return "right"
    point = place.point
    assert point is not None, "a place that is found has a point"
    if point.radius_km > NEAR_KM:
        return "country"
    return "right" if geodesic_km(point, Point(*at)) <= NEAR_KM else "wrong"


def main() -> None:
    """Print what was not right, and the counts by language."""
    home = Path(sys.argv[1])
    home.mkdir(parents=True, exist_ok=True)
    results = judged(open_resolver(home))
    lines = [
        f"{r.verdict:8} {r.text}: {r.place.name}. {r.place.why}"
        for r in results
        if r.verdict != "right"
    ]
    languages = dict.fromkeys(r.language for r in results)
    lines += [f"{name:14} {_counts(results, name)}" for name in languages]
    sys.stdout.write("\n".join([*lines, f"all {len(results)}  {_counts(results, '')}", ""]))


def _counts(results: list[Judged], language: str) -> str:
    counts = Counter(r.verdict for r in results if language in {"", r.language})
    return ", ".join(f"{counts[name]} {name}" for name in ("right", "wrong", "country", "unknown"))


if __name__ == "__main__":
    main()
