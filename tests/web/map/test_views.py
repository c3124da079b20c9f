"""The second view, the link by which a person can check the map, and the outline's own file."""

import json
from dataclasses import replace

from amends.web.shown.map import Stop, closer, directions
from amends.web.shown.map.compiling import compiled
from amends.web.shown.map.outline import FILE, land

from tests.web.map.views import FAR, LEIPZIG, PORTO, SHENZHEN, VIGO, view


def test_two_places_near_each_other_at_the_end_of_a_long_way_get_a_closer_view() -> None:
    near = closer(FAR)
    assert near is not None
    assert (near.drawn, near.home) == ((VIGO,), PORTO)


def test_where_the_first_view_shows_both_ends_there_is_no_second() -> None:
    assert closer(view(LEIPZIG, SHENZHEN)) is None
    assert closer(view(VIGO)) is None
    assert closer(view(SHENZHEN, VIGO, home=None)) is None
    assert closer(view(SHENZHEN, VIGO, home=Stop(label="Your town"))) is None
    assert closer(replace(FAR, distance="")) is None


def test_google_maps_is_given_both_places() -> None:
    assert directions(FAR) == (
        "https://www.google.com/maps/dir/?api=1"
        "&origin=42.23000%2C-8.72000&destination=41.15000%2C-8.61000"
    )


def test_with_one_place_google_maps_shows_it_and_without_any_there_is_no_link() -> None:
    assert directions(view(VIGO, home=None)) == (
        "https://www.google.com/maps/search/?api=1&query=42.23000%2C-8.72000"
    )
    assert directions(view(home=None)) == ""


def test_the_outline_is_small_and_names_its_licence() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert FILE.stat().st_size < 150_000
    assert "public domain" in text.splitlines()[0]
    assert len(land()) > 500
    assert min(ring.south for ring in land()) >= -60


def test_an_outline_is_made_of_arcs_walked_both_ways_without_specks() -> None:
    square = [[0, 0], [100, 0], [0, 100]]
    back = [[0, 0], [0, 100], [100, 0]]
    speck = [[500, 500], [1, 0], [0, 1], [-1, -1]]
    topology = {
        "transform": {"scale": [0.1, 0.1], "translate": [-5.0, 0.0]},
        "arcs": [square, back, speck],
        "objects": {
            "land": {
                "geometries": [
                    {"type": "Polygon", "arcs": [[0, -2]]},
                    {"type": "MultiPolygon", "arcs": [[[2]]]},
                ]
            }
        },
    }
    lines = compiled(json.loads(json.dumps(topology))).splitlines()
    assert [line for line in lines if not line.startswith("#")] == [
        "-250 0 500 0 0 500 -500 0 0 -500"
    ]
