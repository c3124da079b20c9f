"""What became of earlier tries of a transfer, so that no person can have money leave twice.

A person may say that a transfer was refused, and have it tried again under another token. Unless a
gateway itself refused the earlier try, it is looked up first, wherever it may have been made.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

from amends.core.terms import RefundMethod
from amends.orders import queries, transferred

from . import rows
from .gateways.contract import Fate, GatewayMissing, Told
from .gateways.known import Known
from .rows import Attempt, Row

# A list can lag behind what was done; before this, "not found" says nothing.
STALE_MOST = timedelta(minutes=30)
MISSED_AT_LEAST = 2
NOT_YET = "The gateway does not find it yet."
RAN = "An earlier try may have been made; it is looked for before this is sent again."


def refusable(known: Known, row: Row, now: datetime) -> str:
    """Return why a person may not call a transfer refused now, or nothing where they may.

    What may be at a gateway is looked up afresh, so this takes as long as the gateway does.
    """
    if row.state not in {"sent", "unknown"}:
        return ""
    try:
        gateway, _ = known.of(row, queries.particulars(row.key), row.id)
        if by_file(row) or (gateway is None and given(row)):
            return ""
        # Nobody sends it again while it is looked up, nor while its refusal is written down.
        rows.keep_away(row, now)
        told = looked_up(known, row, now)
    except GatewayMissing as error:
        return str(error)
    if told.fate is Fate.REFUSED or surely_missing(row, rows.attempts(row.key, row.number)):
        return ""
    return told.words or f"The gateway says: {told.fate.value.replace('_', ' ')}."


def by_file(row: Row) -> bool:
    """Whether a transfer went out last in the accountant's file.

    No gateway knows of it then, nor may one that is set later send it.
    """
    history = rows.attempts(row.key, row.number)
    return bool(history) and history[-1].asked == rows.BY_FILE


def given(row: Row) -> bool:
    """Whether a transfer that no gateway moves is with a person: none was asked of it last."""
    return by_file(row) or not rows.attempts(row.key, row.number)


def doubtful(row: Row) -> bool:
    """Whether an earlier try may have been made: no gateway refused what was asked of it last."""
    history = rows.attempts(row.key, row.number)
    return not given(row) and history[-1].fate != Fate.REFUSED.value


def looked_up(known: Known, row: Row, now: datetime) -> Told:
    """Look up every token under which a transfer was ever sent, at every gateway it can be at.

    Raises `GatewayMissing` where one of them cannot be asked.
    """
    retried = transferred.retries(row.key, row.number)
    # What waits to be sent has not been, under its own token.
    tokens = retried if row.state == "intent" else retried + 1
    told = _worst(known, row, max(tokens, 1))
    rows.note(row, now, "look_up", told)
    return told


def surely_missing(row: Row, history: list[Attempt]) -> bool:
    """Whether "not found" was said often enough and late enough since the last sending."""
    asked = [place for place, one in enumerate(history) if one.asked != "look_up"]
    sent_at = max([row.changed_at, *(history[place].at for place in asked)])
    since = history[asked[-1] + 1 :] if asked else history
    missed = sum(one.fate == Fate.NOT_FOUND.value for one in since)
    last = bool(since) and since[-1].fate == Fate.NOT_FOUND.value
    return last and missed >= MISSED_AT_LEAST and since[-1].at - sent_at >= STALE_MOST


def _worst(known: Known, row: Row, sends: int) -> Told:
    refused = Told(Fate.NOT_FOUND, words=NOT_YET)
    fates = set()
    for told in _answers(known, row, sends):
        if told.fate not in {Fate.NOT_FOUND, Fate.REFUSED}:
            return told
        fates.add(told.fate)
        refused = told if told.fate is Fate.REFUSED else refused
    # One refusal says nothing of another try that is only not found yet.
    few = sends == 1 or fates == {Fate.REFUSED}
    return refused if few else Told(Fate.NOT_FOUND, words=NOT_YET)


def _answers(known: Known, row: Row, sends: int) -> Iterator[Told]:
    particulars = queries.particulars(row.key)
    tokens = [f"{row.id}.{sent}" if sent else row.id for sent in range(sends)]
    for method, token in product(_methods(row), tokens):
        gateway, asked = known.of(replace(row, method=method), particulars, token)
        if gateway is not None:
            yield gateway.look_up(asked)


def _methods(row: Row) -> tuple[str, ...]:
    # A person may have chosen another way since, and with it another gateway.
    return tuple(RefundMethod) if row.kind == "refund" else (row.method,)
