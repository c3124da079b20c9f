"""Places are found where the text tells which one is meant, and are unknown everywhere else."""

from collections import Counter
from pathlib import Path

import pytest

from amends.parcels.places.making import LOCK_NAME
from amends.parcels.places.place import Confidence
from amends.parcels.places.resolving import Resolver, open_resolver
from amends.parcels.places.tables import FILE_NAME

from tests.parcels.places.judging import judged


def test_no_string_of_the_set_is_put_in_a_wrong_place(resolver: Resolver) -> None:
    results = judged(resolver)
    assert len(results) >= 150
    assert [(r.text, r.place) for r in results if r.verdict == "wrong"] == []
    counts = Counter(r.verdict for r in results)
    assert counts["right"] >= 0.95 * len(results), counts


@pytest.mark.parametrize("text", ["Paris", "MOSCOW", "BREMEN", "Valencia", "Richmond"])
def test_a_name_of_several_countries_is_unknown_and_they_are_named(
    resolver: Resolver, text: str
) -> None:
    place = resolver.resolve(text)
    assert (place.country, place.latitude, place.confidence) == (None, None, Confidence.NONE)
    assert "ambiguous" in place.why
    assert place.why.count("(") >= 2


@pytest.mark.parametrize(
    ("text", "country", "name"),
    [("Paris", "FR", "Paris"), ("Valencia", "ES", "Valencia"), ("MOSCOW", "ru", "Moscow")],
)
def test_a_country_from_the_caller_tells_which_one_is_meant(
    resolver: Resolver, text: str, country: str, name: str
) -> None:
    place = resolver.resolve(text, country)
    assert (place.name, place.country) == (name, country.upper())


def test_a_country_in_the_text_is_stronger_than_the_callers(resolver: Resolver) -> None:
    assert resolver.resolve("Paris, FR", "US").country == "FR"
    assert resolver.resolve("广州市", "RU").country == "CN"


def test_size_alone_does_not_decide_within_a_country(resolver: Resolver) -> None:
    place = resolver.resolve("Springfield", "US")
    assert (place.name, place.confidence) == ("United States", Confidence.LOW)
    assert place.radius_km is not None
    assert place.radius_km > 2000


def test_a_name_and_a_country_that_do_not_agree_are_unknown(resolver: Resolver) -> None:
    place = resolver.resolve("Leipzig, JP")
    assert place.country is None
    assert "do not agree" in place.why


@pytest.mark.parametrize("text", ["", "   ", "12345", "-", "x" * 201, "\x00", "()[]|"])
def test_a_text_without_a_place_is_unknown_with_the_reason(resolver: Resolver, text: str) -> None:
    place = resolver.resolve(text)
    assert (place.name, place.confidence) == (None, Confidence.NONE)
    assert place.why


@pytest.mark.parametrize(
    "text",
    ["Of", "Post", "Mobile", "Airport", "Export", "AIR", "CAN", "Male", "Hub", "Signed by John"],
)
def test_a_word_that_is_also_a_small_place_or_a_code_is_no_place(
    resolver: Resolver, text: str
) -> None:
    assert resolver.resolve(text).country is None


def test_the_largest_of_its_name_in_a_told_country_is_not_of_high_confidence(
    resolver: Resolver,
) -> None:
    place = resolver.resolve("SORTING CENTER of SHENZHEN, China")
    assert (place.name, place.confidence) == ("Shenzhen", Confidence.MEDIUM)
    assert "by far the largest" in place.why


@pytest.mark.parametrize("country", ["XX", "FRA", "f", "ф1"])
def test_a_hint_that_is_no_country_is_refused(resolver: Resolver, country: str) -> None:
    with pytest.raises(ValueError, match="two-letter code"):
        resolver.resolve("Paris", country)


def test_a_file_that_is_broken_or_from_other_data_is_made_anew(
    resolver: Resolver, places_home: Path
) -> None:
    # The file of the run is moved away and comes back whole; the open one is not disturbed.
    path = places_home / FILE_NAME
    path.unlink()
    path.write_bytes(b"no database")
    opened = open_resolver(places_home)
    assert opened.resolve("Lyon, FR").name == "Lyon"
    opened.close()
    assert sorted(one.name for one in places_home.iterdir()) == [LOCK_NAME, FILE_NAME]
