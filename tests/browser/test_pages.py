"""Every page in a real browser: at both widths, light and dark, without a violation of axe."""

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Page
from pytest_django import Settings

from amends.core.commands import (
    AcceptClaim,
    Decide,
    FreezeForChargeback,
    MakeOffer,
    RefuseTransfer,
    SendTransfer,
)
from amends.core.parties import PLATFORM, Role
from amends.core.rulings import RulingOutcome
from amends.core.terms import Terms

from tests.web.site import (
    SELLER,
    addressed,
    ask,
    at,
    came_back,
    came_late,
    case_of,
    day,
    disputed,
    eur,
    late,
    paid,
    party,
    person,
    reviewed,
    to_return,
)

pytestmark = pytest.mark.django_db(transaction=True)
PageAt = Callable[..., Page]
Scheme = Literal["light", "dark"]
PASSWORD = "a long password"
MIRA = party(Role.MEDIATOR, "mira")


@pytest.fixture
def site(settings: Settings) -> dict[str, str]:
    """Orders in many states on the same day; return the pages by name with who looks at them."""
    settings.AMENDS_CLOCK = lambda: day(23)
    for name in ("alice", "bob", "mira", "oscar"):
        somebody = person(name)
        somebody.set_password(PASSWORD)
        somebody.save()
    return {
        "alice /orders": "/orders",
        "alice notices": "/notices",
        "alice me": "/me",
        **_on_the_way(),
        **_argued(),
        **_decided(),
        **_sent_back(),
        **_money(),
        "bob sales": "/sales",
        "mira queue": "/queue",
        "oscar payments": "/transfers",
        "oscar stuck": "/transfers?show=stuck",
        "oscar deliveries": "/operator/deliveries",
    }


def _on_the_way() -> dict[str, str]:
    waiting, unsent = late("late"), paid("9" * 120)
    steps = {f"alice step {step}": at(waiting, f"/open/{step}") for step in range(1, 5)}
    return {"alice order": at(waiting), "bob unsent": at(unsent), **steps}


def _argued() -> dict[str, str]:
    offered, nothing, ended = disputed("offered"), disputed("nothing"), disputed("ended")
    ask(offered, SELLER, MakeOffer(eur(2000), "Half of it."), 22)
    ask(nothing, SELLER, MakeOffer(eur(0)), 22)
    ask(ended, SELLER, AcceptClaim(), 22)
    return {
        "alice offer": at(offered, "/dispute"),
        "alice nothing": at(nothing, "/dispute"),
        "alice ended": at(ended),
    }


def _decided() -> dict[str, str]:
    refused, decided, proposed = reviewed("9" * 119), reviewed("decided"), reviewed("proposed")
    approval = reviewed("approval", Terms(approval_above=1000))
    ask(decided, MIRA, Decide(RulingOutcome.REFUND, "Nobody has shown more.", eur(2500)), 22.5)
    ask(approval, MIRA, Decide(RulingOutcome.REFUND, "Nobody has shown more."), 22.5)
    ask(proposed, MIRA, MakeOffer(eur(2500), "Half each."), 22.5)
    return {
        "alice decided": at(decided, "/dispute"),
        "alice proposed": at(proposed, "/dispute"),
        "bob dispute": at(refused, "/dispute"),
        "mira case": case_of(refused),
        "mira approval": case_of(approval),
    }


def _sent_back() -> dict[str, str]:
    back, posting, returned = to_return("back"), addressed("posting"), came_back("returned")
    return {
        "alice posting": at(posting, "/dispute"),
        "bob address": at(back, "/dispute"),
        "bob came back": at(returned, "/dispute"),
        "mira came back": case_of(returned),
    }


def _money() -> dict[str, str]:
    frozen, refused, after_all = disputed("frozen"), disputed("refused"), came_late("after-all")
    ask(frozen, PLATFORM, FreezeForChargeback(eur(5000), "du_1"), 22)
    ask(refused, SELLER, AcceptClaim(), 22)
    ask(refused, PLATFORM, SendTransfer(1), 22)
    ask(refused, PLATFORM, RefuseTransfer(1, "The card was closed."), 22)
    return {
        "alice frozen": at(frozen),
        "alice after all": at(after_all),
        "alice refund": at(refused).replace("/orders/", "/refunds/"),
        "oscar frozen": case_of(frozen),
        "oscar after all": case_of(after_all),
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
