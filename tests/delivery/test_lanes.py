"""Lanes: a marketplace whose receivers hang keeps neither mail nor another marketplace waiting."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product

import pytest
from django.db import DatabaseError
from pytest_django import Settings

from amends.accounts.models import Marketplace
from amends.delivery import endpoints, webhooks
from amends.delivery.deliveries import MAIL_LANE, Sent
from amends.delivery.lanes import SHARE, THREADS, Lanes
from amends.delivery.step import deliver, finish
from amends.orders.beginning import begin

from tests.delivery.conftest import Post, endpoint, without_mail
from tests.orders.orders import START, beginning, day, disputed, protected

HANGING = 6
HANGS = 20.0


@pytest.fixture
def ends() -> Iterator[threading.Event]:
    """What hangs goes on when this is set, at the latest when the test ends."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def patient(post: Post, monkeypatch: pytest.MonkeyPatch) -> Post:
    """One that gives a receiver as long as it hangs."""
    monkeypatch.setattr(webhooks, "SECONDS", 2 * HANGS)
    return post


def soon(holds: Callable[[], bool]) -> None:
    """Wait until something holds that another thread is about to do."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < HANGS / 2
        time.sleep(0.01)


@pytest.mark.django_db(transaction=True)
def test_mail_goes_out_while_every_lane_of_webhooks_hangs(
    patient: Post, ends: threading.Event
) -> None:
    patient.hooks.status = lambda _path, _number: 200 if ends.wait(HANGS) else 500
    for number in range(2):
        endpoint(patient.hooks.url(f"/{number}"), f"hangs-{number}")
    protected("order-1")
    with Lanes(threads=2, share=2, patience=0.2) as lanes:
        deliver(day(0), 100, lanes)
        assert lanes.free == 0
        before = len(patient.box.came)
        disputed("order-2")
        deliver(day(22), 100, lanes)
        soon(lambda: len(patient.box.came) > before)
        ends.set()
        finish(lanes, day(22))


@pytest.mark.django_db(transaction=True)
def test_a_marketplace_whose_receivers_hang_keeps_no_other_waiting(
    patient: Post, ends: threading.Event, settings: Settings
) -> None:
    settings.AMENDS_OPTIONS = without_mail(settings.AMENDS_OPTIONS)
    patient.hooks.status = lambda path, _number: 200 if path == "/good" or ends.wait(HANGS) else 500
    for number in range(HANGING):
        endpoint(patient.hooks.url(f"/{number}"), f"hangs-{number}")
    Marketplace.objects.create(slug="other", name="Other")
    endpoints.make("other", patient.hooks.url("/good"), "good", day(-1))
    protected()
    with Lanes(threads=4, share=2, patience=0.2) as lanes:
        deliver(day(0), 100, lanes)
        assert lanes.free == 2
        begin([replace(beginning(), marketplace="other")], START)
        deliver(day(0), 100, lanes)
        soon(lambda: "/good" in {hook.path for hook in patient.hooks.came})
        ends.set()
        finish(lanes, day(0))


def test_a_marketplace_holds_its_share_and_mail_has_a_lane_of_its_own(
    ends: threading.Event,
) -> None:
    told = threading.Event()

    def hang() -> list[Sent]:
        ends.wait(HANGS)
        return []

    def tell() -> list[Sent]:
        told.set()
        return []

    with Lanes(patience=0.0) as lanes:
        for shop, number in product(range(THREADS // SHARE), range(SHARE)):
            assert lanes.has_room(f"shop-{shop}")
            lanes.begin(f"we_{shop}_{number}", hang, f"shop-{shop}")
            assert lanes.has_room(f"shop-{shop}") is (number + 1 < SHARE)
        assert lanes.free == 0
        assert not lanes.has_room("another")
        lanes.begin(MAIL_LANE, tell)
        assert told.wait(5.0)
        ends.set()
    assert {lane for lane, _ in lanes.collect()} >= {MAIL_LANE, "we_0_0"}
    assert lanes.has_room("shop-0")


def test_a_lane_that_breaks_loses_nothing_of_the_others(caplog: pytest.LogCaptureFixture) -> None:
    def breaks() -> list[Sent]:
        raise RuntimeError("no memory")

    with Lanes() as lanes:
        lanes.begin(MAIL_LANE, breaks)
        lanes.begin("we_1", list, "shop")
    assert list(lanes.collect()) == [("we_1", [])]
    assert not lanes.is_busy(MAIL_LANE)
    assert "no memory" in caplog.text


def test_what_is_not_recorded_of_one_lane_is_kept_of_the_next() -> None:
    with Lanes() as lanes:
        lanes.begin("we_1", list, "shop")
        lanes.begin("we_2", list, "shop")
    with pytest.raises(DatabaseError):
        _record(lanes)
    assert [lane for lane, _ in lanes.collect()] == ["we_2"]


def _record(lanes: Lanes) -> None:
    for lane, _ in lanes.collect():
        raise DatabaseError(lane)
