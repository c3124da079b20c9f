"""One change of one order, spelled as the rows that it makes."""

from dataclasses import dataclass, field, replace

from amends.core.advance import due_at
from amends.core.events import Event, EvidenceAdded, ParcelHandedOver
from amends.core.evolve import evolve
from amends.core.ledger import postings
from amends.core.notices import notices
from amends.core.order import Order
from amends.core.parcel import Parcel
from amends.core.parties import Role
from amends.database.instants import micros
from amends.database.rows import Row
from amends.parcels.store import SentParcel, parcel_row

from . import codec
from .loaded import Change, Done, Loaded


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


def lines_of(change: Change) -> Lines:
    """Spell a change out; nothing is written here."""
    before = change.before
    lines = Lines(change, before)
    head = before.head
    # A beginning has no order before it.
    order = before.order if before.version else None
    for number, done in enumerate(change.done, start=before.version + 1):
        order = evolve(order, done.event)
        head = _event(lines, (number, head), done)
        _postings(lines, number, done.event)
        _outbox(lines, number, done.event, order)
        _kept_beside(lines, done)
    if order is not None:
        version = before.version + len(change.done)
        lines.after = replace(before, version=version, head=head, order=order)
    return lines


def changed_columns(lines: Lines) -> Row:
    """Return the columns of `store.CHANGED_COLUMNS`, as the order is after the change."""
    order = lines.after.order
    due = due_at(order, lines.after.facts, lines.change.advanced_to)
    refund = order.refund.minor if order.refund else 0
    return (
        order.status.value,
        lines.after.version,
        lines.after.head,
        None if due is None else micros(due),
        micros(lines.change.recorded_at),
        len(order.disputes),
        refund,
        order.payout.minor if order.payout else 0,
        refund if order.refund_paid_at else 0,
    )


def _event(lines: Lines, link: tuple[int, bytes], done: Done) -> bytes:
    number, previous = link
    kind, body = codec.dump(done.event)
    by, recorded_at = done.by, micros(lines.change.recorded_at)
    line = (number, kind, recorded_at, by.role.value, by.id, body)
    head = codec.chained(previous, line)
    lines.events.append((*lines.change.before.key, *line, head))
    return head


def _postings(lines: Lines, number: int, event: Event) -> None:
    for part, posting in enumerate(postings(event), start=1):
        moved = posting.moved
        row = (number, part, posting.source.value, posting.destination.value)
        lines.postings.append((*lines.change.before.key, *row, moved.minor, moved.currency))


def _outbox(lines: Lines, number: int, event: Event, order: Order) -> None:
    people = {Role.BUYER: order.buyer, Role.SELLER: order.seller}
    for notice in notices(event, order):
        person = people.get(notice.to, "")
        row = (number, notice.to.value, person, notice.code, micros(event.at), None)
        lines.outbox.append((*lines.change.before.key, *row))


def _kept_beside(lines: Lines, done: Done) -> None:
    key, event, beside = lines.change.before.key, done.event, done.beside
    number = getattr(event, "text", None)
    if number is not None:
        row = (number, done.by.role.value, done.by.id, micros(event.at), beside.text)
        lines.texts.append((*key, *row))
    if isinstance(event, EvidenceAdded):
        lines.files.append((*key, event.evidence, beside.file))
    if isinstance(event, ParcelHandedOver):
        parcel = Parcel(event.parcel, event.lines, event.handed_over_at, event.tracked, event.at)
        sent = SentParcel(parcel, beside.carrier, beside.tracking_number)
        lines.parcels.append(parcel_row(key, sent))
