"""One step of delivering, for the worker: fan out, send, record, prove."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from cryptography.fernet import InvalidToken
from django.db import connection, transaction

from amends.database.instants import micros

from . import composing, endpoints, fanout, mail, proof, webhooks
from .deliveries import MAIL_LANE, Channel, Fate, Sent, claim, forget, given_up, record
from .lanes import Lanes
from .models import Endpoint
from .outward import Outward, outward
from .webhooks import Receiver

# A bad endpoint takes no more than this of one step.
BATCH = 20
UNREADABLE = "its secret was sealed with another key; give it a new one, then switch it on"
log = logging.getLogger("amends.delivery")


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one step did. `looked_at` is 0 when there is nothing more to do now."""

    fanned_out: int = 0
    accepted: int = 0
    failed: int = 0
    given_up: int = 0
    switched_off: tuple[str, ...] = ()
    proven: int = 0

    @property
    def looked_at(self) -> int:
        """How much was done in all."""
        return self.fanned_out + self.accepted + self.failed + self.proven


def deliver(now: datetime, most: int, lanes: Lanes) -> Delivered:
    """Do what is due, at most `most` of each kind; what hangs is collected by a later step."""
    out = outward()
    fanned_out = fanout.fan_out(now, most, mail=out.mailbox is not None)
    # What came back since the last step, then what this one sends.
    before = _collected(lanes, now)
    _begin(lanes, out, now, most)
    lanes.wait()
    after = _collected(lanes, now)
    forget(now, most)
    endpoints.give_up_strays(now)
    sent, off = [*before[0], *after[0]], [*before[1], *after[1]]
    fates = [one.fate for one in sent]
    return Delivered(
        fanned_out=fanned_out,
        accepted=fates.count(Fate.TAKEN),
        failed=len(fates) - fates.count(Fate.TAKEN) - fates.count(Fate.NOT_TRIED),
        given_up=sum(given_up(one) for one in sent),
        switched_off=tuple(off),
        proven=proof.prove(now, most),
    )


def finish(lanes: Lanes, now: datetime) -> None:
    """Wait for what is on its way and record it: for a worker that was told to stop."""
    lanes.close()
    _collected(lanes, now)


def _begin(lanes: Lanes, out: Outward, now: datetime, most: int) -> None:
    if out.mailbox is not None and not lanes.is_busy(MAIL_LANE):
        _begin_mail(lanes, out, now, min(most, BATCH))
    for endpoint in _due_endpoints(now):
        if not lanes.free:
            return
        if lanes.is_busy(endpoint.id) or not lanes.has_room(endpoint.marketplace_id):
            continue
        try:
            to = Receiver(endpoint.url, endpoints.secrets_of(endpoint, now), out.reach)
        except InvalidToken:
            endpoints.switch_off(endpoint.id, UNREADABLE, now)
            continue
        batch = claim(endpoint.id, now, min(most, BATCH))
        if batch:
            send = partial(webhooks.send_all, to, batch, now)
            lanes.begin(endpoint.id, send, endpoint.marketplace_id)


def _begin_mail(lanes: Lanes, out: Outward, now: datetime, most: int) -> None:
    assert out.mailbox is not None, "asked before"
    batch = claim(MAIL_LANE, now, most)
    if not batch:
        return
    letters, unwritten = composing.compose(batch, out.mailbox, out.public_url, now)
    if unwritten:
        _recorded(unwritten, now)
    if letters:
        lanes.begin(MAIL_LANE, partial(mail.send_all, out.mailbox, letters))


def _due_endpoints(now: datetime) -> Sequence[Endpoint]:
    """Return the endpoints for which something is due, those that fail at the end."""
    found = Endpoint.objects.filter(deleted_at=None, disabled_at=None).extra(
        where=[
            "EXISTS (SELECT 1 FROM deliveries WHERE lane = webhook_endpoints.id AND next_at <= %s)"
        ],
        params=[micros(now)],
    )
    return sorted(found, key=lambda endpoint: endpoint.failing_since is not None)


def _collected(lanes: Lanes, now: datetime) -> tuple[list[Sent], list[str]]:
    every: list[Sent] = []
    off: list[str] = []
    for lane, sent in lanes.collect():
        _recorded(sent, now)
        every += sent
        if lane != MAIL_LANE and _switched_off(lane, sent, now):
            off.append(lane)
    return every, off


def _recorded(sent: Sequence[Sent], now: datetime) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        record(cursor, sent, now)
        proof.keep(cursor, sent, now)
    for one in sent:
        if given_up(one):
            waiting = one.waiting
            log.error("%s by %s was given up: %s", waiting.message, waiting.channel, one.answer)


def _switched_off(endpoint: str, sent: Sequence[Sent], now: datetime) -> bool:
    fates = {one.fate for one in sent if one.waiting.channel is Channel.WEBHOOK}
    if Fate.GONE in fates:
        return endpoints.failed(endpoint, gone=True, now=now)
    if Fate.TAKEN in fates:
        endpoints.succeeded(endpoint)
        return False
    return Fate.FAILED in fates and endpoints.failed(endpoint, gone=False, now=now)
