"""The page of a parcel in a real browser: its maps are readable, at both widths, light and dark."""

import json
from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from django.db import connection
from playwright.sync_api import Page
from pytest_django import Settings

from amends.orders import keys
from amends.parcels.snapshots import Sealed, seal

from tests.parcels.trackers.replies import track17, track17_event, track17_reply
from tests.web.atlas import lay_atlas
from tests.web.site import day, person
from tests.web.travels import at_parcel, travelled

pytestmark = pytest.mark.django_db(transaction=True)
PageAt = Callable[..., Page]
PASSWORD = "a long password"
# Every pair of words on the map that is shown, with how many pixels they share.
OVERLAPS = """() => {
  const shown = [...document.querySelectorAll('svg.map')].filter((map) => map.clientWidth > 0);
  const bad = [];
  for (const map of shown) {
    const frame = map.getBoundingClientRect();
    const texts = [...map.querySelectorAll('text')];
    const boxes = texts.map((text) => [text.textContent, text.getBoundingClientRect()]);
    boxes.forEach(([words, one], at) => {
      if (one.left < frame.left || one.right > frame.right) bad.push(words + ' is cut off');
      for (const [others, other] of boxes.slice(at + 1)) {
        const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
        if (across > 0 && down > 0) bad.push(words + ' lies on ' + others);
      }
    });
  }
  return [shown.length, bad];
}"""
LETTERS = """() => [...document.querySelectorAll('svg.map')].filter((map) => map.clientWidth > 0)
  .map((map) => 13 * map.clientWidth / map.viewBox.baseVal.width)"""


@pytest.fixture
def parcel(settings: Settings) -> Iterator[str]:
    """The address of a parcel that was delivered far from where it should go."""
    settings.AMENDS_CLOCK = lambda: day(13)
    for name in ("alice", "mira"):
        somebody = person(name)
        somebody.set_password(PASSWORD)
        somebody.save()
    path = lay_atlas(settings.AMENDS_HOME)
    key = travelled()
    body = json.dumps(track17_reply(track17(track17_event("InTransit_Arrival", "Arrived"))))
    sealed = Sealed(1, "track17", day(12), "POST gettrackinfo", body.encode(), "application/json")
    with connection.cursor() as cursor:
        seal(cursor, (keys.bucket_of(key), key), [sealed])
    yield at_parcel(key)
    path.unlink()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_parcel_page_fits_reads_well_and_has_no_violation(
    page_at: PageAt,
    axe: Callable[[Page], None],
    parcel: str,
    width: int,
    scheme: Literal["light", "dark"],
) -> None:
    page = _opened(page_at(width, scheme=scheme, scripts=True), parcel)
    page.evaluate(
        "() => document.querySelectorAll('details').forEach((one) => { one.open = true; })"
    )
    axe(page)
    assert page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert page.evaluate(OVERLAPS) == [2, []]
    assert min(page.evaluate(LETTERS)) >= 12


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_a_sealed_reply_fits_and_has_no_violation(
    page_at: PageAt,
    axe: Callable[[Page], None],
    parcel: str,
    width: int,
    scheme: Literal["light", "dark"],
) -> None:
    for name in ("alice", "mira"):
        page = _opened(page_at(width, scheme=scheme), f"{parcel}/replies/1", name)
        axe(page)
        assert page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_printed_it_is_light_and_shows_the_wide_map(page_at: PageAt, parcel: str) -> None:
    page = _opened(page_at(390, scheme="dark"), parcel)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator(".maps .wide").first.is_visible()
    assert page.locator(".maps .narrow").first.is_hidden()
    land = page.locator(".maps .wide .land").first
    assert land.evaluate("(land) => getComputedStyle(land).fill") == "rgb(255, 255, 255)"


def _opened(page: Page, address: str, name: str = "alice") -> Page:
    page.goto("/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.goto(address)
    return page
