"""The demo's stories: every status, every way to end, told by the rules and not by rows."""

import threading
from datetime import UTC, datetime

import pytest
from django.test import Client

from amends.accounts.models import Person
from amends.cli.demo import people
from amends.cli.demo.marketplace import open_bazaar
from amends.cli.demo.people import ANA, let_sign_in
from amends.cli.demo.photos import Drawing, jpeg
from amends.cli.demo.stories import STORIES
from amends.cli.demo.teller import Story, tell_story
from amends.core.events import Outcome
from amends.core.order import Status
from amends.core.parties import Role
from amends.core.transfers import TransferState
from amends.evidence import MediaType, sniff
from amends.orders import clock, door, queries
from amends.orders.keys import spell
from amends.orders.queries import Scope
from amends.orders.verify import verify
from amends.worker.loop import Doing, run
from amends.worker.waking import waking

MONEY_STANDS = {TransferState.INTENT, TransferState.CONFIRMED, TransferState.REFUSED}
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("hour", [0, 12, 23])
def test_the_stories_reach_every_status_and_end_in_every_way(hour: int) -> None:
    now = NOON.replace(hour=hour)
    site = open_bazaar()
    keys = [tell_story(site, story, number, now) for number, story in enumerate(STORIES, start=1)]
    orders = [door.read(key, now).order for key in keys]
    assert {order.status for order in orders} == set(Status)
    assert {order.status for order in orders if order.buyer == ANA.id} == set(Status)
    assert {order.outcome for order in orders if order.outcome} == set(Outcome)
    assert {t.state for order in orders for t in order.transfers} >= MONEY_STANDS
    refunds = [order for order in orders if order.refund]
    assert {order.refund_paid_at is not None for order in refunds} == {True, False}
    assert [fault for fault in verify() if not isinstance(fault, int)] == []


@pytest.mark.django_db(transaction=True)
def test_whoever_has_an_order_signs_in_with_the_word_of_the_demo() -> None:
    site = open_bazaar()
    for number, story in enumerate((STORIES[0], _of(people.OMAR)), start=1):
        tell_story(site, story, number, NOON)
    let_sign_in()
    five = Person.objects.exclude(login=None)
    logins = sorted(str(person.login) for person in five)
    assert logins == ["ana", "lumen", "mira", "omar", "oscar"]
    assert all(person.check_password(people.WORD) for person in five)


def _of(buyer: people.Someone) -> Story:
    return next(story for story in STORIES if story.buyer == buyer)


@pytest.mark.django_db(transaction=True)
def test_ana_finds_her_order_and_the_worker_finds_nothing_late() -> None:
    tell_story(open_bazaar(), STORIES[1], 2, NOON)
    listed = queries.listed(Scope(person=ANA.id, role=Role.BUYER)).items
    assert [item.status for item in listed] == [Status.SHIPPED]
    assert run(Doing(threading.Event(), [waking()], once=True)).failures == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("login", ["ana", "lumen", "mira", "oscar"])
def test_every_page_of_the_demo_opens(login: str) -> None:
    site, now = open_bazaar(), clock.now()
    keys = [tell_story(site, story, number, now) for number, story in enumerate(STORIES, start=1)]
    let_sign_in()
    looking = Client()
    looking.force_login(Person.objects.get(login=login))
    for key in map(spell, keys):
        for address in (f"/orders/{key}", f"/orders/{key}/dispute", f"/refunds/{key}"):
            assert looking.get(address, follow=True).status_code in {200, 404}, address
    for address in ("/", "/notices", "/me"):
        assert looking.get(address, follow=True).status_code == 200, address


@pytest.mark.parametrize("drawing", list(Drawing))
def test_every_drawing_is_a_photo(drawing: Drawing) -> None:
    assert sniff(jpeg(drawing)) is MediaType.JPEG
