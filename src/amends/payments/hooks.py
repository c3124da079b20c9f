"""What gateways send by themselves: kept as it came before the answer, and only ever a hint.

A message never moves money. It says where to look: the engine fetches the object, and acts on that.
"""

import json
import logging
from collections.abc import Mapping
from datetime import datetime

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from amends.core import commands as c
from amends.core.money import Money
from amends.core.order import Status
from amends.core.parties import PLATFORM
from amends.orders import clock, door
from amends.orders.keys import bucket_of

from . import rows
from .engine import of_token
from .gateways.contract import Disputed, Gateway, Hint, WrongSignature
from .gateways.known import Known, known

BODY_MOST = 256_000
HEADERS_MOST = 60
MOST = 100
log = logging.getLogger("amends.payments")


@csrf_exempt
def receive(request: HttpRequest, name: str) -> HttpResponse:
    """Keep a message and answer 200; 401 where it is not signed by the gateway that it names."""
    gateway = known().gateways.get(name)
    if request.method != "POST" or gateway is None:
        return _answer(404, "There is no such gateway here.")
    if int(request.headers.get("Content-Length") or 0) > BODY_MOST:
        return _answer(413, f"A message has at most {BODY_MOST} bytes.")
    return _received(gateway, name, _headers(request), request.body)


def take(known_gateways: Known, now: datetime, most: int = MOST) -> int:
    """Act on messages that were kept, in the order in which they came; return how many."""
    with connection.cursor() as cursor:
        kept = rows.messages(cursor, most)
    for message in kept:
        gateway = known_gateways.gateways.get(message.gateway)
        problem = "The gateway is not set any more."
        if gateway is not None:
            problem = _taken(gateway, message, now)
        rows.handled(message.id, now, problem)
    return len(kept)


def _received(gateway: Gateway, name: str, headers: Mapping[str, str], body: bytes) -> HttpResponse:
    with transaction.atomic():
        number = rows.keep_message(name, headers, body, clock.now())
    try:
        gateway.verify(headers, body)
    except WrongSignature as error:
        log.warning("a message that claims to be from %s is not: %s", name, error)
        rows.judge_message(number, str(error) or "The signature does not fit.")
        return _answer(401, "The signature does not fit this message.")
    rows.judge_message(number, "")
    return _answer(200, "Kept.")


def _taken(gateway: Gateway, message: rows.Message, now: datetime) -> str:
    """Do what a message asks for; return why it could not be, or nothing."""
    try:
        # It was verified when it came: a signature grows too old to be verified again.
        hint = gateway.hint(message.body)
    except (ValueError, KeyError, TypeError) as error:
        return f"It cannot be read: {error}."
    if hint.dispute:
        disputed = gateway.dispute(hint.dispute)
        if disputed is None:
            return "The dispute cannot be fetched."
        return _disputed(disputed, hint, now)
    found = of_token(hint.token)
    if found is None:
        return "It names no transfer of ours."
    key, number = found
    with connection.cursor() as cursor:
        rows.hurry(cursor, (bucket_of(key), key), number, now)
    return ""


def _disputed(disputed: Disputed, hint: Hint, now: datetime) -> str:
    """Freeze the order of a payment whose buyer went to the bank, or end that."""
    key = rows.order_of_payment(disputed.payment)
    if key is None:
        return f"No order was paid by {disputed.payment}."
    order = door.read(key, now).order
    money = Money(disputed.minor, disputed.currency)
    frozen = order.status is Status.FROZEN
    if disputed.over and frozen:
        lost = order.nothing if disputed.won else money
        return _given(key, c.EndChargeback(won=disputed.won, charged_back=lost), now)
    if not disputed.over and not frozen:
        return _given(key, c.FreezeForChargeback(money, hint.dispute), now)
    return ""


def _given(key: bytes, command: c.Command, now: datetime) -> str:
    refused = door.handle(door.Asked(key, PLATFORM, command), now).refused
    return "" if refused is None else f"It was refused: {refused.refusal.value}."


def _headers(request: HttpRequest) -> dict[str, str]:
    items = list(request.headers.items())[:HEADERS_MOST]
    return {name.lower(): value[:2000] for name, value in items}


def _answer(status: int, words: str) -> HttpResponse:
    body = json.dumps({"message": words})
    return HttpResponse(body, status=status, content_type="application/json")
