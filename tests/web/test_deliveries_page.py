"""The operator's page of deliveries: what was given up is seen, and sent again."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from amends.config.options import Options
from amends.delivery import endpoints, listing
from amends.delivery.deliveries import State
from amends.delivery.lanes import Lanes
from amends.delivery.listing import Wanted
from amends.delivery.step import deliver

from tests.delivery.receivers import Hooks, hooks
from tests.web.conftest import SetDay
from tests.web.site import browser, day, paid, person

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/operator/deliveries"


@pytest.fixture
def receiver(settings: Settings, on: SetDay) -> Iterator[Hooks]:
    """A receiver that answered 410 to the first of two messages."""
    person("alice")
    with hooks() as listening:
        settings.AMENDS_OPTIONS = Options(webhook_hosts=(listening.host,))
        endpoints.make("shop", listening.url(), "one", day(-1))
        listening.status = lambda _path, _number: 410
        paid("one")
        paid("two")
        step(0)
        yield listening


def step(on: float) -> None:
    with Lanes(threads=2, patience=10.0) as lanes:
        deliver(day(on), 100, lanes)


def states() -> list[State]:
    return [item.state for item in listing.listed(Wanted()).items]


def test_what_was_given_up_is_shown_with_why_and_sent_again(receiver: Hooks, on: SetDay) -> None:
    oscar = browser("oscar")
    page = oscar.get(PAGE).content.decode()
    assert "<h1>2 deliveries given up</h1>" in page
    assert "shop: switched off" in page
    assert "it answered 410: it wants nothing more" in page
    assert "No mail server is set" in page
    (endpoint,) = listing.report(day(0)).switched_off
    receiver.status = lambda _path, _number: 200
    oscar.post(f"/operator/endpoints/{endpoint.id}/activation")
    assert states() == [State.WAITING] * 2
    step(0)
    assert states() == [State.ACCEPTED] * 2
    page = oscar.get(f"{PAGE}?show=accepted").content.decode()
    assert "Everything was delivered" in page
    assert page.count("Order protected") == 2


def test_one_delivery_is_sent_again(receiver: Hooks) -> None:
    oscar = browser("oscar")
    item = listing.listed(Wanted()).items[0]
    refused = oscar.post(f"{PAGE}/{item.id}/replay")
    assert refused.status_code == 409
    assert b"The endpoint of this delivery is deleted or switched off" in refused.content
    assert states() == [State.GIVEN_UP] * 2
    (endpoint,) = listing.report(day(0)).switched_off
    endpoints.activate(endpoint)
    assert oscar.post(f"{PAGE}/{item.id}/replay")["Location"] == f"{PAGE}?show=waiting"
    assert sorted(states()) == [State.GIVEN_UP, State.WAITING]
    assert oscar.post(f"{PAGE}/nothing/replay").status_code == 404
    assert oscar.post("/operator/endpoints/nothing/activation").status_code == 404


def test_it_is_the_operators_only(receiver: Hooks) -> None:
    item = listing.listed(Wanted()).items[0]
    for name in ("alice", "mira"):
        client = browser(name)
        assert client.get(PAGE).status_code == 404
        assert client.post(f"{PAGE}/{item.id}/replay").status_code == 404
        assert client.post(f"/operator/endpoints/{item.endpoint}/activation").status_code == 404
    assert states() == [State.GIVEN_UP] * 2


def test_a_worker_that_does_not_run_is_missed(on: SetDay) -> None:
    paid()
    oscar = browser("oscar")
    on(0.003)
    assert "See whether a worker runs" not in oscar.get(PAGE).content.decode()
    on(0.1)
    assert "See whether a worker runs" in oscar.get(PAGE).content.decode()


def test_a_list_that_is_none_is_not_there(receiver: Hooks) -> None:
    oscar = browser("oscar")
    assert oscar.get(f"{PAGE}?show=lost").status_code == 404
    assert oscar.get(f"{PAGE}?after=x").status_code == 404
    assert oscar.get(f"{PAGE}?show=").status_code == 200
