"""Moving transfers, one after the other: sent once, looked up before they are sent again.

What a gateway has not clearly answered is unknown, and unknown is never treated as failed, however
long it lasts: only the gateway's own word ends it. Even "not found" is believed only when it was
said twice, well after the sending, because lists of gateways can be stale.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from amends.core import commands as c
from amends.core.parties import PLATFORM
from amends.core.refusals import Refusal, Refused
from amends.orders import door, keys, queries, watch
from amends.orders.clock import Clocks

from . import rows
from .gateways.contract import Fate, Gateway, GatewayMissing, Instruction, Told
from .gateways.known import Known
from .rows import Row

MOST = 50
SOON = timedelta(minutes=1)
# A list can lag behind what was done; before this, "not found" says nothing.
STALE_MOST = timedelta(minutes=30)
BACKOFF = (
    *(timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30)),
    *(timedelta(hours=2), timedelta(hours=6), timedelta(hours=12)),
)
WAITS = timedelta(hours=1)
PENDING_FOR = timedelta(hours=1)
# After so many tries without an answer a person is told; the looking-up goes on.
TRIES_ALONE = 6
log = logging.getLogger("amends.payments")


@dataclass(frozen=True, slots=True)
class Settled:
    """What one round did: how many transfers were looked at, made, refused, and are unknown."""

    looked_at: int = 0
    confirmed: int = 0
    refused: int = 0
    unknown: int = 0


def settle(known: Known, now: datetime, most: int = MOST) -> Settled:
    """Look at transfers that are due: send what was not sent, look up what was.

    Nothing is sent while a hold is open. One transfer that cannot be moved never stops the others.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if watch.standing(cursor, Clocks(now)).held_since is not None:
            return Settled()
        claimed = rows.claim(cursor, now, most)
    fates = [_moved(known, row, now) for row in claimed]
    return Settled(
        len(claimed),
        sum(fate is Fate.PAID for fate in fates),
        sum(fate is Fate.REFUSED for fate in fates),
        sum(fate is Fate.UNKNOWN for fate in fates),
    )


def token_of(row: Row) -> str:
    """Return the token under which a gateway knows a transfer: the same for every try.

    Only after a clear refusal, and a person's word to try again, is it another one: gateways keep
    their answer to a token.
    """
    refused = sum(
        attempt.fate == Fate.REFUSED.value for attempt in rows.attempts(row.key, row.number)
    )
    return f"{row.id}.{refused}" if refused else row.id


def of_token(token: str) -> tuple[bytes, int] | None:
    """Return the order and the number that a token carries, or None."""
    return keys.read_part(token.partition(".")[0], "t")


def _moved(known: Known, row: Row, now: datetime) -> Fate | None:
    try:
        return _move(known, row, now)
    except GatewayMissing as error:
        rows.put_off(row, now + WAITS, str(error))
    except Exception:
        log.exception("transfer %s could not be moved; it is tried again", row.id)
        connection.close()
    return None


def _move(known: Known, row: Row, now: datetime) -> Fate | None:
    gateway, instruction = known.of(row, queries.particulars(row.key), token_of(row))
    if gateway is None:
        # An accountant's file has it; nobody here can send it.
        rows.put_off(row, None, "It waits for the accountant's file.")
        return None
    if row.state == "intent":
        if not _may_send(row, now):
            return None
        told = _asked(row, "send", gateway.send(instruction), now)
    else:
        told = _found(gateway, row, instruction, now)
    return _concluded(row, instruction, told, now)


def _may_send(row: Row, now: datetime) -> bool:
    """Record that a transfer is about to be sent: from here on it may have happened."""
    refused = _told_core(row, c.SendTransfer(row.number), now)
    if refused is None:
        return True
    frozen = refused.refusal is Refusal.ORDER_FROZEN
    words = "A chargeback runs; it waits for its end." if frozen else ""
    rows.put_off(row, now + WAITS if frozen else None, words)
    return False


def _found(gateway: Gateway, row: Row, instruction: Instruction, now: datetime) -> Told:
    """Look a transfer up; only what is surely not there is sent again, under the same token."""
    told = _asked(row, "look_up", gateway.look_up(instruction), now)
    if told.fate is not Fate.NOT_FOUND:
        return told
    if row.state == "confirmed":
        return Told(Fate.UNKNOWN, words="It was made, and the gateway does not find it now.")
    history = rows.attempts(row.key, row.number)
    sent_at = max((a.at for a in history if a.asked == "send"), default=None)
    missed = [a for a in history if a.asked == "look_up" and a.fate == Fate.NOT_FOUND.value]
    early = [a for a in missed if sent_at is not None and a.at - sent_at < STALE_MOST]
    if sent_at is not None and len(missed) - len(early) < 1:
        return Told(Fate.UNKNOWN, words="The gateway does not find it yet.")
    told = _asked(row, "send", gateway.send(instruction), now)
    if told.fate is Fate.REFUSED and sent_at is not None:
        # It may refuse because the first try was made after all: that is no clear refusal.
        return Told(Fate.UNKNOWN, words=f"Asked again, the gateway says: {told.words}")
    return told


def _asked(row: Row, asked: str, told: Told, now: datetime) -> Told:
    rows.note(row, now, asked, told)
    if told.reference and told.reference != row.reference:
        rows.referred(row, told.reference)
    return told


def _concluded(row: Row, instruction: Instruction, told: Told, now: datetime) -> Fate:
    match told.fate:
        case Fate.PAID if _fits(instruction, told):
            if row.state != "confirmed":
                _told_core(row, c.ConfirmTransfer(row.number, told.reference or row.id), now)
            else:
                rows.put_off(row, None, "")
            return Fate.PAID
        case Fate.REFUSED:
            _told_core(row, c.RefuseTransfer(row.number, told.words or "It was refused."), now)
            log.error("transfer %s was refused: %s", row.id, told.words)
            return Fate.REFUSED
        case Fate.PENDING:
            rows.put_off(row, now + PENDING_FOR, "")
            return Fate.PENDING
        case Fate.NOT_NOW:
            # It surely was not done: looked up first all the same, and then sent again.
            rows.put_off(row, now + _backoff(row), told.words, state=_state(row))
            return Fate.UNKNOWN
        case _:
            _unknown(row, told, now)
            return Fate.UNKNOWN


def _unknown(row: Row, told: Told, now: datetime) -> None:
    problem = told.words or "The gateway gave no clear answer."
    if told.fate is Fate.PAID:
        problem = f"The gateway made {told.minor} {told.currency} of it, which is another sum."
    alone = row.tries < TRIES_ALONE and told.fate is not Fate.PAID
    if not alone:
        log.error("transfer %s needs a person: %s", row.id, problem)
    rows.put_off(row, now + _backoff(row), "" if alone else problem, state=_state(row))


def _state(row: Row) -> str:
    return "" if row.state == "confirmed" else "unknown"


def _fits(instruction: Instruction, told: Told) -> bool:
    return (told.minor, told.currency) == (instruction.minor, instruction.currency)


def _backoff(row: Row) -> timedelta:
    return BACKOFF[min(row.tries, len(BACKOFF) - 1)]


def _told_core(row: Row, command: c.Command, now: datetime) -> Refused | None:
    return door.handle(door.Asked(row.key[1], PLATFORM, command), now).refused
