"""One change of one order, spelled as the rows that it makes."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from amends.core.advance import due_at
from amends.core.events import (
    Event,
    EvidenceAdded,
    NumberCorrected,
    ParcelHandedOver,
    ReturnPosted,
)
from amends.core.evolve import evolve
from amends.core.ledger import Posting, postings
from amends.core.lifecycle import deadline
from amends.core.notices import notices
from amends.core.order import Order
from amends.core.parcel import Leg, Parcel
from amends.core.parties import Role
from amends.database.instants import micros
from amends.database.rows import Row
from amends.parcels.store import Renumbered, SentParcel, parcel_row

from . import codec
from .loaded import Change, Done, Loaded
from .moving import transfers_of


@dataclass(slots=True)
class Lines:
    """The rows of one change, and the order as it is after it."""

    change: Change
    after: Loaded
    events: list[Row] = field(default_factory=list)
    postings: list[Row] = field(default_factory=list)
    outbox: list[Row] = field(default_factory=list)
    texts: list[Row] = field(default_factory=list)
    parcels: list[Row] = field(default_factory=list)
    files: list[Row] = field(default_factory=list)
    transfers: list[Row] = field(default_factory=list)
    moved: list[Row] = field(default_factory=list)
    renumbered: list[Renumbered] = field(default_factory=list)


def lines_of(change: Change) -> Lines:
    """Spell a change out; nothing is written here."""
    before = change.before
    lines = Lines(change, before)
    head = before.head
    # A beginning has no order before it, and brings along what its first event makes.
    order = before.order if before.version else None
    for number, done in enumerate(change.done, start=before.version + 1):
        was, order = (
            order,
            done.after or (evolve(order, done.event) if number > 1 else before.order),
        )
        head = _event(lines, (number, head), done)
        _postings(lines, number, postings(done.event, was))
        _outbox(lines, number, done.event, order)
        _kept_beside(lines, done, was.texts if was else 0)
        transfers_of(lines.change.before.key, done, (was, order), (lines.transfers, lines.moved))
    if order is not None:
        version = before.version + len(change.done)
        events = (*before.events, *(done.event for done in change.done))
        lines.after = replace(before, version=version, head=head, order=order, events=events)
    return lines


def changed_columns(lines: Lines) -> Row:
    """Return the columns of `store.CHANGED`, as the order is after the change."""
    order = lines.after.order
    due, ends = due_at(order, lines.after.facts, lines.change.advanced_to), deadline(order)
    money = (order.refund, order.payout, order.put_in, order.charged_back, order.came_back)
    return (
        order.status.value,
        lines.after.version,
        lines.after.head,
        None if due is None else micros(due),
        None if ends is None else micros(ends),
        micros(lines.change.recorded_at),
        len(order.disputes),
        *(0 if part is None else part.minor for part in money),
    )


def _event(lines: Lines, link: tuple[int, bytes], done: Done) -> bytes:
    number, previous = link
    kind, body = codec.dump(done.event)
    by, recorded_at = done.by, micros(lines.change.recorded_at)
    line = (number, kind, recorded_at, by.role.value, by.id, body)
    head = codec.chained(previous, line)
    lines.events.append((*lines.change.before.key, *line, head))
    return head


def _postings(lines: Lines, number: int, made: Sequence[Posting]) -> None:
    for part, posting in enumerate(made, start=1):
        moved = posting.moved
        row = (number, part, posting.source.value, posting.destination.value)
        lines.postings.append((*lines.change.before.key, *row, moved.minor, moved.currency))


def _outbox(lines: Lines, number: int, event: Event, order: Order) -> None:
    people = {Role.BUYER: order.buyer, Role.SELLER: order.seller}
    for notice in notices(event, order):
        person = people.get(notice.to, "")
        row = (number, notice.to.value, person, notice.code, micros(event.at), None)
        lines.outbox.append((*lines.change.before.key, *row))


def _kept_beside(lines: Lines, done: Done, texts: int) -> None:
    key, event, beside = lines.change.before.key, done.event, done.beside
    number = getattr(event, "text", None)
    # A decision that a second person approves keeps the words with which it was proposed.
    if number is not None and number > texts:
        row = (number, done.by.role.value, done.by.id, micros(event.at), beside.text)
        lines.texts.append((*key, *row))
    if isinstance(event, EvidenceAdded):
        lines.files.append((*key, event.evidence, beside.file))
    parcel = _parcel(event, lines.change.before.order)
    if parcel is not None:
        sent = SentParcel(parcel, beside.carrier, beside.tracking_number)
        lines.parcels.append(parcel_row(key, sent))
    if isinstance(event, NumberCorrected):
        renumbered = (event.parcel, beside.carrier, beside.tracking_number)
        lines.renumbered.append(Renumbered(*renumbered, event.at))


def _parcel(event: Event, order: Order) -> Parcel | None:
    if isinstance(event, ParcelHandedOver):
        said = (event.parcel, event.lines, event.handed_over_at, event.tracked, event.at)
        return Parcel(*said, weight_grams=event.weight_grams)
    if isinstance(event, ReturnPosted):
        sent = (event.parcel, order.dispute.lines, event.posted_at, event.tracked)
        return Parcel(*sent, event.at, Leg.RETURN)
    return None
