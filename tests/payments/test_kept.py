"""Messages of gateways as they are kept: how long, which are given up, and at what cost."""

import pytest
from django.db import connection, transaction
from django.test import Client

from amends.core.order import Status
from amends.payments import hooks, kept
from amends.payments.gateways.known import Known

from tests.payments.ground import HOOK, HOUR, Ground, paid, status_of, take
from tests.payments.test_hooks import disputed, problems

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_forged_messages_only_the_latest_are_kept(
    heard: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "FORGED_MOST", 3)
    assert heard.simulator.post({"data": {"object": {}}}) == 200
    for _ in range(5):
        Client().post(HOOK, b"{}", content_type="text/plain")
    assert kept.forged() == 3
    assert take(heard) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT COUNT(*) FROM hooks WHERE NOT verified",
        "SELECT id FROM hooks WHERE NOT verified AND problem <> '' ORDER BY id DESC LIMIT 1",
        "SELECT id FROM hooks WHERE handled_at < 1 ORDER BY handled_at LIMIT 1",
    ],
)
def test_what_strangers_send_costs_no_look_at_all_that_was_ever_kept(statement: str) -> None:
    postgresql = connection.vendor == "postgresql"
    with transaction.atomic(), connection.cursor() as cursor:
        if postgresql:
            # A small table is read whole, whatever indexes it has.
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {'' if postgresql else 'QUERY PLAN'} {statement}")
        steps = str(cursor.fetchall())
    assert any(index in steps for index in ("hooks_unverified", "hooks_handled")), steps


def test_what_was_acted_on_is_removed_after_ninety_days(
    heard: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "PURGED_MOST", 1)
    for _ in range(2):
        heard.simulator.post({"data": {"object": {}}})
    take(heard)
    heard.now += kept.HANDLED_FOR
    heard.simulator.post({"data": {"object": {}}})
    assert [kept.purge(heard.now), kept.purge(heard.now + HOUR)] == [0, 1]
    heard.now += HOUR
    assert take(heard) == 1
    assert len(problems()) == 1


def test_what_is_not_judged_yet_is_never_purged(
    heard: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "FORGED_MOST", 1)
    real = kept.keep_message("stripe", {}, b"{}", heard.now)
    for _ in range(5):
        Client().post(HOOK, b"{}", content_type="text/plain")
    assert kept.forged() == 2
    assert kept.judge_message(real, "")
    assert not kept.judge_message(real + 1, "")


def test_no_more_messages_are_acted_on_at_once_than_a_worker_asks_for(heard: Ground) -> None:
    for _ in range(3):
        heard.simulator.post({"data": {"object": {}}})
    assert [hooks.take(heard.known, heard.now, 2) for _ in range(3)] == [2, 1, 0]


def test_a_message_of_a_gateway_that_is_not_set_any_more_waits_for_it(heard: Ground) -> None:
    key = paid()
    disputed(heard, "needs_response")
    assert hooks.take(Known(), heard.now) == 1
    assert problems() == []
    heard.now += hooks.LATER
    assert take(heard) == 1
    assert status_of(key, heard) is Status.FROZEN


def test_a_message_of_a_gateway_that_is_never_set_again_is_given_up_aloud(heard: Ground) -> None:
    disputed(heard, "needs_response")
    came, heard.now = heard.now, heard.now + hooks.GIVEN_UP_AFTER
    assert hooks.take(Known(), heard.now) == 1
    with connection.cursor() as cursor:
        assert kept.given_up(cursor, heard.now, 10) == [
            kept.GivenUp("stripe", came, "The gateway is not set any more.")
        ]
        assert kept.given_up_count(cursor, heard.now) == 1
        assert kept.given_up_count(cursor, heard.now + kept.SHOWN_FOR) == 0
