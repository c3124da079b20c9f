"""The operator's page: for operators alone, with what is wrong said, and holds to release."""

import html
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from amends.config.options import Options
from amends.core.commands import Cancel, FreezeForChargeback, RefuseTransfer, SendTransfer
from amends.core.parties import Role
from amends.orders import backlog, keys, watch
from amends.orders.backups import compared, taken
from amends.orders.backups.taken import Taken
from amends.orders.clock import Clocks
from amends.orders.finding import ask_geocoder
from amends.orders.watch import Hold, HoldKind
from amends.parcels.places.geocoding import want
from amends.payments import kept
from amends.payments.chargebacks import BY_HAND

from tests.web.atlas import lay_atlas
from tests.web.site import SELLER, ask, browser, case_of, day, eur, paid, party

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _third_day(settings: Settings) -> None:
    settings.AMENDS_CLOCK = lambda: Clocks(day(3), timedelta(days=3), "boot")


@pytest.mark.parametrize("name", ["alice", "bob", "mira"])
def test_it_is_for_operators_alone(name: str) -> None:
    assert browser(name).get("/operator").status_code == 404
    assert browser(name).post("/operator/holds/restored/release").status_code == 404


def test_all_is_well_while_a_worker_works_and_nothing_waits(settings: Settings) -> None:
    with connection.cursor() as cursor:
        watch.beat(cursor, "worker", Clocks(day(3) - timedelta(seconds=50)))
        taken.remember(cursor, Taken(day(2.5), "/srv/backup.tar", 1, 1))
    settings.AMENDS_OPTIONS = Options(mail_host="smtp.example.org", mail_from="a@example.org")
    assert "All is well" in _page()


@pytest.mark.parametrize(
    ("taken_on", "said"),
    [(None, "No backup was taken yet"), (1, "The last backup is older than a day")],
)
def test_what_is_missing_is_said_before_all_is_well(taken_on: int | None, said: str) -> None:
    with connection.cursor() as cursor:
        watch.beat(cursor, "worker", Clocks(day(3) - timedelta(seconds=50)))
        if taken_on is not None:
            taken.remember(cursor, Taken(day(taken_on), "/srv/backup.tar", 1, 1))
    page = _page()
    assert "All is well" not in page
    assert page.index("Something is missing") < page.index(said) < page.index("Work</h2>")
    assert "Mail is off" in page


def test_a_chargeback_that_waits_for_a_person_is_listed_with_what_to_do() -> None:
    assert "chargeback" not in _page()
    key = paid("order-9")
    ask(key, party(Role.OPERATOR, "oscar"), FreezeForChargeback(eur(1999), "du_1"), 2)
    page = _page()
    assert "Something needs you" in page
    section = page[page.index('id="chargebacks"') :]
    section = section[: section.index("</section>")]
    for said in ("1 chargeback waits", "order-9", "€19.99", "3 Mar", BY_HAND, case_of(key)):
        assert said in html.unescape(section)


def test_a_message_that_was_given_up_is_listed_with_what_to_do() -> None:
    assert "given up" not in _page()
    kept.handled(kept.keep_message("stripe", {}, b"{}", day(0)), day(3), "No dp_1.", given_up=True)
    page = _page()
    assert "Something needs you" in page
    section = page[page.index('id="givenup"') :]
    section = html.unescape(section[: section.index("</section>")])
    for said in ("1 message of payment providers given up", "stripe", "1 Mar", "No dp_1."):
        assert said in section


def test_a_payment_that_needs_a_person_is_named_by_its_order() -> None:
    key = paid("order-9")
    ask(key, SELLER, Cancel(), 2)
    tell = party(Role.PLATFORM, "platform")
    ask(key, tell, SendTransfer(1), 2)
    ask(key, tell, RefuseTransfer(1, "The card was closed."), 2)
    page = _page()
    assert "1 transfer needs a person" in page
    section = page[page.index('id="refunds"') : page.index('id="places"')]
    for said in ("order-9", "refund to the buyer, €50.00", "The card was closed.", case_of(key)):
        assert said in html.unescape(section)


def test_without_a_worker_it_says_what_to_start() -> None:
    assert "Start <code>amends worker</code>" in _page()
    with connection.cursor() as cursor:
        watch.beat(cursor, "worker", Clocks(day(2)))
    assert "No sign since" in _page()


def test_places_say_whether_the_table_is_there_and_how_to_turn_a_geocoder_on(
    settings: Settings,
) -> None:
    page = _page()
    assert "Not made yet." in page
    assert "Off. No geocoder is configured." in page
    assert "console.cloud.google.com" in page
    path = lay_atlas(settings.AMENDS_HOME)
    settings.AMENDS_OPTIONS = replace(settings.AMENDS_OPTIONS, nominatim_url="http://127.0.0.1:1")
    with connection.cursor() as cursor:
        want(cursor, [("Hub 7", "DE")], day(2))
    ask_geocoder(day(3))
    page = _page()
    path.unlink()
    assert "Not made yet." not in page
    assert "Nominatim: asked 1 times today, of at most 1000; 1 place waits" in page
    assert "The last answer was none:" in page


def test_what_waits_and_what_was_put_off_is_said_with_its_reason() -> None:
    bad, late = paid("bad"), paid("late")
    address = (keys.bucket_of(bad), bad)
    with connection.cursor() as cursor:
        backlog.note(cursor, {address: "Its events cannot be read."}, day(2), day(4))
        cursor.execute(
            "UPDATE orders SET due_at = until FROM deferrals WHERE orders.key = %s", [bad]
        )
        cursor.execute("UPDATE orders SET due_at = protected_at WHERE key = %s", [late])
    page = _page()
    assert "1 order put off" in page
    assert "Its events cannot be read." in page
    assert "3 days" in page
    assert "Something needs you" in page


def test_a_hold_is_released_only_by_confirming() -> None:
    with connection.cursor() as cursor:
        watch.hold(cursor, Hold(HoldKind.RESTORED, day(2), "A backup was put back."))
    assert "amends reconcile" in _page()
    oscar = browser("oscar")
    assert oscar.post("/operator/holds/restored/release").status_code == 404
    assert oscar.post("/operator/holds/other/release", {"confirmed": "yes"}).status_code == 404
    # Going on with payments that nobody compared is for the command line.
    early = oscar.post("/operator/holds/restored/release", {"confirmed": "yes"})
    assert (early.status_code, "by Oscar" in _page()) == (409, False)
    assert "Let time and money go on" not in early.content.decode()
    compared.note(day(2))
    assert "Let time and money go on" in _page()
    for _ in range(2):
        # Twice: somebody else may have been quicker.
        released = oscar.post("/operator/holds/restored/release", {"confirmed": "yes"})
        assert (released.status_code, released["Location"]) == (302, "/operator")
    page = _page()
    assert "by Oscar" in page
    assert "24 hours" in page


def _page() -> str:
    answered = browser("oscar").get("/operator")
    assert answered.status_code == 200
    return answered.content.decode()
