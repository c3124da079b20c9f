"""Sending a batch of webhooks to one endpoint, in order, until one of them is not answered."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from amends.outbound.client import Outgoing, Reach, Unreachable, send

from . import signing
from .deliveries import Fate, Sent, Waiting

# Standard Webhooks asks for 15 to 30 seconds.
SECONDS = 15.0
# What a receiver says is for a person to read, and only its beginning.
ANSWER_MOST = 256_000
SAID_MOST = 200
# A signature holds for some minutes: what a batch cannot send by then is signed anew.
BATCH_SECONDS = 60.0
UNSENDABLE = "it cannot be sent as it is"
log = logging.getLogger("amends.delivery")


@dataclass(frozen=True, slots=True)
class Receiver:
    """An endpoint as sending needs it."""

    url: str
    secrets: tuple[str, ...]
    reach: Reach


def send_all(to: Receiver, batch: Sequence[Waiting], now: datetime) -> list[Sent]:
    """Send a batch; after one that got no answer the others are not tried, and keep their tries.

    Touches nothing but the network, so that it may run in a thread of its own.
    """
    ends_at = time.monotonic() + BATCH_SECONDS
    done: list[Sent] = []
    for waiting in batch:
        sent, answered = _tried(to, waiting, now)
        done.append(sent)
        if not answered or sent.fate is Fate.GONE or time.monotonic() > ends_at:
            break
    return [*done, *(Sent(later, Fate.NOT_TRIED, "") for later in batch[len(done) :])]


def _tried(to: Receiver, waiting: Waiting, now: datetime) -> tuple[Sent, bool]:
    try:
        return _send(to, waiting, now)
    except Exception:
        # What is counted as a try is given up one day; what breaks the batch would come back.
        log.exception("%s cannot be sent to a webhook", waiting.message)
        return Sent(waiting, Fate.FAILED, UNSENDABLE), True


def _send(to: Receiver, waiting: Waiting, now: datetime) -> tuple[Sent, bool]:
    body = waiting.body.encode()
    headers = signing.headers(waiting.message, body, to.secrets, now)
    sized = {**headers, "Content-Length": str(len(body))}
    outgoing = Outgoing("POST", to.url, sized, body, seconds=SECONDS, most=ANSWER_MOST)
    try:
        reply = send(outgoing, to.reach)
    except Unreachable as error:
        return Sent(waiting, Fate.FAILED, error.problem), False
    said = f"{reply.status} {reply.body[:SAID_MOST].decode(errors='replace')}".strip()
    answer = "".join(ch if ch.isprintable() else " " for ch in said)
    if reply.status == HTTPStatus.GONE:
        return Sent(waiting, Fate.GONE, answer), True
    # A redirect is a failure: the address in our list is the one that was vetted.
    fate = Fate.TAKEN if 200 <= reply.status < 300 else Fate.FAILED
    return Sent(waiting, fate, answer), True
