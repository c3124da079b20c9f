"""Which places a person may mean by a name, to choose from: all in the table, none guessed."""

from .folding import fold
from .place import Confidence, Place
from .resolving import Resolver, where_of
from .tables import Thing

CANDIDATES_MOST = 12
PLACES = frozenset({"city", "centre", "airport"})


def candidates(resolver: Resolver, text: str) -> list[Place]:
    """Return the places that go by a name, or by a part of it, the best known first.

    A country that is named after a comma leaves the others out. `why` says where each lies.
    """
    name, *rest = text.split(",")
    countries = {one.country for part in rest for one in resolver.named(f"={fold(part)}")}
    for part in (text, name, *rest):
        named = (*resolver.named(fold(part)), *resolver.named(f"#{part.strip().upper()}"))
        things = [one for one in named if one.kind in PLACES and _fits(one, countries)]
        if things:
            things.sort(key=lambda one: (-one.main, -one.population))
            return [_place(text, thing) for thing in things[:CANDIDATES_MOST]]
    return []


def _fits(thing: Thing, countries: set[str]) -> bool:
    return not countries or thing.country in countries


def _place(text: str, thing: Thing) -> Place:
    where = (thing.latitude, thing.longitude, thing.radius_km)
    return Place(text, thing.name, thing.country, *where, Confidence.MEDIUM, where_of(thing))
