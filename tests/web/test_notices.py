"""The notice centre and the calendar: what is new, marking it, and an address that is secret."""

import re

import pytest
from django.test import Client
from icalendar import Calendar

from amends.orders import door

from tests.web.conftest import SetDay
from tests.web.site import at, browser, case_of, day, disputed, late, person

pytestmark = pytest.mark.django_db(transaction=True)


def shown(client: Client, tail: str = "") -> str:
    answer = client.get(f"/notices{tail}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_marking_one_order_as_seen_leaves_the_others_new(on: SetDay) -> None:
    first, second = late("first"), late("second")
    on(19)
    alice = browser("alice")
    page = shown(alice)
    before = int(re.findall(r"<h1>(\d+) new", page)[0])
    assert page.count(", new</small>") == before
    assert at(first) in page
    alice.post("/notices/seen", {"order": at(first).removeprefix("/orders/")})
    assert f"<h1>{before // 2} new" in shown(alice)
    assert at(first) not in shown(alice, "?show=new")
    assert at(second) in shown(alice, "?show=new")
    alice.post("/notices/seen", {"order": "all"})
    assert "Nothing new" in shown(alice)
    assert "You have seen everything." in shown(alice, "?show=new")
    assert alice.get("/notices?show=lost").status_code == 404


def test_a_seller_who_marks_the_notice_has_seen_the_dispute(on: SetDay) -> None:
    key = disputed()
    on(21.5)
    browser("bob").post("/notices/seen", {"order": "all"})
    assert door.read(key, day(21.5)).order.noticed_at == day(21.5)


def test_a_seller_who_opens_the_order_has_seen_the_dispute(on: SetDay) -> None:
    key = disputed()
    on(21.5)
    bob = browser("bob")
    assert [bob.get(at(key)).status_code for _ in range(2)] == [200, 200]
    assert door.read(key, day(21.5)).order.noticed_at == day(21.5)


def test_nobody_marks_the_notices_of_others(on: SetDay) -> None:
    key = disputed()
    on(21.5)
    order = at(key).removeprefix("/orders/")
    for name in ("charlie", "alice"):
        assert browser(name).post("/notices/seen", {"order": order}).status_code == 302
    assert door.read(key, day(21.5)).order.noticed_at is None
    assert "new notice" in shown(browser("bob"))
    assert Client().post("/notices/seen", {"order": order})["Location"].startswith("/sign-in")


def test_an_address_is_shown_once_opens_the_calendar_and_can_be_ended(on: SetDay) -> None:
    disputed()
    on(22)
    bob, anybody = browser("bob"), Client()
    assert "Make an address" in shown(bob)
    made = bob.post("/notices/calendar", {"act": "make"}).content.decode()
    (path,) = re.findall(r'value="http://localhost:8000(/calendar/[\w-]{43}\.ics)"', made)
    assert path not in shown(bob)
    assert "Make a new address" in shown(bob)
    answer = anybody.get(path)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-store"
    (entry,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert entry["summary"] == "Deadline: Brass lamp (+1)"
    bob.post("/notices/calendar", {"act": "revoke"})
    assert anybody.get(path).status_code == 404
    assert anybody.get("/calendar/nothing.ics").status_code == 404
    assert Client().post("/notices/calendar", {"act": "make"})["Location"].startswith("/sign-in")


def test_a_mediator_is_led_to_the_case(on: SetDay) -> None:
    person("mira")
    on(0)
    assert "Nothing new" in shown(browser("mira"))
    key = disputed()
    # Nobody proved a notice, so that the platform looks at it after three days.
    on(25)
    browser("alice").get(at(key))
    assert case_of(key) in shown(browser("mira"))
