"""PayPal's messages: PayPal itself verifies them."""

import json
from collections.abc import Mapping

import pytest
from django.test import Client
from pytest_django import Settings

from amends.config.options import Options
from amends.core.order import Status
from amends.payments import kept

from tests.payments.ground import HOOK, Ground, due, paid, row, status_of, take

pytestmark = pytest.mark.django_db(transaction=True)


def test_paypal_verifies_its_own_messages(heard: Ground) -> None:
    key = due("paypal")
    heard.settle()
    body = {"resource": {"id": "re_1", "custom_id": row(key).id}}
    signed = {"Paypal-Transmission-Sig": "simulated"}
    assert _paypal(body, signed) == 200
    assert _paypal(body, {"Paypal-Transmission-Sig": "forged"}) == 401
    assert take(heard) == 1
    assert heard.settle().looked_at == 1
    assert kept.forged() == 1


def test_a_message_that_paypal_cannot_verify_now_is_asked_for_again(
    heard: Ground, settings: Settings
) -> None:
    settings.AMENDS_OPTIONS = Options(
        paypal_client_id="us", paypal_secret="secret", paypal_address="http://127.0.0.1:9"
    )
    assert _paypal({}, {}) == 503


def test_a_chargeback_of_paypal_freezes_the_order(heard: Ground) -> None:
    key = paid("paypal")
    heard.simulator.disputes["PP-1"] = {
        "dispute_amount": {"value": "45.00", "currency_code": "EUR"},
        "disputed_transactions": [{"seller_transaction_id": "pi_order-1"}],
        "status": "OPEN",
    }
    signed = {"Paypal-Transmission-Sig": "simulated"}
    assert _paypal({"resource": {"dispute_id": "PP-1"}}, signed) == 200
    take(heard)
    assert status_of(key, heard) is Status.FROZEN


def _paypal(body: Mapping[str, object], headers: dict[str, str]) -> int:
    hook = HOOK.replace("stripe", "paypal")
    sent = json.dumps(body).encode()
    answer = Client().post(hook, sent, content_type="application/json", headers=headers)
    return answer.status_code
