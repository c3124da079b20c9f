"""PayPal's messages: PayPal itself verifies them."""

import json
from collections.abc import Mapping
from dataclasses import replace
from threading import BoundedSemaphore

import pytest
from django.test import Client
from pytest_django import Settings

from amends.config.options import Options
from amends.core.order import Status
from amends.payments import kept
from amends.payments.gateways import paypal
from amends.payments.gateways.paypal import SIGNED

from tests.payments.ground import HOOK, Ground, due, paid, row, status_of, take

pytestmark = pytest.mark.django_db(transaction=True)


def signed_as(signature: str) -> dict[str, str]:
    """Every header that PayPal signs with."""
    return {**dict.fromkeys(SIGNED.values(), "said"), "paypal-transmission-sig": signature}


def test_paypal_verifies_its_own_messages(heard: Ground) -> None:
    key = due("paypal")
    heard.settle()
    body = {"resource": {"id": "re_1", "custom_id": row(key).id}}
    signed = signed_as("simulated")
    assert _paypal(body, signed) == 200
    assert _paypal(body, signed_as("forged")) == 401
    assert take(heard) == 1
    assert heard.settle().looked_at == 1
    assert kept.forged() == 1


def test_a_message_that_paypal_cannot_verify_now_is_asked_for_again(
    heard: Ground, settings: Settings
) -> None:
    unset = Options(
        paypal_client_id="us", paypal_secret="secret", paypal_address="http://127.0.0.1:9"
    )
    settings.AMENDS_OPTIONS = unset
    assert _paypal({}, {}) == 503
    settings.AMENDS_OPTIONS = replace(unset, paypal_webhook_id="hook")
    assert _paypal({}, signed_as("simulated")) == 503


def test_a_chargeback_of_paypal_freezes_the_order(heard: Ground) -> None:
    key = paid("paypal")
    heard.simulator.disputes["PP-1"] = {
        "dispute_amount": {"value": "45.00", "currency_code": "EUR"},
        "disputed_transactions": [{"seller_transaction_id": "pi_order-1"}],
        "status": "OPEN",
    }
    signed = signed_as("simulated")
    assert _paypal({"resource": {"dispute_id": "PP-1"}}, signed) == 200
    take(heard)
    assert status_of(key, heard) is Status.FROZEN


def test_what_paypal_cannot_have_signed_is_refused_without_asking_it(
    heard: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _paypal({}, {"Paypal-Transmission-Sig": "simulated"}) == 401
    deep = Client().post(
        HOOK.replace("stripe", "paypal"),
        b"[" * 200_000,
        content_type="application/json",
        headers=signed_as("simulated"),
    )
    assert (deep.status_code, kept.forged()) == (401, 2)
    monkeypatch.setattr(paypal, "_VERIFYING", BoundedSemaphore(1))
    with paypal._VERIFYING:
        assert _paypal({}, signed_as("simulated")) == 503
    assert _paypal({}, signed_as("simulated")) == 200


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        ("RESOLVED_SELLER_FAVOUR", Status.PAID),
        ("CANCELED_BY_BUYER", Status.PAID),
        ("DENIED", Status.PAID),
        ("SELLER_SOMETHING_NEW", Status.FROZEN),
    ],
)
def test_a_dispute_of_paypal_ends_as_its_outcome_says(
    heard: Ground, outcome: str, status: Status
) -> None:
    key = paid("paypal")
    thing: dict[str, object] = {
        "dispute_amount": {"value": "45.00", "currency_code": "EUR"},
        "disputed_transactions": [{"seller_transaction_id": "pi_order-1"}],
        "status": "OPEN",
    }
    heard.simulator.disputes["PP-1"] = thing
    event = {"resource": {"dispute_id": "PP-1"}}
    _paypal(event, signed_as("simulated"))
    take(heard)
    ended = {**thing, "status": "RESOLVED", "dispute_outcome": {"outcome_code": outcome}}
    heard.simulator.disputes["PP-1"] = ended
    _paypal(event, signed_as("simulated"))
    take(heard)
    assert status_of(key, heard) is status


def _paypal(body: Mapping[str, object], headers: dict[str, str]) -> int:
    hook = HOOK.replace("stripe", "paypal")
    sent = json.dumps(body).encode()
    answer = Client().post(hook, sent, content_type="application/json", headers=headers)
    return answer.status_code
