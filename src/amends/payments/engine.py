"""Moving transfers, one after the other: sent once, looked up before they are sent again.

What a gateway has not clearly answered is unknown, and unknown is never treated as failed, however
long it lasts: only the gateway's own word ends it. Even "not found" is believed only when it was
said twice since the last sending, the second time half an hour after it, because lists of gateways
can be stale.
"""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import connection, transaction

from amends.core import commands as c
from amends.core.order import Status
from amends.core.parties import PLATFORM
from amends.core.refusals import Refusal, Refused
from amends.database.instants import micros
from amends.orders import door, keys, queries, transferred, watch
from amends.orders.clock import Clocks
from amends.orders.moving import LOOKED_AT_AGAIN

from . import earlier, rows, whose
from .gateways.contract import Fate, Gateway, GatewayMissing, Instruction, Told
from .gateways.known import Known
from .rows import Attempt, Row

MOST = 50
BACKOFF = (
    *(timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30)),
    *(timedelta(hours=2), timedelta(hours=6), timedelta(hours=12)),
)
WAITS = timedelta(hours=1)
PENDING_FOR = timedelta(hours=1)
PENDING_MOST = timedelta(days=14)
FILE_WAITS = "It waits for the accountant's file."
RECEIPT_WAITS = "The accountant has it; the receipt is awaited."
CHARGEBACK_RUNS = "A chargeback runs; it waits for its end."
GONE = "It was made, and the gateway does not find it now. Look there where the money is."
STUMBLED = "It could not be looked after; the worker's log says why"
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
    Each is claimed by itself; a worker asks for few at once, so that `now` stays true.
    """
    fates = []
    for _ in range(most):
        row = _claimed(now)
        if row is None:
            break
        fates.append(_moved(known, row, now))
    return Settled(
        len(fates),
        sum(fate is Fate.PAID for fate in fates),
        sum(fate is Fate.REFUSED for fate in fates),
        sum(fate is Fate.UNKNOWN for fate in fates),
    )


def token_of(row: Row) -> str:
    """Return the token under which a gateway knows a transfer: the same for every try.

    Only when a person has it tried again after a clear refusal is it another one: gateways keep
    their answer to a token. It is told by the order's own events: a worker may have died between
    sending and noting that it did.
    """
    retried = transferred.retries(row.key, row.number)
    return f"{row.id}.{retried}" if retried else row.id


def of_token(token: str) -> tuple[bytes, int] | None:
    """Return the order and the number that a token carries, or None."""
    return keys.read_part(token.partition(".")[0], "t")


def _claimed(now: datetime) -> Row | None:
    with transaction.atomic(), connection.cursor() as cursor:
        if watch.standing(cursor, Clocks(now)).held_since is not None:
            return None
        return rows.claim(cursor, now)


def _moved(known: Known, row: Row, now: datetime) -> Fate | None:
    try:
        return _move(known, row, now)
    except GatewayMissing as error:
        rows.put_off(row, now + WAITS, str(error))
    except Exception as error:
        log.exception("transfer %s could not be moved; it is tried again", row.id)
        connection.close()
        _stumbled(row, error, now)
    return None


def _stumbled(row: Row, error: Exception, now: datetime) -> None:
    """Say what stopped a transfer, on the row as it is by now: it may have been sent."""
    with connection.cursor() as cursor:
        found = rows.read(cursor, row.key, row.number)
    assert found is not None, "it was claimed"
    wait = max(rows.LEASE, BACKOFF[min(found.tries, len(BACKOFF) - 1)])
    rows.put_off(found, now + wait, f"{STUMBLED} ({type(error).__name__}).")


def _move(known: Known, row: Row, now: datetime) -> Fate | None:
    gateway, instruction = known.of(row, queries.particulars(row.key), token_of(row))
    intent = row.state == "intent"
    if intent and earlier.doubtful(row) and not _nowhere(known, row, instruction, now):
        return None
    if gateway is None or (not intent and earlier.by_file(row)):
        _by_hand(row)
        return None
    if not intent:
        return _concluded(row, instruction, _found(gateway, row, instruction, now), now)
    attempt = _may_send(row, now) if _ours(gateway, row, instruction, now) else None
    if attempt is None:
        return None
    # What an earlier round took, and what the gateway called it, counts no more.
    rows.referred(row, "")
    row = replace(row, state="sent", reference="", tries=0, updated_at=micros(now))
    told = _told(row, attempt, gateway.send(instruction))
    return _concluded(row, instruction, told, now)


def _nowhere(known: Known, row: Row, instruction: Instruction, now: datetime) -> bool:
    """Look for earlier tries of what a person has tried again; what is found made is confirmed."""
    told = earlier.looked_up(known, row, now)
    if told.fate is Fate.PAID and _fits(instruction, told):
        _paid(row, told, now)
        return False
    history = rows.attempts(row.key, row.number)
    if told.fate is Fate.REFUSED or earlier.surely_missing(row, history):
        return True
    _wait(row, now, f"{earlier.RAN} {told.words}".strip())
    return False


def _by_hand(row: Row) -> None:
    """Leave a transfer to the accountant; nobody here can send it, nor look at it again."""
    if row.state == "confirmed":
        rows.put_off(row, None, "")
    elif row.state == "intent":
        rows.put_off(row, None, FILE_WAITS)
    elif earlier.given(row):
        rows.put_off(row, None, RECEIPT_WAITS)
    else:
        raise GatewayMissing("It was sent through a gateway that is not set any more; set it.")


def _ours(gateway: Gateway, row: Row, instruction: Instruction, now: datetime) -> bool:
    """Whether the payment is the order's marketplace's; what is not waits for a person."""
    words = whose.why_not(gateway, instruction)
    if words:
        log.error("transfer %s is not sent: %s", row.id, words)
        _wait(row, now, words)
    return not words


def _may_send(row: Row, now: datetime) -> int | None:
    """Record that a transfer is about to be sent: from here on it may have happened.

    Return the number of the attempt, None where the order does not let it go.
    """
    with transaction.atomic():
        refused = _told_core(row, c.SendTransfer(row.number), now)
        if refused is None:
            return rows.note(row, now, "send")
    frozen = refused.refusal is Refusal.ORDER_FROZEN
    _wait(row, now, CHARGEBACK_RUNS if frozen else _not_taken(refused))
    return None


def _found(gateway: Gateway, row: Row, instruction: Instruction, now: datetime) -> Told:
    """Look a transfer up; only what is surely not there is sent again, under the same token."""
    told = gateway.look_up(instruction)
    _told(row, rows.note(row, now, "look_up", told), told)
    if told.fate is not Fate.NOT_FOUND:
        return told
    if row.state == "confirmed":
        return Told(Fate.UNKNOWN, words=GONE)
    history = rows.attempts(row.key, row.number)
    if not earlier.surely_missing(row, history):
        return Told(Fate.UNKNOWN, words="The gateway does not find it yet.")
    if door.read(row.key[1], now).order.status is Status.FROZEN:
        return Told(Fate.UNKNOWN, words=CHARGEBACK_RUNS)
    attempt = rows.note_again(row, now)
    if attempt is None:
        return Told(Fate.UNKNOWN, words="Somebody else looks at it.")
    told = _told(row, attempt, gateway.send(instruction))
    if told.fate is Fate.REFUSED and not _never_arrived(history):
        # It may refuse because the first try was made after all: that is no clear refusal.
        return Told(Fate.UNKNOWN, words=f"Asked again, the gateway says: {told.words}")
    return told


def _never_arrived(history: list[Attempt]) -> bool:
    """Whether every earlier asking came back with the word that nothing was done."""
    fates = {one.fate for one in history if one.asked != "look_up"}
    return fates == {Fate.NOT_NOW.value}


def _told(row: Row, attempt: int, told: Told) -> Told:
    rows.answered(row, attempt, told)
    if told.reference and told.reference != row.reference:
        rows.referred(row, told.reference)
    return told


def _concluded(row: Row, instruction: Instruction, told: Told, now: datetime) -> Fate:
    if told.fate in {Fate.PAID, Fate.PENDING} and not _fits(instruction, told):
        said, ours = f"{told.minor} {told.currency}", f"{row.minor} {row.currency}"
        words = f"The gateway tells of {said}, and {ours} are due (in minor units)."
        told = Told(Fate.UNKNOWN, words=words)
    match told.fate:
        case Fate.PAID:
            _paid(row, told, now)
            return Fate.PAID
        case Fate.REFUSED:
            log.error("transfer %s was refused: %s", row.id, told.words)
            words = told.words or "It was refused."
            _conclude(row, c.RefuseTransfer(row.number, words), now)
            return Fate.REFUSED
        case Fate.PENDING:
            long = now - row.changed_at >= PENDING_MOST
            words = "The gateway has called it pending for two weeks." if long else ""
            rows.put_off(row, now + PENDING_FOR, words, state=_state(row, "sent"), tries=0)
            return Fate.PENDING
        case _:
            words = told.words or "The gateway gave no clear answer."
            if row.tries == rows.TOLD_AFTER:
                log.error("transfer %s is not known to be made: %s", row.id, words)
            until = now + BACKOFF[min(row.tries, len(BACKOFF) - 1)]
            rows.put_off(row, until, words, state=_state(row, "unknown"))
            return Fate.UNKNOWN


def _paid(row: Row, told: Told, now: datetime) -> None:
    if row.state == "confirmed":
        # A message may have hurried this look; the last one comes all the same.
        last = row.changed_at + LOOKED_AT_AGAIN
        rows.put_off(row, last if now < last else None, "", tries=0)
        return
    confirmed = c.ConfirmTransfer(row.number, told.reference or row.id, told.made_at)
    _conclude(row, confirmed, now)


def _conclude(row: Row, command: c.Command, now: datetime) -> None:
    """Tell the order what became of a transfer; what it does not take waits, with the reason."""
    refused = _told_core(row, command, now)
    if refused is not None:
        log.error("transfer %s: %s", row.id, _not_taken(refused))
        _wait(row, now, _not_taken(refused))


def _wait(row: Row, now: datetime, words: str) -> None:
    rows.put_off(row, now + WAITS, words)


def _not_taken(refused: Refused) -> str:
    return f"The order does not take it ({refused.refusal.value.replace('_', ' ')})."


def _state(row: Row, state: str) -> str:
    return row.state if row.state == "confirmed" else state


def _fits(instruction: Instruction, told: Told) -> bool:
    return (told.minor, told.currency) == (instruction.minor, instruction.currency)


def _told_core(row: Row, command: c.Command, now: datetime) -> Refused | None:
    return door.handle(door.Asked(row.key[1], PLATFORM, command), now).refused
