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

from amends.core import commands as c
from amends.core.money import Money
from amends.core.order import Order, Status
from amends.core.parties import PLATFORM
from amends.orders import clock, door, queries
from amends.orders.keys import bucket_of

from . import kept, rows
from .engine import of_token
from .gateways.contract import CannotVerify, Disputed, Gateway, Hint, WrongSignature
from .gateways.known import Known, known

BODY_MOST = 256_000
HEADERS_MOST = 60
MOST = 100
# A dispute that cannot be fetched now is fetched later; after three days a person is told.
LATER = timedelta(minutes=15)
GIVEN_UP_AFTER = timedelta(days=3)
ANOTHER_RUNS = "Another chargeback of this payment runs; this one waits for its end."
NOT_FETCHED = "The dispute cannot be fetched."
log = logging.getLogger("amends.payments")


class _NotYet(Exception):
    """What a message is about cannot be fetched now; the text says what."""


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

    One that cannot be acted on never stops the others.
    """
    messages = kept.messages(now, most)
    for message in messages:
        try:
            problem = _taken(known_gateways.gateways.get(message.gateway), message, now)
        except Exception as error:  # noqa: BLE001 - whatever it is, the next message is not kept waiting
            connection.close()
            _later(message, str(error) or type(error).__name__, now)
            continue
        if problem:
            log.warning("message %s of %s: %s", message.id, message.gateway, problem)
        kept.handled(message.id, now, problem)
    return len(messages)


def _later(message: kept.Message, problem: str, now: datetime) -> None:
    if problem == ANOTHER_RUNS or now - message.received_at < GIVEN_UP_AFTER:
        kept.take_later(message.id, now + LATER, problem)
        return
    log.error("message %s of %s is given up: %s", message.id, message.gateway, problem)
    kept.handled(message.id, now, problem)


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
        return "The gateway is not set any more."
    try:
        # It was verified when it came: a signature grows too old to be verified again.
        hint = gateway.hint(message.body)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        return f"It cannot be read: {error!r}."
    if hint.dispute:
        disputed = gateway.dispute(hint.dispute)
        if disputed is None:
            raise _NotYet(NOT_FETCHED)
        return _disputed(disputed, hint, now)
    found = of_token(hint.token)
    if found is None:
        return "It names no transfer of ours."
    key, number = found
    with connection.cursor() as cursor:
        rows.hurry(cursor, (bucket_of(key), key), number, now)
    return ""


def _disputed(disputed: Disputed, hint: Hint, now: datetime) -> str:
    """Freeze the orders of a payment whose buyer went to the bank, or end that."""
    orders = kept.orders_of_payment(disputed.payment, disputed.also)
    if not orders:
        return f"No order was paid by {disputed.payment}."
    if disputed.unclear:
        return f"It ended with {disputed.unclear}; read at the gateway who has the money."
    if len(orders) > 1:
        return _of_several(orders, disputed, hint, now)
    order = door.read(orders[0], now).order
    money = Money(disputed.minor, disputed.currency)
    frozen = order.status is Status.FROZEN
    if frozen and not _froze(orders[0], order, hint):
        return _beside_another(disputed)
    # A lost one whose beginning was never told is begun first; one that was booked is over.
    missed = disputed.over and not disputed.won and not order.charged_back
    problem = ""
    if not frozen and (missed or not disputed.over):
        problem = _given(orders[0], c.FreezeForChargeback(money, hint.dispute), now)
    if disputed.over and not problem and (frozen or missed):
        lost = order.nothing if disputed.won else money
        problem = _given(orders[0], c.EndChargeback(won=disputed.won, charged_back=lost), now)
        kept.hurry(ANOTHER_RUNS, now)
    return problem


def _of_several(orders: list[bytes], disputed: Disputed, hint: Hint, now: datetime) -> str:
    """Freeze every order of the payment; what was lost of which of them, a person says."""
    problems = [_of_many(key, disputed, hint, now) for key in orders]
    if disputed.over and not disputed.won:
        problems.append(f"Several orders were paid by {disputed.payment}; end it for each by hand.")
    return " ".join(problem for problem in problems if problem)


def _of_many(key: bytes, disputed: Disputed, hint: Hint, now: datetime) -> str:
    order = door.read(key, now).order
    ours = order.status is Status.FROZEN and _froze(key, order, hint)
    if ours and disputed.over and disputed.won:
        return _given(key, c.EndChargeback(won=True, charged_back=order.nothing), now)
    if order.status is Status.FROZEN or (disputed.over and disputed.won):
        return ""
    most = order.held - (order.charged_back or order.nothing)
    money = min(most, Money(disputed.minor, most.currency))
    return _given(key, c.FreezeForChargeback(money, hint.dispute), now)


def _froze(key: bytes, order: Order, hint: Hint) -> bool:
    """Whether this dispute is the one that froze the order: its id was written down then."""
    written = queries.texts((bucket_of(key), key)).values()
    return hint.dispute in {text.body for text in written if text.at == order.since}


def _beside_another(disputed: Disputed) -> str:
    """Let a dispute wait until the one that froze the order has ended; then it freezes it anew."""
    if disputed.over and disputed.won:
        return ""
    raise _NotYet(ANOTHER_RUNS)


def _given(key: bytes, command: c.Command, now: datetime) -> str:
    refused = door.handle(door.Asked(key, PLATFORM, command), now).refused
    return "" if refused is None else f"It was refused: {refused.refusal.value}."


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
