"""The operator's page in a real browser: with all well, and with everything that can be wrong."""

from collections.abc import Callable
from typing import Literal

import pytest
from django.db import connection
from playwright.sync_api import Page
from pytest_django import Settings

from amends.core.commands import FreezeForChargeback
from amends.core.money import Money
from amends.core.parcel import Outage
from amends.core.parties import Role
from amends.orders import backlog, door, keys, watch
from amends.orders.backups.divergence import Divergence, DivergenceKind, keep
from amends.orders.backups.taken import Taken, remember
from amends.orders.clock import Clocks
from amends.orders.door import Asked
from amends.orders.watch import Hold, HoldKind

from tests.web.site import day, eur, paid, party, person

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a long password"


@pytest.fixture
def oscar(settings: Settings) -> None:
    settings.AMENDS_CLOCK = lambda: day(3)
    somebody = person("oscar")
    somebody.set_password(PASSWORD)
    somebody.save()


def troubled() -> None:
    """Everything on the page at once: holds, a backlog, an order put off, outages, a backup."""
    key = paid()
    bad = (keys.bucket_of(key), key)
    with connection.cursor() as cursor:
        watch.hold(cursor, Hold(HoldKind.CLOCK_JUMP, day(2.9), "The clock went forward by a day."))
        watch.hold(cursor, Hold(HoldKind.RESTORED, day(2), "A backup was put back."))
        watch.release(cursor, HoldKind.RESTORED, "Oscar", Clocks(day(2.2)))
        watch.add_outage(cursor, Outage(day(1), day(1.5), day(3)), "The network was out.")
        rewound = DivergenceKind.REWOUND
        keep(cursor, Divergence(bad, 1, rewound, Money(4500, "EUR"), "re_1", day(2.9)))
        backlog.note(cursor, {bad: "Its events cannot be read."}, day(2.99), day(3.01))
        watch.beat(cursor, "worker", Clocks(day(2.9)))
        cursor.execute("UPDATE orders SET due_at = until FROM deferrals")
        place = "/srv/backups/a-long-folder-name/amends-2026-03-03T12-00-00Z.tar"
        remember(cursor, Taken(day(1), place, 12_345_678, 4_321))
    entered = paid("an-order-number-that-is-as-long-as-such-a-number-may-be-" + "9" * 65)
    frozen = Asked(entered, party(Role.OPERATOR, "oscar"), FreezeForChargeback(eur(5000), "du_1"))
    door.handle(frozen, day(2))
    paid("due")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE orders SET due_at = protected_at WHERE reference = 'due'")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_operators_page_is_free_of_violations_and_fits_its_screen(
    page_at: Callable[..., Page],
    axe: Callable[[Page], None],
    oscar: None,
    width: int,
    scheme: Literal["light", "dark"],
) -> None:
    page = page_at(width, scheme=scheme)
    for is_troubled in (False, True):
        if is_troubled:
            troubled()
        _sign_in(page)
        page.goto("/operator")
        axe(page)
        wider = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
        assert wider <= 0, f"it is wider than {width} px"


def test_a_hold_is_released_only_by_saying_that_one_has_looked(
    page_at: Callable[..., Page], oscar: None
) -> None:
    troubled()
    page = page_at(390, scripts=False)
    _sign_in(page)
    page.goto("/operator")
    page.get_by_role("button", name="Let time and money go on").click()
    with connection.cursor() as cursor:
        assert watch.standing(cursor).held_since == day(2.9)
    page.get_by_label("I have looked: the time shown here is right").check()
    page.get_by_role("button", name="Let time and money go on").click()
    page.get_by_text("by Oscar").first.wait_for()
    with connection.cursor() as cursor:
        assert watch.standing(cursor).held_since is None


def _sign_in(page: Page) -> None:
    page.goto("/sign-in")
    if page.get_by_label("Password").count() == 0:
        return
    page.get_by_label("Name").fill("oscar")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
