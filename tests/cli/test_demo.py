"""The demo's stories: every status, every way to end, told by the rules and not by rows."""

import threading
from datetime import UTC, datetime

import pytest

from amends.accounts.models import Person
from amends.cli.demo import people
from amends.cli.demo.marketplace import open_bazaar
from amends.cli.demo.people import ANA, let_sign_in
from amends.cli.demo.photos import Drawing, jpeg
from amends.cli.demo.stories import STORIES
from amends.cli.demo.teller import tell_story
from amends.core.events import Outcome
from amends.core.order import Status
from amends.core.parties import Role
from amends.evidence import MediaType, sniff
from amends.orders import door, queries
from amends.orders.queries import Scope
from amends.orders.verify import verify
from amends.worker.loop import Doing, run

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HERE_ENDED = {
    Outcome.RECEIPT_CONFIRMED,
    Outcome.RECEIPT_PRESUMED,
    Outcome.CLAIM_WINDOW_ENDED,
    Outcome.NEVER_SHIPPED,
    Outcome.SELLER_ACCEPTED,
    Outcome.SELLER_SILENT,
    Outcome.AGREED,
    Outcome.DECIDED,
    Outcome.APPEAL_CHANGED,
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("hour", [0, 6, 12, 18, 23])
def test_the_stories_reach_every_status_and_end_in_every_way(hour: int) -> None:
    now = NOON.replace(hour=hour)
    site = open_bazaar()
    keys = [tell_story(site, story, number, now) for number, story in enumerate(STORIES, start=1)]
    orders = [door.read(key, now).order for key in keys]
    assert {order.status for order in orders} == set(Status)
    assert {order.status for order in orders if order.buyer == ANA.id} == set(Status)
    assert {order.outcome for order in orders if order.outcome} == HERE_ENDED
    refunds = [order for order in orders if order.refund]
    assert {order.refund_paid_at is not None for order in refunds} == {True, False}
    assert [fault for fault in verify() if not isinstance(fault, int)] == []


@pytest.mark.django_db(transaction=True)
def test_the_four_sign_in_with_the_word_of_the_demo() -> None:
    tell_story(open_bazaar(), STORIES[0], 1, NOON)
    let_sign_in()
    four = Person.objects.exclude(login=None)
    assert sorted(str(person.login) for person in four) == ["ana", "lumen", "mira", "oscar"]
    assert all(person.check_password(people.WORD) for person in four)


@pytest.mark.django_db(transaction=True)
def test_ana_finds_her_order_and_the_worker_finds_nothing_late() -> None:
    tell_story(open_bazaar(), STORIES[1], 2, NOON)
    listed = queries.listed(Scope(person=ANA.id, role=Role.BUYER)).items
    assert [item.status for item in listed] == [Status.SHIPPED]
    assert run(Doing(threading.Event(), once=True)).deferred == 0


@pytest.mark.parametrize("drawing", list(Drawing))
def test_every_drawing_is_a_photo(drawing: Drawing) -> None:
    assert sniff(jpeg(drawing)) is MediaType.JPEG
