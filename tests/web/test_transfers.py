"""Payments: the buyer follows the refund, the operator looks after all of them."""

from datetime import timedelta

import pytest
from django.db import connection

from amends.core.commands import (
    AcceptClaim,
    ConfirmTransfer,
    MakeOffer,
    RefuseTransfer,
    SendMessage,
    SendTransfer,
)
from amends.core.money import Money
from amends.core.order import Status
from amends.core.parties import PLATFORM
from amends.orders import door, keys, transferred
from amends.orders.transferred import Wanted
from amends.orders.verify import verify
from amends.payments import rows

from tests.web.conftest import SetDay
from tests.web.site import BUYER, SELLER, ask, at, browser, day, disputed, paid

pytestmark = pytest.mark.django_db(transaction=True)


PLATFORM_DOES = (SendTransfer(1), RefuseTransfer(1, "The card was closed."))


def accepted() -> bytes:
    key = disputed()
    ask(key, SELLER, AcceptClaim(), 22)
    return key


def transfer(key: bytes, name: str) -> str:
    return f"/transfers/{keys.part(key, 't', 1)}/{name}"


def test_the_operator_writes_down_what_was_made_by_hand(on: SetDay) -> None:
    key = accepted()
    on(22)
    oscar = browser("oscar")
    assert "€50.00" in oscar.get("/transfers").content.decode()
    assert oscar.post(transfer(key, "made"), {"text": ""}).status_code == 409
    assert oscar.post(transfer(key, "made"), {"text": "re_12345"}).status_code == 302
    assert "No payments here now" in oscar.get("/transfers").content.decode()
    assert "re_12345" in oscar.get("/transfers?show=made").content.decode()
    page = browser("alice").get(at(key).replace("/orders/", "/refunds/")).content.decode()
    assert "re_12345" in page
    assert "Your refund of €50.00 was paid" in page
    assert "Refund to the buyer, €50.00: made" in browser("alice").get(at(key)).content.decode()
    assert door.read(key, day(22)).order.status is Status.SETTLED
    assert list(verify()) == [1]


def test_a_refused_refund_is_tried_in_another_way(on: SetDay) -> None:
    key = accepted()
    for command in PLATFORM_DOES:
        ask(key, PLATFORM, command, 22)
    on(22)
    oscar = browser("oscar")
    page = oscar.get("/transfers?show=stuck").content.decode()
    assert "The card was closed." in page
    assert "could not be paid yet" in browser("alice").get(at(key)).content.decode()
    typed = {"refund_method": "store_wallet", "show": "stuck"}
    answer = oscar.post(transfer(key, "retry"), typed)
    assert answer.headers["Location"] == "/transfers?show=stuck"
    assert "No payments here now" in oscar.get("/transfers?show=stuck").content.decode()
    assert "to: the store wallet" in oscar.get("/transfers").content.decode().lower()


def test_the_buyer_changes_the_way_until_it_was_sent(on: SetDay) -> None:
    key = accepted()
    on(22)
    alice = browser("alice")
    refunds = at(key).replace("/orders/", "/refunds/")
    assert "Change where the refund goes" in alice.get(refunds).content.decode()
    alice.post(at(key, "/refund-method"), {"refund_method": "store_wallet"})
    assert "the store wallet" in alice.get(refunds).content.decode()
    ask(key, PLATFORM, SendTransfer(1), 22)
    assert "Change where the refund goes" not in alice.get(refunds).content.decode()
    late = alice.post(at(key, "/refund-method"), {"refund_method": "original_payment"})
    assert late.status_code == 409


def test_what_was_sent_can_be_said_to_be_refused(on: SetDay) -> None:
    key = accepted()
    on(22)
    oscar = browser("oscar")
    assert oscar.post(transfer(key, "refused"), {"text": "Account closed."}).status_code == 302
    again = oscar.post(transfer(key, "refused"), {"text": "Account closed."})
    assert "This payment does not wait for that" in again.content.decode()


def test_what_was_made_or_may_have_been_is_refused_by_nobody(on: SetDay) -> None:
    key = accepted()
    on(22)
    oscar = browser("oscar")
    ask(key, PLATFORM, SendTransfer(1), 22)
    with connection.cursor() as cursor:
        row = rows.read(cursor, (keys.bucket_of(key), key), 1)
    assert row is not None
    rows.note(row, day(22), "send")
    answer = oscar.post(transfer(key, "refused"), {"text": "Account closed."})
    assert "This payment may have been made" in answer.content.decode()
    assert oscar.post(transfer(key, "made"), {"text": "re_12345"}).status_code == 302
    assert oscar.post(transfer(key, "refused"), {"text": "Closed."}).status_code == 409


def test_each_side_reads_its_own_payments_only(on: SetDay) -> None:
    key = disputed()
    ask(key, SELLER, MakeOffer(Money(2000, "EUR")), 22)
    on(22)
    browser("alice").post(at(key, "/offer-acceptance"), {"offer": "1"})
    refunds = at(key).replace("/orders/", "/refunds/")
    alice, bob = (browser(name).get(refunds).content.decode() for name in ("alice", "bob"))
    assert "Refund to the buyer, €20.00" in alice
    assert "Payout" not in alice
    assert "Payout to the seller, €30.00" in bob
    assert "Refund to the buyer" not in bob


def test_nobody_else_sees_payments(on: SetDay) -> None:
    key = paid()
    on(1)
    for name in ("mira", "alice"):
        assert browser(name).get("/transfers").status_code == 404
        assert browser(name).post(transfer(key, "made"), {"text": "x"}).status_code == 404
    refunds = at(key).replace("/orders/", "/refunds/")
    assert browser("charlie").get(refunds).status_code == 404
    assert (
        "No money of this order has to move yet" in browser("alice").get(refunds).content.decode()
    )
    oscar = browser("oscar")
    assert oscar.get("/transfers?show=nonsense").status_code == 404
    assert oscar.get("/transfers?after=nonsense").status_code == 404
    assert oscar.post("/transfers/nonsense/made", {"text": "x"}).status_code == 404
    assert oscar.post(transfer(key, "nonsense")).status_code == 404


def test_a_long_list_goes_on_behind_its_cursor() -> None:
    for number in range(3):
        key = disputed(f"order-{number}")
        ask(key, SELLER, AcceptClaim(), 22)
    first = transferred.listed(Wanted.OPEN, limit=2)
    second = transferred.listed(Wanted.OPEN, after=first.after, limit=2)
    assert (len(first.items), len(second.items), second.after) == (2, 1, None)
    assert {item.order for item in (*first.items, *second.items)} == {
        f"order-{n}" for n in range(3)
    }


def test_every_moment_shown_is_that_of_the_payment_itself(on: SetDay) -> None:
    key = accepted()
    ask(key, PLATFORM, SendTransfer(1), 22)
    ask(key, PLATFORM, ConfirmTransfer(1, "re_1", day(23)), 25)
    ask(key, BUYER, SendMessage("Thank you."), 24)
    on(26)
    made, learnt = "2026-03-24T", "2026-03-26T"
    page = browser("alice").get(at(key)).content.decode()
    line = page[page.index('class="timeline"') :]
    entry = line[line.index("€50.00: made") :]
    assert entry[: entry.index("</li>")].count(f'datetime="{made}') == 1
    for shown in (
        browser("alice").get(at(key).replace("/orders/", "/refunds/")),
        browser("oscar").get("/transfers?show=made"),
    ):
        assert made in shown.content.decode()
        assert learnt not in shown.content.decode()


def test_what_is_said_in_whole_seconds_follows_what_was_done_in_that_second(on: SetDay) -> None:
    key, second = accepted(), timedelta(seconds=1)
    ask(key, PLATFORM, SendTransfer(1), 22 + second / timedelta(days=2))
    ask(key, PLATFORM, ConfirmTransfer(1, "re_1", day(22)), 25)
    on(26)
    page = browser("alice").get(at(key)).content.decode()
    assert page.index("€50.00: made") < page.index("€50.00: sent")


def test_a_payment_is_shown_when_the_buyer_paid_not_when_it_was_recorded(on: SetDay) -> None:
    key = paid("order-7", paid_at=day(-2))
    on(1)
    page = browser("alice").get(at(key)).content.decode()
    entry = page[page.index("You paid, and the money is held") :]
    assert 'datetime="2026-02-27T' in entry[: entry.index("</li>")]
