"""Every page in a real browser: at both widths, light and dark, without a violation of axe."""

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Page
from pytest_django import Settings

from amends.core.commands import AcceptClaim, Decide, Escalate, MakeOffer, RefuseClaim
from amends.core.parties import Role
from amends.core.rulings import RulingOutcome

from tests.web.site import BUYER, SELLER, ask, at, day, disputed, eur, late, paid, party, person

pytestmark = pytest.mark.django_db(transaction=True)
PageAt = Callable[..., Page]
Scheme = Literal["light", "dark"]
PASSWORD = "a long password"


@pytest.fixture
def site(settings: Settings) -> dict[str, str]:
    """Orders in many states on the same day; return the pages by name with who looks at them."""
    settings.AMENDS_CLOCK = lambda: day(23)
    for name in ("alice", "bob", "mira", "oscar"):
        somebody = person(name)
        somebody.set_password(PASSWORD)
        somebody.save()
    offered, decided, ended = disputed("offered"), disputed("decided"), disputed("ended")
    reviewed = disputed("reviewed")
    ask(offered, SELLER, MakeOffer(eur(2000), "Half of it."), 22)
    ask(ended, SELLER, AcceptClaim(), 22)
    for key in (decided, reviewed):
        ask(key, SELLER, RefuseClaim("It was delivered."), 22)
        ask(key, BUYER, Escalate(), 22)
    mira = party(Role.MEDIATOR, "mira")
    ask(decided, mira, Decide(RulingOutcome.REFUND, "Nobody has shown more.", eur(2500)), 22.5)
    waiting = late("late")
    paid("paid")
    case = at(reviewed).replace("/orders/", "/cases/")
    return {
        "alice /orders": "/orders",
        "alice order": at(waiting),
        "alice offer": at(offered, "/dispute"),
        "alice decided": at(decided, "/dispute"),
        "alice ended": at(ended),
        "alice step 1": at(waiting, "/open/1"),
        "alice step 2": at(waiting, "/open/2"),
        "alice step 3": at(waiting, "/open/3"),
        "alice step 4": at(waiting, "/open/4"),
        "alice notices": "/notices",
        "alice me": "/me",
        "bob sales": "/sales",
        "bob dispute": at(reviewed, "/dispute"),
        "mira queue": "/queue",
        "mira case": case,
        "oscar refunds": "/refunds",
        "oscar deliveries": "/operator/deliveries",
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_is_free_of_violations_and_fits_its_screen(
    page_at: PageAt,
    axe: Callable[[Page], None],
    site: dict[str, str],
    width: int,
    scheme: Scheme,
) -> None:
    looking = ""
    page = page_at(width, scheme=scheme)
    for name, address in site.items():
        if name.split()[0] != looking:
            looking = name.split()[0]
            page = _signed_in(page_at(width, scheme=scheme), looking)
        page.goto(address)
        _open_everything(page)
        axe(page)
        assert _overflow(page) <= 0, f"{name} is wider than {width} px"


def test_a_dispute_is_opened_by_keyboard_without_scripts(
    page_at: PageAt, site: dict[str, str]
) -> None:
    page = _signed_in(page_at(390, scripts=False), "alice")
    page.goto(site["alice step 1"])
    _press_button(page, "Go on: what happened")
    _press_button(page, "Go on: amount and evidence")
    page.get_by_label("What happened, and what did you try?").focus()
    page.keyboard.type("It never came.")
    _press_button(page, "Go on: check and submit")
    assert page.get_by_text("It never came.").is_visible()
    _press_button(page, "Submit the dispute")
    assert page.get_by_role("heading", level=1).inner_text().startswith("You asked for €50.00")


def test_touch_targets_are_large_enough_on_a_phone(page_at: PageAt, site: dict[str, str]) -> None:
    page = _signed_in(page_at(390), "alice")
    page.goto(site["alice order"])
    for control in page.locator("button.act:visible, a.act:visible, summary:visible").all():
        box = control.bounding_box()
        assert box is not None
        assert box["height"] >= 44


def _signed_in(page: Page, name: str) -> Page:
    page.goto("/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    return page


def _press_button(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _open_everything(page: Page) -> None:
    # What is folded away must be readable too.
    page.evaluate(
        "() => document.querySelectorAll('details').forEach((one) => { one.open = true; })"
    )


def _overflow(page: Page) -> int:
    wider: int = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
    return wider
