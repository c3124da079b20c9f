"""What gateways send by themselves: kept as it came before the answer, and only ever a hint.

A message never moves money. It says where to look: the engine fetches the object, and acts on that.
"""

import json
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.views.decorators.csrf import csrf_exempt

from amends.orders import clock
from amends.orders.keys import bucket_of

from . import chargebacks, kept, rows
from .engine import of_token
from .gateways.contract import CannotVerify, Gateway, WrongSignature
from .gateways.known import Known, known

BODY_MOST = 256_000
HEADERS_MOST = 60
MOST = 100
# What a slow gateway leaves over is taken in the next turn: a worker must beat meanwhile.
TAKEN_FOR = timedelta(seconds=10)
# What cannot be fetched now is fetched later; after three days a person is told.
LATER = timedelta(minutes=15)
GIVEN_UP_AFTER = timedelta(days=3)
NOT_FETCHED = "The dispute {} cannot be fetched."
NOT_SET = "The gateway is not set any more."
log = logging.getLogger("amends.payments")


class _NotYet(Exception):
    """What a message is about cannot be known now; the text says why."""


@csrf_exempt
def receive(request: HttpRequest, name: str) -> HttpResponse:
    """Keep a message and answer 200; 401 where it is not signed by the gateway that it names.

    503 asks the gateway to send it again later, where its signature cannot be verified now.
    """
    gateway = known().gateways.get(name)
    if request.method != "POST" or gateway is None:
        return _answer(404, "There is no such gateway here.")
    body = _body(request)
    if body is None:
        return _answer(413, f"A message has at most {BODY_MOST} bytes.")
    return _received(gateway, name, _headers(request), body)


def take(known_gateways: Known, now: datetime, most: int = MOST) -> int:
    """Act on messages that were kept, in the order in which they came; return how many.

    One that cannot be acted on never stops the others. What was acted on long ago is removed.
    """
    kept.purge(now)
    goes_on = clock.within(TAKEN_FOR)
    for taken in range(most):
        message = kept.claim(now) if goes_on() else None
        if message is None:
            return taken
        _act(known_gateways, message, now)
    return most


def _act(known_gateways: Known, message: kept.Message, now: datetime) -> None:
    try:
        problem = _taken(known_gateways.gateways.get(message.gateway), message, now)
    except Exception as error:  # noqa: BLE001 - whatever it is, the next message is not kept waiting
        connection.close()
        _later(message, str(error) or type(error).__name__, now)
        return
    if problem:
        log.warning("message %s of %s: %s", message.id, message.gateway, problem)
    kept.handled(message.id, now, problem)


def _later(message: kept.Message, problem: str, now: datetime) -> None:
    if now - message.received_at < GIVEN_UP_AFTER:
        kept.take_later(message.id, now + LATER, problem)
        return
    log.error("message %s of %s is given up: %s", message.id, message.gateway, problem)
    kept.handled(message.id, now, problem, given_up=True)


def _received(gateway: Gateway, name: str, headers: Mapping[str, str], body: bytes) -> HttpResponse:
    with transaction.atomic():
        number = kept.keep_message(name, headers, body, clock.now())
    try:
        gateway.verify(headers, body)
    except WrongSignature as error:
        log.warning("a message that claims to be from %s is not: %s", name, error)
        kept.judge_message(number, str(error) or "The signature does not fit.")
        return _answer(401, "The signature does not fit this message.")
    except CannotVerify as error:
        log.warning("a message to %s cannot be verified now: %s", name, error)
        kept.judge_message(number, str(error))
        return _answer(503, "The signature cannot be verified now; send it again later.")
    except (ValueError, TypeError, RecursionError) as error:
        log.warning("a message to %s cannot be read: %s", name, type(error).__name__)
        kept.judge_message(number, f"It cannot be read: {type(error).__name__}.")
        return _answer(401, "The message cannot be read.")
    if not kept.judge_message(number, ""):
        return _answer(503, "The message was not kept; send it again later.")
    return _answer(200, "Kept.")


def _taken(gateway: Gateway | None, message: kept.Message, now: datetime) -> str:
    """Do what a message asks for; return why it could not be, or nothing."""
    if gateway is None:
        # Whoever changes keys may have restarted one process before the other.
        raise _NotYet(NOT_SET)
    try:
        # It was verified when it came: a signature grows too old to be verified again.
        hint = gateway.hint(message.body)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        return f"It cannot be read: {error!r}."
    if hint.dispute:
        disputed = gateway.dispute(hint.dispute)
        if disputed is None:
            raise _NotYet(NOT_FETCHED.format(hint.dispute))
        return chargebacks.heard(message.gateway, hint.dispute, disputed, now)
    found = of_token(hint.token)
    if found is None:
        return "It names no transfer of ours."
    key, number = found
    with connection.cursor() as cursor:
        rows.hurry(cursor, (bucket_of(key), key), number, now)
    return ""


def _headers(request: HttpRequest) -> dict[str, str]:
    items = list(request.headers.items())[:HEADERS_MOST]
    return {name.lower(): value[:2000] for name, value in items}


def _body(request: HttpRequest) -> bytes | None:
    said = request.META.get("CONTENT_LENGTH") or "0"
    if not said.isdecimal() or int(said[:20]) > BODY_MOST:
        return None
    try:
        body = request.read(BODY_MOST + 1)
    except UnreadablePostError:
        return None
    return body if len(body) <= BODY_MOST else None


def _answer(status: int, words: str) -> HttpResponse:
    body = json.dumps({"message": words})
    return HttpResponse(body, status=status, content_type="application/json")
