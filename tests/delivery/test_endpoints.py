"""Endpoints: which addresses may be called, and when one is called no more."""

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from pytest_django import Settings

from amends.accounts.models import Marketplace
from amends.core.commands import HandOver
from amends.delivery import deliveries, endpoints, listing
from amends.delivery.deliveries import State
from amends.delivery.endpoints import EndpointRefused
from amends.delivery.fanout import fan_out
from amends.delivery.listing import Wanted
from amends.delivery.models import Endpoint
from amends.outbound.client import Reach

from tests.delivery.conftest import Post, endpoint, without_mail
from tests.orders.orders import SELLER, ask, day, protected

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _only_webhooks(post: Post, settings: Settings) -> None:
    settings.AMENDS_OPTIONS = without_mail(settings.AMENDS_OPTIONS)


def _switch_off(made: Endpoint, now: datetime) -> None:
    endpoints.switch_off(made.id, "it answered 410", now)


def states() -> list[tuple[State, int]]:
    return [(item.state, item.tries) for item in listing.listed(Wanted(), limit=100).items]


def test_an_endpoint_that_answers_410_is_switched_off(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    made = endpoint(post.hooks.url())
    post.hooks.status = lambda _path, _number: 410
    for number in range(3):
        protected(f"order-{number}")
    done = post.step(0)
    assert done.switched_off == (made.endpoint.id,)
    assert "was switched off" in caplog.text
    assert len(post.hooks.came) == 1
    assert {state for state, _ in states()} == {State.GIVEN_UP}
    protected("order-9")
    post.step(1)
    assert len(post.hooks.came) == 1
    report = listing.report(day(1))
    assert [one.id for one in report.switched_off] == [made.endpoint.id]
    assert (report.given_up, report.untold, report.mail_on) == (3, 0, False)
    post.hooks.status = lambda _path, _number: 200
    endpoints.activate(Endpoint.objects.get())
    assert listing.replay_all(made.endpoint.id, day(1)) == 3
    assert post.step(1).accepted == 3


def test_an_endpoint_that_fails_for_days_is_switched_off(post: Post) -> None:
    made = endpoint(post.hooks.url())
    post.hooks.status = lambda _path, _number: 503
    protected()
    assert post.step(0).switched_off == ()
    assert post.step(4.9).switched_off == ()
    protected("order-2")
    assert post.step(5.1).switched_off == (made.endpoint.id,)


def test_an_endpoint_that_took_something_fails_anew(post: Post) -> None:
    endpoint(post.hooks.url())
    post.hooks.status = lambda _path, number: 503 if number == 1 else 200
    protected()
    post.step(0)
    assert Endpoint.objects.get().failing_since == day(0)
    post.step(1)
    assert Endpoint.objects.get().failing_since is None


def test_what_happened_before_an_endpoint_was_made_is_not_sent_to_it(post: Post) -> None:
    key = protected()
    endpoints.make("shop", post.hooks.url(), "late", day(0.5))
    post.step(1)
    assert post.hooks.came == []
    ask(key, SELLER, HandOver(day(1)), 1)
    post.step(1)
    assert [hook.said["type"] for hook in post.hooks.came] == ["parcel_handed_over"]


def test_another_marketplaces_endpoint_hears_nothing(post: Post) -> None:
    Marketplace.objects.create(slug="other", name="Other")
    endpoints.make("other", post.hooks.url(), "first", day(-1))
    protected()
    post.step(0)
    assert post.hooks.came == []


def test_a_deleted_endpoint_is_not_called_and_its_secrets_are_gone(post: Post) -> None:
    made = endpoint(post.hooks.url())
    protected()
    assert deliveries.claim(made.endpoint.id, day(0), 10) == []
    endpoints.delete(made.endpoint, day(0))
    post.step(0)
    assert post.hooks.came == []
    kept = Endpoint.objects.get()
    assert (kept.secret, kept.old_secret) == ("", "")


def test_a_secret_of_another_installation_switches_its_endpoint_off_and_no_other(
    post: Post, settings: Settings
) -> None:
    made, key = endpoint(post.hooks.url("/one"), "one"), settings.SECRET_KEY
    settings.SECRET_KEY = "another key, of forty characters or so, !"
    endpoint(post.hooks.url("/two"), "two")
    protected()
    assert post.step(0).accepted == 1
    off = Endpoint.objects.get(id=made.endpoint.id)
    assert "sealed with another key" in off.disabled_because
    rotated = endpoints.rotate(off, "again", day(0))
    assert endpoints.secrets_of(rotated.endpoint, day(0)) == (rotated.secret,)
    settings.SECRET_KEY = key


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://8.8.8.8/hook", "Only https"),
        ("https://8.8.8.8:8443/hook", "Only https on its usual port"),
        ("https://127.0.0.1/", "not public"),
        ("https://localhost/", "not public"),
        ("https://169.254.169.254/latest/meta-data", "not public"),
        ("https://[::1]/", "not public"),
        ("https://[::ffff:10.0.0.1]/", "not public"),
        ("https://[64:ff9b::7f00:1]/", "not public"),
        ("https://[2002:7f00:1::]/", "not public"),
        ("https://name:word@8.8.8.8/", "Leave name and password out"),
        ("https://8.8.8.8:x/", "port is no number"),
        ("ftp://8.8.8.8/", "Only https"),
        ("https:///hook", "Write an https address"),
        ("https://8.8.8.8/\r\nX: y", "Write an https address"),
        ("https://8.8.8.8/" + "a" * 500, "Write an https address"),
        ("hook", "Write an https address"),
    ],
)
def test_only_public_https_is_called(post: Post, url: str, words: str) -> None:
    with pytest.raises(EndpointRefused, match=words):
        endpoints.require_callable(url, Reach())


def test_a_name_without_an_address_and_one_with_a_private_one_are_refused(post: Post) -> None:
    def resolve(host: str, port: int) -> tuple[str, ...]:
        if host == "nowhere.example":
            raise OSError
        return ("93.184.216.34", "10.0.0.1") if host == "inside.example" else ("93.184.216.34",)

    reach = Reach(resolve=resolve)
    endpoints.require_callable("https://shop.example/hook", reach)
    for host, words in (("nowhere", "has no address"), ("inside", "is not public")):
        with pytest.raises(EndpointRefused, match=words):
            endpoints.require_callable(f"https://{host}.example/", reach)


def test_a_name_that_is_not_found_in_time_is_refused(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoints, "LOOK_UP_SECONDS", 0.1)
    ended = threading.Event()

    def silent(_host: str, _port: int) -> tuple[str, ...]:
        ended.wait(5.0)
        return ("8.8.8.8",)

    with pytest.raises(EndpointRefused, match="not found in time"):
        endpoints.require_callable("https://shop.example/", Reach(resolve=silent))
    ended.set()


@pytest.mark.parametrize("gone", [endpoints.delete, _switch_off])
def test_nothing_waits_for_an_endpoint_that_is_not_called(
    post: Post, gone: Callable[[Endpoint, datetime], object]
) -> None:
    made = endpoint(post.hooks.url())
    protected()
    # Another worker's fan-out is not seen by whoever deletes it in the same moment.
    fan_out(day(0), 10, mail=False)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE deliveries SET lane = %s", ["elsewhere"])
        gone(Endpoint.objects.get(id=made.endpoint.id), day(0))
        cursor.execute("UPDATE deliveries SET lane = %s", [made.endpoint.id])
    post.steps(0)
    (one,) = listing.listed(Wanted()).items
    assert (one.state, one.problem) == (State.GIVEN_UP, "the endpoint is not called any more")
    with pytest.raises(listing.NotCalled):
        listing.replay(one, day(1))
    assert listing.report(day(2)).due_since is None
    assert post.hooks.came == []
