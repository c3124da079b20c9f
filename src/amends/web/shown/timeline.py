"""What happened, latest first: the order's events and the parcel's checkpoints in one line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from amends.core import events as e
from amends.core.notices import snake
from amends.core.parties import Role
from amends.core.transfers import TransferState
from amends.orders.queries import Happened, Text
from amends.orders.transferred import Transferred
from amends.parcels.store import Scan
from amends.web.reader import Reader

from .transfers import Payment

# What is only of interest to the machine, or is shown in a place of its own.
HIDDEN = (e.NoticeProven, e.RefundMethodChosen, e.MessageSent)
# What staff write to each other: the parties read that it happened, not the words.
AMONG_STAFF = (e.DecisionProposed, e.ApprovalRefused)
MOVED = (e.TransferSent, e.TransferConfirmed, e.TransferRefused, e.TransferRetried)
Moved: TypeAlias = e.TransferSent | e.TransferConfirmed | e.TransferRefused | e.TransferRetried
REACHED: Mapping[type[Moved], TransferState] = {
    e.TransferSent: TransferState.SENT,
    e.TransferConfirmed: TransferState.CONFIRMED,
    e.TransferRefused: TransferState.REFUSED,
    e.TransferRetried: TransferState.INTENT,
}
PARTIES = (Role.BUYER, Role.SELLER)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `said` marks what somebody merely said: it is drawn hollow, a scan solid."""

    at: datetime
    words: str
    place: str = ""
    text: str = ""
    said: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """What the timeline is made of."""

    history: Sequence[Happened]
    texts: Mapping[int, Text]
    scans: Sequence[Scan]
    transfers: Sequence[Payment]


def timeline(kept: Kept, reader: Reader) -> list[Entry]:
    """Return the entries of an order, latest first."""
    entries = [*(_scan(scan, reader) for scan in kept.scans), *_events(kept, reader)]
    # What followed at the same moment stands above what it followed from. Providers tell whole
    # seconds, so that what they made in the second of its sending is no earlier than that.
    return sorted(entries, key=lambda entry: entry.at.replace(microsecond=0))[::-1]


def event_words(event: e.Event, reader: Reader) -> str:
    """Say an event to the reader, with its sums, dates and codes in words."""
    if isinstance(event, e.DecisionMade):
        return reader.decision(event)
    values: dict[str, object] = {}
    for name in event.__dataclass_fields__:
        values[name] = reader.value(getattr(event, name))
    role = reader.role if reader.role in {Role.BUYER, Role.SELLER} else Role.MEDIATOR
    return reader.say(f"event.{snake(type(event))}.{role}", **values)


def _events(kept: Kept, reader: Reader) -> Iterator[Entry]:
    texts = kept.texts
    moved = {payment.transfer.number: payment.transfer for payment in kept.transfers}
    for happened in kept.history:
        event = happened.event
        if isinstance(event, HIDDEN) or (isinstance(event, MOVED) and event.transfer not in moved):
            continue
        number = getattr(event, "text", None)
        if isinstance(event, AMONG_STAFF) and reader.role in PARTIES:
            number = None
        text = texts[number].body if isinstance(number, int) and number in texts else ""
        said = isinstance(event, e.ParcelHandedOver)
        words = event_words(event, reader)
        if isinstance(event, MOVED):
            words = _payment_words(event, moved[event.transfer], reader)
        yield Entry(_moment(event), words, text=text, said=said)


def _moment(event: e.Event) -> datetime:
    """When it happened, where that is known, else when it was recorded."""
    match event:
        case e.OrderProtected():
            return event.paid_at
        case e.TransferConfirmed():
            return event.made_at or event.at
        case _:
            return event.at


def _payment_words(event: Moved, transfer: Transferred, reader: Reader) -> str:
    kind, state = reader.coded(transfer.kind), reader.coded(REACHED[type(event)])
    return f"{kind}, {reader.money(transfer.moved)}: {state[:1].lower()}{state[1:]}"


def _scan(scan: Scan, reader: Reader) -> Entry:
    checkpoint = scan.checkpoint
    return Entry(
        at=checkpoint.by,
        words=reader.say(f"parcel_status.{checkpoint.status}"),
        place=", ".join(filter(None, (scan.city, scan.country))),
        text=scan.text,
        said=not checkpoint.witnessed,
    )
