"""Webhooks: signed, thin, at least once, under one id, and nobody waits for a bad receiver."""

import json
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import Settings
from standardwebhooks import Webhook

from amends.config.options import Options
from amends.delivery import deliveries, endpoints, listing, step, webhooks
from amends.delivery.deliveries import Channel, Fate, State, Waiting
from amends.delivery.lanes import Lanes
from amends.delivery.listing import Wanted
from amends.delivery.models import Endpoint
from amends.delivery.outward import outward
from amends.delivery.webhooks import Receiver
from amends.orders import keys

from tests.delivery.conftest import Post, endpoint, without_mail
from tests.orders.orders import day, disputed, protected, spoil

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _only_webhooks(post: Post, settings: Settings) -> None:
    settings.AMENDS_OPTIONS = without_mail(settings.AMENDS_OPTIONS)


def states() -> list[tuple[State, int]]:
    return [(item.state, item.tries) for item in listing.listed(Wanted(), limit=100).items]


def test_every_event_of_an_order_is_told_once_in_its_order(post: Post) -> None:
    endpoint(post.hooks.url())
    loaded = disputed()
    done = post.steps(22)
    said = [hook.said for hook in post.hooks.came]
    assert [one["data"]["sequence"] for one in said] == list(range(1, loaded.version + 1))
    assert (said[0]["type"], said[-1]["type"]) == ("order_protected", "dispute_opened")
    assert said[-1]["timestamp"] == "2026-03-22T12:00:00Z"
    assert said[-1]["data"] == {
        "order": "order-1",
        "key": keys.spell(loaded.key[1]),
        "dispute": keys.part(loaded.key[1], "d", 1),
        "status": "awaiting_seller",
        "version": loaded.version,
        "sequence": loaded.version,
        "code": "dispute_opened",
    }
    assert sum(one.accepted for one in done) == loaded.version
    assert post.step(22).looked_at == 0


def test_a_message_that_cannot_be_sent_is_counted_as_a_try_and_the_next_one_goes(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    waiting = Waiting((0, b"k" * 16), 1, "marketplace", Channel.WEBHOOK, "we_1", "x", "{}", 1)
    to = Receiver(post.hooks.url(), ("whsec_AAAA",), outward().reach)
    sent = webhooks.send_all(to, [replace(waiting, body="\ud800"), waiting], day(0))
    assert [one.fate for one in sent] == [Fate.FAILED, Fate.TAKEN]
    assert "cannot be sent" in caplog.text


def test_an_event_that_cannot_be_read_is_told_and_the_others_too(post: Post) -> None:
    endpoint(post.hooks.url())
    bad = protected("bad")
    protected("good")
    spoil(bad, 2)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE orders SET version = 2 WHERE key = %s", [bad])
    post.steps(0)
    said = [hook.said for hook in post.hooks.came]
    told = sorted((one["data"]["order"], one["data"]["sequence"]) for one in said)
    assert told == [("bad", 1), ("bad", 2), ("good", 1)]
    assert {one["timestamp"] for one in said} == {"2026-03-01T12:00:00Z"}


def test_a_signature_is_accepted_by_the_reference_library(post: Post) -> None:
    made = endpoint(post.hooks.url())
    protected()
    post.step(0)
    hook = post.hooks.came[0]
    # The reference library reads its own clock, so that its check of the age is set to our day.
    assert verified(made.secret, hook.body, hook.headers) == hook.said
    spoilt = hook.body.replace(b"order-1", b"order-2")
    with pytest.raises(Exception, match="No matching signature"):
        verified(made.secret, spoilt, hook.headers)


def verified(secret: str, body: bytes, headers: dict[str, str]) -> object:
    checking = Webhook(secret)
    stamp = headers["webhook-timestamp"]
    assert int(stamp) == int(day(0).timestamp())
    signed = checking.sign(headers["webhook-id"], day(0), body.decode())
    if signed not in headers["webhook-signature"].split(" "):
        raise ValueError("No matching signature found")
    return json.loads(body)


def test_both_secrets_sign_for_a_day_after_a_rotation(post: Post) -> None:
    made = endpoint(post.hooks.url())
    rotated = endpoints.rotate(made.endpoint, "again", day(0))
    assert endpoints.rotate(made.endpoint, "again", day(0)).secret == rotated.secret
    assert rotated.secret != made.secret
    protected()
    post.step(0)
    hook = post.hooks.came[0]
    for secret in (made.secret, rotated.secret):
        verified(secret, hook.body, hook.headers)
    kept = Endpoint.objects.get()
    assert endpoints.secrets_of(kept, day(2)) == (rotated.secret,)
    assert made.secret not in f"{kept.secret} {kept.old_secret}"


def test_a_receiver_that_fails_three_times_of_ten_gets_everything(post: Post) -> None:
    endpoint(post.hooks.url())
    post.hooks.status = lambda _path, number: 500 if number % 10 in {1, 4, 7} else 200
    for number in range(12):
        protected(f"order-{number}")
    for tried in range(8):
        post.steps(0.1 * tried * tried)
    heard = [hook.said["data"]["order"] for hook in post.hooks.came]
    assert {f"order-{number}" for number in range(12)} <= set(heard)
    assert {state for state, _ in states()} == {State.ACCEPTED}
    assert len(post.hooks.came) > 12


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/hang", "the answer did not come: ReadTimeout"),
        ("/reset", "the answer did not come"),
        ("/long", "the answer is longer than"),
        ("/moved", "302"),
    ],
)
def test_a_bad_answer_is_a_failure_and_is_tried_again(post: Post, path: str, problem: str) -> None:
    endpoint(post.hooks.url(path))
    protected()
    assert post.step(0).failed == 1
    item = listing.listed(Wanted()).items[0]
    assert problem in item.problem
    assert (item.state, item.tries) == (State.WAITING, 1)
    assert item.next_at is not None
    assert timedelta(seconds=4) < item.next_at - day(0) < timedelta(seconds=6)


def test_a_webhook_does_not_reach_what_only_the_installation_itself_may_call(
    post: Post, settings: Settings
) -> None:
    settings.AMENDS_OPTIONS = Options(private_hosts=(post.hooks.host,))
    endpoint(post.hooks.url())
    protected()
    assert post.step(0).failed == 1
    assert post.hooks.came == []
    assert "only https" in listing.listed(Wanted()).items[0].problem


def test_an_order_that_hangs_one_endpoint_keeps_no_other_waiting(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint(post.hooks.url("/hang"), "hangs")
    endpoint(post.hooks.url("/good"), "good")
    protected()
    with Lanes(threads=4, patience=0.2) as lanes:
        done = [step.deliver(day(0), 100, lanes)]
        assert done[0].accepted + done[0].failed <= 1
        began = time.monotonic()
        while not any(hook.path == "/good" for hook in post.hooks.came):
            assert time.monotonic() - began < 10
        done.append(step.deliver(day(0), 100, lanes))
        lanes.wait()
        step.finish(lanes, day(0))
    assert sorted(states()) == [(State.ACCEPTED, 1), (State.WAITING, 1)]


def test_after_one_that_is_not_answered_the_others_keep_their_tries(post: Post) -> None:
    endpoint(post.hooks.url("/hang"))
    for number in range(5):
        protected(f"order-{number}")
    post.step(0)
    assert len(post.hooks.came) == 1
    assert sorted(tries for _, tries in states()) == [0, 0, 0, 0, 1]


def test_a_sender_that_was_killed_sends_again_under_the_same_id(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint(post.hooks.url())
    protected()
    with monkeypatch.context() as killed:
        killed.setattr(step, "_recorded", _die)
        with pytest.raises(SystemExit):
            post.step(0)
    assert len(post.hooks.came) == 1
    assert post.step(0).looked_at == 0, "the lease holds"
    assert post.step(0.01).accepted == 1
    first, second = post.hooks.came
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    assert states() == [(State.ACCEPTED, 2)]


def test_ten_tries_over_three_days_then_it_is_given_up(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    endpoint(post.hooks.url())
    post.hooks.status = lambda _path, _number: 500
    protected()
    now, done = day(0), [post.step(0)]
    while (next_at := listing.listed(Wanted()).items[0].next_at) is not None:
        now = next_at
        done.append(step.deliver(now, 100, post.lanes))
    assert len(post.hooks.came) == 10
    assert timedelta(hours=68) < now - day(0) < timedelta(hours=83)
    assert [one.given_up for one in done] == [*[0] * 9, 1]
    assert states() == [(State.GIVEN_UP, 10)]
    assert "was given up: 500 heard" in caplog.text
    post.hooks.status = lambda _path, _number: 200
    listing.replay(listing.listed(Wanted()).items[0], now)
    assert step.deliver(now, 100, post.lanes).accepted == 1
    assert len({hook.headers["webhook-id"] for hook in post.hooks.came}) == 1


def test_what_was_taken_a_month_ago_is_forgotten(post: Post) -> None:
    endpoint(post.hooks.url())
    protected()
    assert post.step(0).accepted == 1
    assert deliveries.forget(day(29.9), 10) == 0
    assert deliveries.forget(day(30.1), 10) == 1
    assert states() == []


def test_nothing_is_forgotten_when_fanning_out_fails_half_way(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint(post.hooks.url())
    protected()
    with monkeypatch.context() as broken:
        broken.setattr("amends.delivery.fanout._told", _die)
        with pytest.raises(SystemExit):
            post.step(0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM deliveries")
        assert cursor.fetchone() == (0,)
    assert post.step(0).accepted == 1


def _die(*_: object) -> None:
    raise SystemExit("killed")
