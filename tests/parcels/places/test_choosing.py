"""What a person may choose from: every place of a name, told from namesakes, and none guessed."""

from amends.parcels.places.choosing import CANDIDATES_MOST, candidates
from amends.parcels.places.resolving import Resolver


def test_namesakes_are_told_apart_by_where_they_lie(resolver: Resolver) -> None:
    found = candidates(resolver, "Springfield")
    assert len(found) == CANDIDATES_MOST
    assert {"MO, US", "IL, US"} <= {place.why for place in found}


def test_a_country_after_a_comma_leaves_the_others_out(resolver: Resolver) -> None:
    assert {place.country for place in candidates(resolver, "Porto, PT")} == {"PT"}
    assert candidates(resolver, "Porto, Portugal")[0].name == "Porto"


def test_an_airports_code_is_a_name_too_and_a_countrys_is_none(resolver: Resolver) -> None:
    assert candidates(resolver, "LEJ")[0].country == "DE"
    assert candidates(resolver, "Portugal, PT") == []
    assert candidates(resolver, "Nowhere at all") == []
