"""What happened, latest first: the order's events and the parcel's checkpoints in one line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from amends.core import events as e
from amends.core.notices import snake
from amends.core.parties import Role
from amends.orders.queries import Happened, Text
from amends.parcels.store import Scan
from amends.web.reader import Reader

# What is only of interest to the machine, or is shown in a place of its own.
HIDDEN = (e.NoticeProven, e.RefundMethodChosen, e.MessageSent)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `said` marks what somebody merely said: it is drawn hollow, a scan solid."""

    at: datetime
    words: str
    place: str = ""
    text: str = ""
    said: bool = False


def timeline(
    history: Sequence[Happened], texts: Mapping[int, Text], scans: Sequence[Scan], reader: Reader
) -> list[Entry]:
    """Return the entries of an order, latest first."""
    entries = [*(_scan(scan, reader) for scan in scans), *_events(history, texts, reader)]
    # What followed at the same moment stands above what it followed from.
    return sorted(entries, key=lambda entry: entry.at)[::-1]


def event_words(event: e.Event, reader: Reader) -> str:
    """Say an event to the reader, with its sums, dates and codes in words."""
    if isinstance(event, e.DecisionMade):
        return reader.decision(event)
    values: dict[str, object] = {}
    for name in event.__dataclass_fields__:
        values[name] = reader.value(getattr(event, name))
    role = reader.role if reader.role in {Role.BUYER, Role.SELLER} else Role.MEDIATOR
    return reader.say(f"event.{snake(type(event))}.{role}", **values)


def _events(
    history: Sequence[Happened], texts: Mapping[int, Text], reader: Reader
) -> Iterator[Entry]:
    for happened in history:
        event = happened.event
        if isinstance(event, HIDDEN):
            continue
        number = getattr(event, "text", None)
        text = texts[number].body if isinstance(number, int) and number in texts else ""
        said = isinstance(event, e.ParcelHandedOver)
        yield Entry(event.at, event_words(event, reader), text=text, said=said)


def _scan(scan: Scan, reader: Reader) -> Entry:
    checkpoint = scan.checkpoint
    return Entry(
        at=checkpoint.by,
        words=reader.say(f"parcel_status.{checkpoint.status}"),
        place=", ".join(filter(None, (scan.city, scan.country))),
        text=scan.text,
        said=not checkpoint.witnessed,
    )
