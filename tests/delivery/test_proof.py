"""Proof of notice: accepted 48 hours ago or seen, and nothing proven where no channel took it."""

import pytest
from django.db import connection

from amends.accounts.models import Person
from amends.core.commands import (
    GiveReturnAddress,
    Withdraw,
)
from amends.core.order import Status
from amends.core.parties import Role
from amends.database.instants import micros
from amends.delivery import proof
from amends.orders import door
from amends.orders.keys import spell

from tests.delivery.conftest import Post
from tests.delivery.sending_back import to_be_sent_back
from tests.orders.orders import (
    BUYER,
    CLAIM,
    SELLER,
    ask,
    day,
    disputed,
    spoil,
)

pytestmark = pytest.mark.django_db(transaction=True)


def noticed_at(key: bytes, on: float) -> object:
    return door.read(key, day(on)).order.noticed_at


def test_a_notice_counts_48_hours_after_a_server_took_it(post: Post) -> None:
    key = disputed().key[1]
    assert sum(step.proven for step in post.steps(21)) == 1
    assert noticed_at(key, 21) == day(23)
    assert post.step(23).proven == 0
    order = door.read(key, day(27.9)).order
    assert order.status is Status.AWAITING_SELLER
    assert door.read(key, day(28)).order.status is not Status.AWAITING_SELLER


def test_what_a_server_took_in_time_is_proof_though_its_48_hours_end_later(post: Post) -> None:
    post.box.refuses = lambda _address: "450 come again"
    key = disputed().key[1]
    post.steps(21)
    assert noticed_at(key, 23) is None
    post.box.refuses = lambda _address: None
    post.steps(23.5)
    assert noticed_at(key, 23.5) == day(25.5)
    assert door.read(key, day(30.4)).order.status is Status.AWAITING_SELLER
    assert door.read(key, day(30.5)).order.status is Status.UNDER_REVIEW


def test_who_sees_it_before_the_48_hours_are_over_knows_it_then(post: Post) -> None:
    loaded = disputed()
    post.steps(21)
    assert proof.see(loaded.key, Role.SELLER, day(22)) > 0
    assert noticed_at(loaded.key[1], 22) == day(22)


def test_where_no_channel_took_it_nothing_is_proven_and_the_platform_looks_at_it(
    post: Post,
) -> None:
    post.box.refuses = lambda _address: "550 nobody here"
    key = disputed().key[1]
    for on in (21, 22, 23, 23.9):
        post.steps(on)
    assert noticed_at(key, 23.9) is None
    assert door.read(key, day(24)).order.status is Status.UNDER_REVIEW


def test_the_buyers_mail_proves_nothing_about_the_seller(post: Post) -> None:
    post.box.refuses = lambda address: "550 no" if address.startswith("bob") else None
    key = disputed().key[1]
    post.steps(21)
    assert post.step(23.5).proven == 0
    assert noticed_at(key, 23.5) is None


def test_mail_about_something_earlier_proves_nothing(post: Post) -> None:
    key = disputed().key[1]
    post.box.refuses = lambda address: "550 no" if address.startswith("bob") else None
    # The message before the dispute was taken; the dispute itself was not.
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE outbox SET at = at - 1 WHERE role = 'seller' AND code = 'dispute_opened'"
        )
    post.box.refuses = lambda _address: None
    post.steps(21)
    assert post.step(23.5).proven == 0
    assert noticed_at(key, 23.5) is None


def test_a_claim_that_was_withdrawn_is_not_proven(post: Post) -> None:
    key = disputed().key[1]
    post.steps(21)
    assert ask(key, BUYER, Withdraw(), 22).refused is None
    post.steps(22)
    assert post.step(23.5).proven == 0


def test_who_has_seen_it_knows_it_at_once(post: Post) -> None:
    Person.objects.update(email="")
    loaded = disputed()
    assert proof.see(loaded.key, Role.BUYER, day(21.1)) > 0
    assert noticed_at(loaded.key[1], 21.1) is None
    assert proof.see(loaded.key, Role.SELLER, day(21.2)) > 0
    assert noticed_at(loaded.key[1], 21.2) == day(21.2)
    assert proof.see(loaded.key, Role.SELLER, day(21.3)) == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT role FROM proofs WHERE channel = 'seen'")
        assert {role for (role,) in cursor.fetchall()} == {"buyer", "seller"}


def test_a_sender_that_was_killed_before_it_forgot_proves_once(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = disputed().key[1]
    with monkeypatch.context() as killed:
        killed.setattr(proof, "_looked_at", _die)
        with pytest.raises(SystemExit):
            post.steps(21)
    assert post.step(21.1).proven == 0
    assert noticed_at(key, 21.1) == day(23)


def test_an_order_that_cannot_be_read_is_told_later_and_the_others_now(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = disputed("bad").key[1], disputed("good").key[1]
    taken_and_not_told(post, monkeypatch)
    spoil(bad)
    assert post.step(22).proven == 1
    assert noticed_at(good, 22) == day(23)
    assert [put_off(bad, 22), put_off(good, 22)] == [True, False]


def test_an_order_that_cannot_be_told_is_told_later_and_the_others_now(
    post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = disputed("bad").key[1], disputed("good").key[1]
    taken_and_not_told(post, monkeypatch)
    with connection.cursor() as cursor:
        # What comes next under this number is taken already.
        cursor.execute(
            "INSERT INTO events SELECT bucket, events.key, version + 1, kind, recorded_at, role,"
            " actor, replace(body, '2026-03-19T', '2026-03-22T'), hash"
            " FROM events JOIN orders USING (bucket, key)"
            " WHERE events.key = %s AND kind = 'MessageSent'",
            [bad],
        )
    assert post.step(22).proven == 1
    assert noticed_at(good, 22) == day(23)
    assert [put_off(bad, 22), put_off(good, 22)] == [True, False]
    assert f"order {spell(bad)} cannot be told of a notice" in caplog.text


def taken_and_not_told(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a server take every notice, and the worker die before the orders hear of it."""
    with monkeypatch.context() as killed:
        killed.setattr(proof, "_accepted", _die)
        with pytest.raises(SystemExit):
            post.step(21)


def put_off(key: bytes, on: float) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(prove_at) FROM deliveries WHERE key = %s", [key])
        until: int | None = cursor.fetchone()[0]
    return until == micros(day(on) + proof.LATER)


def test_a_second_claim_needs_a_proof_of_its_own(post: Post) -> None:
    key = disputed().key[1]
    post.steps(21)
    ask(key, BUYER, Withdraw(), 22)
    post.steps(22)
    assert ask(key, BUYER, CLAIM, 22.5).refused is None
    assert noticed_at(key, 22.5) is None, "the first claim's mail is none about this one"
    post.steps(22.5)
    assert noticed_at(key, 22.5) == day(24.5)


def test_mail_from_before_the_address_proves_nothing_about_the_buyer(post: Post) -> None:
    key = to_be_sent_back()
    post.steps(13)
    assert ask(key, SELLER, GiveReturnAddress("Berlin", 2), 14.5).refused is None
    assert noticed_at(key, 14.5) is None, "what the buyer was told by then is that goods go back"
    post.steps(14.5)
    assert noticed_at(key, 14.5) == day(16.5)


def _die(*_: object) -> None:
    raise SystemExit("killed")
