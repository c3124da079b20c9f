"""What gateways send by themselves: verified, kept raw before the answer, and only ever a hint."""

import hmac
import time
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from itertools import count

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from pytest_django import Settings

from amends.core.commands import FreezeForChargeback
from amends.core.order import Status
from amends.orders import door
from amends.orders.clock import Clocks
from amends.orders.moving import LOOKED_AT_AGAIN
from amends.payments import hooks, kept
from amends.payments.gateways.contract import WrongSignature
from amends.payments.simulator.books import FLIPS_AFTER, Fault

from tests.orders.orders import eur
from tests.payments.ground import HOOK, HOUR, Ground, due, paid, row, status_of, take, tell, wallet

pytestmark = pytest.mark.django_db(transaction=True)
DISPUTE = {"object": "dispute", "id": "dp_1", "amount": 4500, "currency": "eur"}


class Broken:
    """A body whose sender goes away."""

    def read(self, *_size: int) -> bytes:
        raise ConnectionResetError("gone")


def disputed(
    ground: Ground,
    status: str,
    payment: str = "pi_order-1",
    minor: int = 4500,
    **more: str,
) -> int:
    """Let Stripe say that a dispute changed; return how the message was answered."""
    name = more.get("name", "dp_1")
    said = {"id": name, "amount": minor, "payment_intent": payment, "status": status}
    thing = {**DISPUTE, "charge": "ch_1", **said, "currency": more.get("currency", "eur")}
    ground.simulator.disputes[name] = thing
    return ground.simulator.post({"data": {"object": thing}})


def problems() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT problem FROM hooks WHERE handled_at IS NOT NULL ORDER BY id")
        return [problem for (problem,) in cursor.fetchall()]


def test_a_refund_that_the_bank_sends_back_is_learnt_of_by_a_message(heard: Ground) -> None:
    key = due()
    heard.break_(Fault.FLIPS)
    heard.settle()
    heard.now += timedelta(seconds=FLIPS_AFTER)
    heard.simulator.tell_of_failures()
    heard.simulator.tell_of_failures()
    assert take(heard) == 2
    assert heard.settle().refused == 1
    assert row(key).state == "refused"
    assert problems() == ["", ""]


def test_what_a_slow_gateway_leaves_over_is_taken_in_the_next_turn(
    heard: Ground, settings: Settings
) -> None:
    paid()
    for number in range(3):
        disputed(heard, "needs_response", name=f"dp_{number}")
    # Each message takes six seconds.
    steady = (timedelta(seconds=6 * number) for number in count())
    settings.AMENDS_CLOCK = lambda: Clocks(heard.now, next(steady), "boot")
    assert [take(heard) for _ in range(4)] == [1, 1, 1, 0]


@pytest.mark.parametrize("fault", [Fault.HOOK_BEFORE_ANSWER, Fault.HOOK_TWICE, Fault.HOOK_MISSING])
def test_messages_early_twice_or_missing_change_nothing_of_one_payment(
    heard: Ground, fault: Fault
) -> None:
    key = due()
    heard.break_(fault, Fault.NO_KEYS)
    heard.settle()
    take(heard)
    heard.settle(HOUR)
    assert row(key).state == "confirmed"
    assert len(heard.books.refunds) == 1


def test_a_message_that_comes_early_takes_the_later_look_from_nobody(heard: Ground) -> None:
    key = due()
    heard.break_(Fault.FLIPS)
    heard.settle()
    assert take(heard) == 1
    assert heard.settle(HOUR).confirmed == 1
    assert heard.settle(LOOKED_AT_AGAIN).refused == 1
    assert row(key).state == "refused"


def test_messages_out_of_order_lead_to_what_the_gateway_says_now(heard: Ground) -> None:
    key = due()
    heard.break_(Fault.HOOKS_OUT_OF_ORDER, Fault.FLIPS)
    heard.settle()
    heard.now += timedelta(seconds=FLIPS_AFTER)
    heard.break_()
    heard.simulator.tell_of_failures()
    assert take(heard) == 2
    heard.settle()
    assert row(key).state == "refused"


def test_a_forged_message_is_refused_kept_and_counted(heard: Ground) -> None:
    due()
    forged = {"Stripe-Signature": "t=1,v1=00"}
    answer = Client().post(HOOK, b'{"data": {}}', content_type="text/plain", headers=forged)
    assert answer.status_code == 401
    assert kept.forged() == 1
    assert take(heard) == 0
    heard.simulator.secret = "whsec_another"
    assert heard.simulator.post({"data": {"object": {}}}) == 401
    assert kept.forged() == 2


def test_a_message_that_is_gone_when_it_was_verified_is_asked_for_again(
    heard: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "keep_message", lambda *_: 4711)
    assert heard.simulator.post({"data": {"object": {}}}) == 503


@pytest.mark.parametrize("name", ["stripe", "wallet"])
def test_a_signature_that_is_no_plain_text_is_refused(heard: Ground, name: str) -> None:
    headers = {"stripe-signature": "t=1,v1=\xe9", "amends-signature": "\xe9"}
    gateway = {**heard.known.gateways, "wallet": wallet("127.0.0.1:9")}[name]
    with pytest.raises(WrongSignature):
        gateway.verify(headers, b"{}")


def test_a_body_that_is_nested_too_deep_is_judged(heard: Ground) -> None:
    body = b"[" * 200_000
    at = int(time.time())  # noqa: TID251 - Stripe's scheme binds the real moment
    secret = heard.simulator.secret.encode()
    signature = hmac.new(secret, f"{at}.".encode() + body, sha256).hexdigest()
    headers = {"Stripe-Signature": f"t={at},v1={signature}"}
    answer = Client().post(HOOK, body, content_type="text/plain", headers=headers)
    assert (answer.status_code, kept.forged()) == (401, 1)


def test_without_the_secret_of_stripes_messages_each_is_asked_for_again(
    heard: Ground, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    set_up = settings.AMENDS_OPTIONS
    settings.AMENDS_OPTIONS = replace(set_up, stripe_webhook_secret="")
    key = paid()
    for heard.simulator.secret in ("whsec_simulated", ""):
        assert disputed(heard, "needs_response") == 503
    assert "set stripe_webhook_secret" in caplog.text
    assert take(heard) == 0
    settings.AMENDS_OPTIONS = set_up
    heard.simulator.secret = set_up.stripe_webhook_secret
    assert disputed(heard, "needs_response") == 200
    assert take(heard) == 1
    assert status_of(key, heard) is Status.FROZEN


def test_what_is_no_message_is_refused(heard: Ground) -> None:
    client = Client()
    assert client.get(HOOK).status_code == 404
    assert client.post(HOOK.replace("stripe", "wallet")).status_code == 404
    assert client.post(HOOK.replace("stripe", "nobody")).status_code == 404
    large = b"x" * (hooks.BODY_MOST + 1)
    assert client.post(HOOK, large, content_type="text/plain").status_code == 413
    odd = client.post(HOOK, b"x", content_type="text/plain", CONTENT_LENGTH="many")
    assert odd.status_code == 413
    broken = RequestFactory().post(HOOK, b"x", content_type="text/plain")
    broken._stream = Broken()  # type: ignore[assignment]  # It only reads.
    assert hooks.receive(broken, "stripe").status_code == 413
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM hooks")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(
    ("event", "problem"),
    [
        ({"data": {"object": {"metadata": {}}}}, "It names no transfer of ours."),
        ({"data": {"object": {"metadata": {"amends_transfer": "x"}}}}, "It names no transfer"),
        ({"type": "ping"}, "It cannot be read: KeyError('data')."),
        ({"data": {"object": "refund"}}, "It cannot be read: AttributeError("),
    ],
)
def test_a_message_that_says_nothing_is_kept_with_the_reason(
    heard: Ground, event: dict[str, object], problem: str
) -> None:
    assert heard.simulator.post(event) == 200
    assert take(heard) == 1
    assert problems()[0].startswith(problem)
    assert take(heard) == 0


def test_a_chargeback_freezes_the_order_and_its_end_frees_it(heard: Ground) -> None:
    key = paid()
    assert disputed(heard, "needs_response") == 200
    disputed(heard, "needs_response")
    assert take(heard) == 2
    assert status_of(key, heard) is Status.FROZEN
    disputed(heard, "won")
    disputed(heard, "won")
    take(heard)
    assert status_of(key, heard) is Status.PAID
    assert problems() == [""] * 4


def test_a_chargeback_that_is_lost_is_booked_once(heard: Ground) -> None:
    key = paid()
    disputed(heard, "needs_response", minor=1000)
    take(heard)
    for _ in range(2):
        disputed(heard, "lost", minor=1000)
        take(heard)
    order = door.read(key, heard.now).order
    assert (order.status, order.charged_back) == (Status.PAID, eur(1000))


def test_a_lost_chargeback_whose_beginning_was_never_told_is_booked(heard: Ground) -> None:
    key = paid()
    disputed(heard, "lost", minor=1000)
    disputed(heard, "lost", minor=1000)
    assert take(heard) == 2
    order = door.read(key, heard.now).order
    assert (order.status, order.charged_back) == (Status.PAID, eur(1000))


@pytest.mark.parametrize(
    ("payment", "minor", "problem"),
    [
        ("pi_other", 4500, "No order was paid by pi_other."),
        ("pi_order-2", 4500, "It was refused: chargeback_out_of_range."),
    ],
)
def test_a_chargeback_that_fits_no_order_changes_nothing(
    heard: Ground, payment: str, minor: int, problem: str
) -> None:
    key = paid(payment="pi_order-2" if problem.startswith("It") else "")
    disputed(heard, "lost", payment, minor, currency="usd")
    take(heard)
    assert problems() == [problem]
    assert status_of(key, heard) is Status.PAID


def test_a_chargeback_that_cannot_be_fetched_is_fetched_later(heard: Ground) -> None:
    key = paid()
    disputed(heard, "needs_response")
    thing = heard.simulator.disputes.pop("dp_1")
    assert take(heard) == 1
    assert take(heard) == 0
    heard.simulator.disputes["dp_1"] = thing
    heard.now += hooks.LATER
    assert take(heard) == 1
    assert status_of(key, heard) is Status.FROZEN


def test_a_chargeback_that_is_never_fetched_is_given_up_aloud(
    heard: Ground, caplog: pytest.LogCaptureFixture
) -> None:
    disputed(heard, "needs_response")
    heard.simulator.disputes.clear()
    heard.now += hooks.GIVEN_UP_AFTER
    take(heard)
    assert problems() == ["The dispute dp_1 cannot be fetched."]
    assert "is given up" in caplog.text
    with connection.cursor() as cursor:
        assert kept.given_up_count(cursor, heard.now) == 1


def test_a_chargeback_that_runs_stays_as_it_is(heard: Ground) -> None:
    key = paid()
    tell(key, FreezeForChargeback(eur(4500), "dp_1"), heard.now)
    disputed(heard, "under_review")
    take(heard)
    assert status_of(key, heard) is Status.FROZEN
