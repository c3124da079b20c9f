"""Making the demo once, saying who can sign in, and opening it with its worker beside it."""

import logging
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from django.conf import settings
from django.db import connection

from amends.accounts.models import Person
from amends.cli import imports
from amends.cli.database import ready
from amends.cli.import_door import Into
from amends.cli.saying import progress, say, tell
from amends.cli.serve import require_free
from amends.cli.serve import serve as listen
from amends.orders import clock, finding, watch
from amends.outbound.client import Reach
from amends.parcels.places.making import making
from amends.payments.engine import settle
from amends.payments.gateways.known import Known
from amends.payments.gateways.stripe import StripeGateway, StripeSettings
from amends.payments.simulator.books import Books
from amends.payments.simulator.server import Simulator, serving
from amends.worker.loop import Doing, Step, run
from amends.worker.waking import waking

from . import own, people
from .marketplace import open_bazaar
from .stories import STORIES
from .teller import tell_story

HOST = "127.0.0.1"


def make(told: Path, sources: Sequence[str]) -> None:
    """Make the demo, unless it is there; either way say who can sign in."""
    ready()
    if not told.exists():
        own_orders(sources) if sources else bazaar()
        told.touch()
    say(who_can_sign_in())


def bazaar() -> None:
    """Tell every story, each by commands through the door at moments of the past."""
    now = clock.now()
    site = open_bazaar()
    with progress() as bar:
        task = bar.add_task("telling stories", total=len(STORIES))
        for number, story in enumerate(STORIES, start=1):
            tell_story(site, story, number, now)
            bar.update(task, completed=number)
    people.let_sign_in()
    drain()
    tell(f"{len(STORIES)} orders tell every status of the life of an order.")


def own_orders(sources: Sequence[str]) -> None:
    """Import the visitor's orders, and let one buyer and one seller of them sign in."""
    for source in imports.open_sources(sources, own.SLUG, None):
        own.marketplace()
        imports.import_one(source, Into(own.SLUG), as_json=False)
    people.let_staff_sign_in()
    own.let_sign_in()
    tell("What has fallen due in these orders since is done now.")
    drain()


def drain() -> None:
    """Let time do its work up to now."""
    # In a demo all of it is long due; that is no news of a worker that is too slow.
    log = logging.getLogger("amends.worker")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        run(Doing(threading.Event(), [waking()], once=True))
    finally:
        log.setLevel(level)


def who_can_sign_in() -> str:
    """Return the lines that say who can sign in, and with what."""
    lines = [
        f"  {person.login:<8} {_what(person)}, {person.name}"
        for person in Person.objects.exclude(login=None).order_by("is_operator", "is_mediator")
    ]
    word = f"The password of all of them is: {people.WORD}"
    return "\n".join(["Sign in as", *lines, word])


def serve(port: int) -> None:
    """Open the site, with the worker in the same process, until it is stopped.

    Only this machine reaches it: everybody knows the word of the demo.
    """
    require_free(HOST, port)
    # A demo sleeps for weeks between two looks at it; that is no outage and no broken clock.
    with connection.cursor() as cursor:
        watch.forget_beats(cursor)
    stopping = threading.Event()
    # The site opens first: its maps are there some seconds later.
    with (
        making(settings.AMENDS_HOME),
        serving(Books(clock=lambda: clock.now().timestamp())) as provider,
    ):
        steps = [waking(), Step("places", finding.find_places), paying(provider)]
        worker = threading.Thread(target=run, args=(Doing(stopping, steps),), daemon=True)
        worker.start()
        tell(f"Open http://{HOST}:{port} in a browser. Ctrl+C ends the demo.")
        try:
            listen(HOST, port)
        finally:
            stopping.set()
            worker.join(timeout=10)


def paying(provider: Simulator) -> Step:
    """Return the step that pays what is due, at a payment provider that is only simulated."""
    keys = StripeSettings("sk_demo", provider.secret, f"http://{provider.host}")
    known = Known({"stripe": StripeGateway(keys, Reach(frozenset({provider.host})))})
    return Step("settle", lambda now: settle(known, now).looked_at)


def _what(person: Person) -> str:
    roles: Sequence[tuple[Callable[[Person], bool], str]] = (
        (lambda one: one.is_mediator, "mediator"),
        (lambda one: one.is_operator, "operator"),
        (lambda one: one.login in {people.SELLER.login, own.SELLER}, "seller"),
    )
    return next((word for holds, word in roles if holds(person)), "buyer")
