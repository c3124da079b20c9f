"""Correcting a pin: by a name or by degrees, beside the pin that stands, seen by the other side."""

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django import Settings

from amends.core.findings import findings
from amends.core.parties import Role
from amends.orders import door, pins

from tests.web.atlas import lay_atlas
from tests.web.conftest import SetDay
from tests.web.site import BUYER, browser, day, person
from tests.web.travels import at_parcel, travelled

pytestmark = pytest.mark.django_db(transaction=True)
HUB = {"pin": "Hub 7", "place": "Leipzig", "choice": "0", "why": "The carrier wrote it to me."}
DEGREES = {"pin": "Vigo", "choice": "elsewhere", "latitude": "42,6", "longitude": "-8.5"}


@pytest.fixture
def atlas(settings: Settings) -> Iterator[None]:
    """A table of places beside the home, for one test."""
    path = lay_atlas(settings.AMENDS_HOME)
    yield
    path.unlink()


def pins_of(key: bytes, name: str = "alice", **asked: str) -> str:
    answer = browser(name).get(f"{at_parcel(key)}/pins", asked)
    assert answer.status_code == 200
    return answer.content.decode()


def corrected(key: bytes, name: str = "alice", **typed: str) -> tuple[int, str]:
    answer = browser(name).post(f"{at_parcel(key)}/pins", typed)
    return answer.status_code, answer.content.decode()


def stood(key: bytes) -> dict[str, str]:
    """The hidden field that the form carries now."""
    found = re.search(r'name="stood" value="(\d+)"', pins_of(key))
    assert found is not None
    return {"stood": found[1]}


def said(key: bytes) -> list[str]:
    """How those who corrected pins know it, the first first."""
    return [one.why for one in pins.corrections(door.read(key, day(13)).key, 1)]


def parcel(key: bytes, name: str) -> str:
    return browser(name).get(at_parcel(key)).content.decode()


def test_the_places_of_a_name_are_offered_with_where_they_lie(on: SetDay, atlas: None) -> None:
    key = travelled()
    on(13)
    page = pins_of(key, pin="Hub 7", place="leipzig, DE")
    assert "Where is Hub 7?" in page
    assert "DE, 51.34, 12.37" in page
    assert page.count(f'action="{at_parcel(key)}/pins"') == 2
    assert "No place of that name is known." in pins_of(key, pin="Hub 7", place="Atlantis")


def test_a_pin_is_corrected_by_name_and_both_sides_and_the_mediator_see_it(
    on: SetDay, atlas: None
) -> None:
    key = travelled()
    on(13)
    assert corrected(key, **HUB) == (302, "")
    for name in ("alice", "bob", "mira"):
        page = parcel(key, name)
        assert "Hub 7 is Leipzig, DE: corrected by the buyer, 14 Mar." in page
        assert "The carrier wrote it to me." in page
        assert 'class="claim"' in page
        assert "Not on the map, because the place was not found or is not certain: Hub 7" in page


def test_a_pin_is_corrected_by_degrees_and_the_old_pin_stands(on: SetDay, atlas: None) -> None:
    key = travelled()
    on(13)
    assert corrected(key, **DEGREES, why="I was there.")[0] == 302
    page = parcel(key, "bob")
    assert "Vigo is 42.6000, -8.5000, 45 km from its pin: corrected by the buyer" in page
    assert "The last place, Delivered: Vigo, 13 Mar, lies 120 km from Porto" in page


def test_saying_it_twice_says_it_once(on: SetDay, atlas: None) -> None:
    key = travelled()
    on(13)
    corrected(key, **HUB)
    corrected(key, **HUB)
    assert parcel(key, "alice").count("Hub 7 is Leipzig") == 1


def test_a_form_that_comes_again_later_does_not_undo_what_was_said_since(
    on: SetDay, atlas: None
) -> None:
    key = travelled()
    on(13)
    first = {**HUB, **stood(key)}
    second = {**HUB, "why": "I asked again."}
    for typed in (first, first, {**second, **stood(key)}, first):
        assert corrected(key, **typed)[0] == 302
    assert said(key) == ["The carrier wrote it to me.", "I asked again."]
    # From a new page it is meant.
    assert corrected(key, **HUB, **stood(key))[0] == 302
    assert said(key)[2:] == ["The carrier wrote it to me."]


def test_a_form_that_names_another_page_is_not_taken_for_a_repeat(on: SetDay, atlas: None) -> None:
    key = travelled()
    on(13)
    for why in ("So.", "No, so.", "So."):
        assert corrected(key, **{**HUB, "why": why}, stood="99")[0] == 302
    assert said(key) == ["So.", "No, so.", "So."]
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM answers")
        assert cursor.fetchone() == (0,)


def test_a_mediator_who_bought_it_corrects_as_its_buyer(on: SetDay, atlas: None) -> None:
    key = travelled()
    mira = person("mira")
    mira.also = BUYER.id
    mira.save()
    on(13)
    assert corrected(key, "mira", **HUB)[0] == 302
    (correction,) = pins.corrections(door.read(key, day(13)).key, 1)
    assert (correction.role, correction.person) == (Role.BUYER, BUYER.id)


def test_a_correction_makes_no_finding_and_changes_no_fact(on: SetDay, atlas: None) -> None:
    key = travelled()
    on(13)
    before = door.read(key, day(13))
    corrected(key, **DEGREES, why="I was there.")
    after = door.read(key, day(13))
    assert (after.version, after.facts) == (before.version, before.facts)
    assert findings(after.order, after.facts, day(13)) == findings(
        before.order, before.facts, day(13)
    )


def test_the_sender_corrects_only_where_it_began(on: SetDay, atlas: None) -> None:
    key = travelled()
    on(13)
    assert "<option" in pins_of(key, "bob")
    assert "Hub 7" not in pins_of(key, "bob")
    assert "yours to correct" not in pins_of(key, "bob")
    began = {**DEGREES, "pin": "Shenzhen", "why": "We hand over in Guangzhou."}
    assert corrected(key, "bob", **began)[0] == 302
    assert "Shenzhen is 42.6000, -8.5000" in parcel(key, "alice")
    assert "corrected by the seller" in parcel(key, "alice")


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_is_kept(
    on: SetDay, atlas: None
) -> None:
    key = travelled()
    on(13)
    status, page = corrected(key, pin="Vigo", choice="elsewhere", latitude="91", longitude="x")
    assert status == 409
    assert "from -90 to 90" in page
    assert "from -180 to 180" in page
    assert "Say how you know" in page
    assert 'value="91"' in page
    assert "Choose one of the places" in corrected(key, pin="Vigo", choice="7", why="So.")[1]


def test_a_stranger_and_a_missing_parcel_answer_alike(on: SetDay) -> None:
    key = travelled()
    on(13)
    for name, address in (("charlie", at_parcel(key)), ("alice", at_parcel(key, 9))):
        assert browser(name).get(f"{address}/pins").status_code == 404
        assert browser(name).post(f"{address}/pins", HUB).status_code == 404
    assert browser("alice").get("/parcels/none/pins").status_code == 404


def test_without_a_table_the_page_says_so_and_takes_degrees(on: SetDay) -> None:
    key = travelled()
    on(13)
    assert "the table of places is still being made" in pins_of(key, pin="Vigo", place="Vigo")
    assert corrected(key, **DEGREES, why="I was there.")[0] == 302
    assert "Vigo is 42.6000, -8.5000: corrected by the buyer" in parcel(key, "alice")
