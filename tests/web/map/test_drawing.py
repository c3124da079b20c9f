"""The map as it is drawn: safe, light, told in words, and readable on a phone."""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from amends.web.shown.map import MapView, Stop, draw
from amends.web.shown.map.view import STOPS_MOST

from tests.web.map.views import (
    FAR,
    LEIPZIG,
    LOS_ANGELES,
    PORTO,
    SHENZHEN,
    TOKYO,
    VIGO,
    stop,
    view,
)

WIDTHS = (356, 720)
SVG = "{http://www.w3.org/2000/svg}"


def parsed(shown: MapView, width: int = 356) -> ET.Element:
    drawn = draw(shown, width=width, name="way")
    return ET.fromstring(drawn.replace("<svg ", f'<svg xmlns="{SVG[1:-1]}" '))  # noqa: S314 - our own drawing


def words(svg: ET.Element) -> list[str]:
    return ["".join(text.itertext()) for text in svg.iter(f"{SVG}text")]


def test_it_says_in_words_what_it_shows() -> None:
    svg = parsed(FAR)
    assert svg.attrib["role"] == "img"
    assert svg.attrib["aria-labelledby"] == "way-title"
    assert svg.attrib["aria-describedby"] == "way-desc"
    title, desc = svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert (title.text, desc.text) == (FAR.title, FAR.description)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_ends_and_the_distance_are_always_named(width: int) -> None:
    named = words(parsed(FAR, width))
    assert {"Porto, your order", "Delivered in Vigo", "98 km, give or take 22"} <= set(named)


def test_the_route_is_drawn_in_order_and_the_gap_apart_from_it() -> None:
    svg = parsed(FAR)
    kinds = [path.attrib["class"] for path in svg.iter(f"{SVG}path")]
    assert [kind for kind in kinds if kind != "lead"] == ["land", "leg", "leg", "gap"]
    first, second = (p for p in svg.iter(f"{SVG}path") if p.attrib["class"] == "leg")
    assert first.attrib["d"].split("L")[-1] == second.attrib["d"].removeprefix("M").split("L")[0]


def test_a_radius_larger_than_its_mark_is_drawn() -> None:
    near = view(VIGO, home=PORTO)
    assert draw(near, width=720, name="way").count('class="radius"') == 2
    exact = view(replace(VIGO, radius_km=0.0), home=replace(PORTO, radius_km=0.0))
    assert 'class="radius"' not in draw(exact, width=720, name="way")


def test_without_a_distance_no_line_joins_the_ends() -> None:
    assert 'class="gap"' not in draw(view(VIGO, distance=""), width=356, name="way")


def test_over_the_date_line_the_way_is_the_short_one() -> None:
    svg = parsed(view(TOKYO, LOS_ANGELES, home=None))
    (leg,) = (path for path in svg.iter(f"{SVG}path") if path.attrib["class"] == "leg")
    across = [float(point.split()[0]) for point in leg.attrib["d"].removeprefix("M").split("L")]
    assert across == sorted(across)
    assert 0 < across[0] < across[-1] < 356


def test_land_is_cut_to_the_frame_and_stays_small() -> None:
    svg = parsed(FAR, 720)
    land = next(path for path in svg.iter(f"{SVG}path") if path.attrib["class"] == "land")
    corners = [pair.split() for pair in re.split("[MLZ]+", land.attrib["d"]) if pair]
    assert len(corners) > 500
    assert all(-9 < float(x) < 729 and -9 < float(y) < 369 for x, y in corners)
    assert len(draw(FAR, width=720, name="way")) < 80_000


def test_inland_everything_is_land_and_at_sea_nothing_is() -> None:
    inland = parsed(view(stop("Kansas City", 39.1, -94.6), home=None), 356)
    land = next(path for path in inland.iter(f"{SVG}path") if path.attrib["class"] == "land")
    assert land.attrib["d"].count("M") == 1
    at_sea = parsed(view(stop("Somewhere", -45.0, -120.0), home=None), 356)
    assert (
        next(p for p in at_sea.iter(f"{SVG}path") if p.attrib["class"] == "land").attrib["d"] == ""
    )


def test_what_people_wrote_can_be_nothing_but_words() -> None:
    hostile = '</text><script>alert("1")</script>\x00\u202e&'
    shown = replace(
        view(replace(VIGO, label=hostile), home=replace(PORTO, label=hostile), distance=hostile),
        title=hostile,
        description=hostile,
    )
    drawn = draw(shown, width=720, name="way")
    assert "<script" not in drawn
    assert "\x00" not in drawn
    assert "\u202e" not in drawn
    said = parsed(shown, 720).find(f"{SVG}title")
    assert said is not None
    assert said.text == '</text><script>alert("1")</script>&'


def test_places_that_were_not_found_are_left_to_the_text() -> None:
    lost = Stop(label="Sorting centre")
    assert draw(view(lost, home=None), width=356, name="way") == ""
    assert words(parsed(view(lost, VIGO, home=Stop(label="Your town")))) == ["Delivered in Vigo"]


def test_a_place_that_follows_itself_is_drawn_once_by_its_latest_words() -> None:
    shown = view(LEIPZIG, replace(LEIPZIG, label="Leipzig, left"), VIGO, home=None)
    assert [one.label for one in shown.drawn] == ["Leipzig, left", "Delivered in Vigo"]


def test_only_the_latest_places_are_drawn() -> None:
    many = [stop(f"Stop {n}", 40 + n / 100, -8 - n / 100) for n in range(STOPS_MOST + 5)]
    assert [one.label for one in view(*many).drawn] == [s.label for s in many[5:]]


def test_what_somebody_merely_said_is_drawn_hollow() -> None:
    said = view(replace(SHENZHEN, scanned=False), replace(VIGO, scanned=False), distance="")
    drawn = draw(said, width=356, name="way")
    assert 'class="stop said"' in drawn
    assert 'class="last arrived said"' in drawn
    assert "said" not in draw(FAR, width=356, name="way")


def test_poles_and_opposite_places_can_be_drawn() -> None:
    extreme = view(stop("North", 90, 0), stop("Spain", 40, -4), stop("New Zealand", -40, 176))
    assert len(words(parsed(extreme))) >= 3
