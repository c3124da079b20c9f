"""A real Chromium for the tests of pages: at two widths, light and dark, with and without scripts.

`axe` asserts that a page has no violation of accessibility, and says each one it finds in words.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias
from weakref import WeakSet

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

PHONE, DESK = 390, 1280
HEIGHTS = {PHONE: 844, DESK: 900}
COMMANDS = ("chromium", "chromium-browser", "google-chrome")
# Quiet: without these a browser looks for updates and for its maker's hosts at every start.
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PATIENCE_MS = 15_000

AxeCheck: TypeAlias = Callable[[Page], None]


@dataclass(frozen=True, slots=True)
class Screen:
    """How a page is looked at."""

    width: int = DESK
    scheme: Literal["light", "dark"] = "light"
    scripts: bool = True


PageAt: TypeAlias = Callable[..., Page]

_without_scripts: WeakSet[BrowserContext] = WeakSet()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the machine's own Chromium once for the run."""
    command = next(filter(None, map(shutil.which, COMMANDS)), None)
    assert command, "Chromium is not installed; bin/test installs it or says how"
    # Playwright keeps an event loop in this thread, which makes Django doubt its own calls.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=command, args=list(ARGUMENTS))
        yield started
        started.close()


@pytest.fixture
def live_site(live_server: LiveServer) -> str:
    """Serve the site on loopback, and return where."""
    return str(live_server.url)


@pytest.fixture
def page_at(browser: Browser, live_site: str) -> Iterator[PageAt]:
    """Return a maker of pages: `page_at(390, scheme="dark", scripts=False)`, each with no past.

    Addresses may be given from the root on. A page that throws an error, or that is refused
    something by its own content security policy, fails the test when it ends.
    """
    opened: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(
        width: int = DESK,
        *,
        scheme: Literal["light", "dark"] = "light",
        scripts: bool = True,
    ) -> Page:
        context = _context(browser, live_site, Screen(width, scheme, scripts))
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: complaints.append(said.text) if _is_refusal(said.text) else None,
        )
        return page

    yield open_page
    for context in opened:
        context.close()
    assert complaints == [], "the browser complained"


@pytest.fixture(scope="session")
def axe() -> AxeCheck:
    """Return a check that a page has no violation of accessibility."""
    checker = Axe()

    def check(page: Page) -> None:
        # Where scripts are off, axe's own timers never fire and it would wait for ever.
        assert page.context not in _without_scripts, "axe is a script; look at a page that has them"
        found = checker.run(page).response["violations"]
        said = [
            f"{one['id']}: {one['help']}: {node['html']} ({node['failureSummary']})"
            for one in found
            for node in one["nodes"]
        ]
        assert not said, f"{page.url} has violations:\n" + "\n".join(said)

    return check


def _context(browser: Browser, base: str, screen: Screen) -> BrowserContext:
    context = browser.new_context(
        base_url=base,
        viewport={"width": screen.width, "height": HEIGHTS[screen.width]},
        color_scheme=screen.scheme,
        java_script_enabled=screen.scripts,
        locale="en-GB",
        timezone_id="UTC",
        has_touch=screen.width == PHONE,
    )
    context.set_default_timeout(PATIENCE_MS)
    if not screen.scripts:
        _without_scripts.add(context)
    return context


def _is_refusal(said: str) -> bool:
    return "Content Security Policy" in said or "Refused to" in said
