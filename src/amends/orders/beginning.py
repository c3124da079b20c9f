"""How orders begin: one by one from the API, or by the thousand, with their past, from an import.

Whatever comes again under a key that exists has no effect.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from amends.core.commands import HandOver, ProtectOrder
from amends.core.decide import protect, respond
from amends.core.evolve import fold
from amends.core.parcel import Facts, NumberFact, Parcel
from amends.core.parties import PLATFORM, Party, Role
from amends.core.refusals import Refused
from amends.core.world import World
from amends.database.rows import insert
from amends.parcels import facts as said
from amends.parcels import store as parcels
from amends.parcels.news import fresh
from amends.parcels.places.geocoding import want
from amends.parcels.store import Scan, SentParcel
from amends.policy.judge import judge_of

from . import numbering, owners, placing, store
from .keys import bucket_of, key_of
from .loaded import Beside, Change, Done, Key, Loaded
from .numbering import Entered
from .retrying import retried
from .selfcheck import require_safe_for_money


@dataclass(frozen=True, slots=True)
class Sent:
    """A parcel of an order that begins, with the checkpoints known of it.

    `told_at` is when the seller said so; `lines` count from 1, none means all. `weight_grams` is
    what the label states.
    """

    handed_over_at: datetime
    told_at: datetime
    lines: tuple[int, ...] = ()
    carrier: str = ""
    tracking_number: str = ""
    tracked: bool = True
    scans: tuple[Scan, ...] = ()
    weight_grams: int | None = None


@dataclass(frozen=True, slots=True)
class Beginning:
    """An order that shall be protected as of `at`; `particulars` is its description as JSON.

    `payment` is the payment provider's reference of what was captured, `gateway` its name.
    """

    marketplace: str
    reference: str
    command: ProtectOrder
    particulars: str
    at: datetime
    sent: tuple[Sent, ...] = ()
    gateway: str = ""
    payment: str = ""

    @property
    def key(self) -> Key:
        """The key that the marketplace's own names give it."""
        key = key_of(self.marketplace, self.reference)
        return bucket_of(key), key


@dataclass(frozen=True, slots=True)
class Began:
    """What became of a beginning: a new order, an order that was there, or a refusal.

    `payment_taken` says that its payment is another marketplace's.
    """

    loaded: Loaded | None = None
    refused: Refused | None = None
    payment_taken: bool = False
    late_parcels: int = 0

    @property
    def existed(self) -> bool:
        """Whether an order with this key was there before."""
        return self.loaded is None and self.refused is None and not self.payment_taken


@dataclass(frozen=True, slots=True)
class _Past:
    """An order with the events of its past, and the parcels that it could not take any more."""

    change: Change
    late: tuple[SentParcel, ...]
    scans: tuple[Scan, ...]


def begin(beginnings: Sequence[Beginning], now: datetime) -> list[Began]:
    """Protect orders that are new, all in one transaction; `now` is the moment of recording."""
    require_safe_for_money()
    located = [(beginning.key, _located(beginning)) for beginning in beginnings]
    return retried(lambda: _begin(located, now))


def _begin(beginnings: Sequence[tuple[Key, Beginning]], now: datetime) -> list[Began]:
    with transaction.atomic(), connection.cursor() as cursor:
        known = store.existing(cursor, [key for key, _ in beginnings])
        # The same order twice in one batch is one order: the first of them.
        fresh = {key: b for key, b in reversed(beginnings) if key not in known}
        numbers = _numbers(cursor, fresh)
        pasts = {key: _past(key, b, numbers.get(key, ()), now) for key, b in fresh.items()}
        good = {key: past for key, past in pasts.items() if isinstance(past, _Past)}
        taken = _taken(cursor, {key: b for key, b in fresh.items() if key in good})
        written = {key: past for key, past in good.items() if key not in taken}
        particulars = {
            key: (b.particulars, b.gateway, b.payment) for key, b in fresh.items() if key in written
        }
        changes = [past.change for past in written.values()]
        after = store.begin(cursor, changes, particulars)
        _insert_facts(cursor, written)
    return [
        Began(payment_taken=True) if key in taken else _began(pasts.get(key), after.get(key))
        for key, _ in beginnings
    ]


def _taken(cursor: CursorWrapper, good: dict[Key, Beginning]) -> set[Key]:
    """Return the orders that name another marketplace's payment; the last of `good` comes first."""
    paid = {key: (b.gateway, b.payment) for key, b in reversed(good.items())}
    return owners.own(cursor, paid, {key: b.marketplace for key, b in good.items()})


def _began(past: "_Past | Refused | None", after: Loaded | None) -> Began:
    match past:
        case Refused() as refused:
            return Began(refused=refused)
        case _Past(late=late):
            return Began(after, late_parcels=len(late))
        case _:
            return Began()


def _past(
    key: Key, beginning: Beginning, numbers: Sequence[NumberFact], now: datetime
) -> _Past | Refused:
    judge = judge_of(beginning.command.policy)
    scans = _numbered(beginning.sent)
    since = placing.placed_at(scans)
    route = placing.route_of(beginning.particulars, since) if since else None
    checkpoints = tuple(scan.checkpoint for scan in scans)
    facts = Facts(checkpoints, numbers=tuple(numbers), route=route)
    try:
        events = protect(beginning.command, World(facts, judge, beginning.at))
    except Refused as refused:
        return refused
    marketplace = Party(Role.MARKETPLACE, beginning.marketplace)
    done = [Done(event, marketplace) for event in events]
    begun = order = fold(events)
    late, reached = [], beginning.at
    for number, sent in enumerate(beginning.sent, start=1):
        reached = max(reached, sent.told_at)
        command = HandOver(sent.handed_over_at, sent.lines, sent.tracked, sent.weight_grams)
        response = respond(order, marketplace, command, World(facts, judge, reached))
        beside = Beside(carrier=sent.carrier, tracking_number=sent.tracking_number)
        done += [Done(event, PLATFORM) for event in response.elapsed]
        done += [Done(event, marketplace, beside) for event in response.decided]
        done += [Done(event, PLATFORM) for event in response.followed]
        order = fold(response.events, order)
        if response.refused is not None:
            late.append(_late(number, sent, reached, len(order.lines)))
    if late:
        facts = replace(facts, parcels=tuple(sent.parcel for sent in late))
    # Version 0: the events that follow begin the order, and its chain begins at its key.
    named = (beginning.marketplace, beginning.reference)
    before = Loaded(key, *named, 0, key[1], begun, facts)
    return _Past(Change(before, tuple(done), reached, now), tuple(late), scans)


def _late(number: int, sent: Sent, told_at: datetime, lines: int) -> SentParcel:
    """A parcel that came when the order was settled already stays a fact about it."""
    covered = sent.lines or tuple(range(1, lines + 1))
    said = (number, covered, sent.handed_over_at, sent.tracked, told_at)
    parcel = Parcel(*said, weight_grams=sent.weight_grams)
    return SentParcel(parcel, sent.carrier, sent.tracking_number)


def _numbered(every: Sequence[Sent]) -> tuple[Scan, ...]:
    """Number the parcels as they come, and the checkpoints by when they were recorded."""
    scans = [
        replace(scan, checkpoint=replace(scan.checkpoint, parcel=parcel))
        for parcel, sent in enumerate(every, start=1)
        for scan in sent.scans
    ]
    return tuple(fresh([], sorted(scans, key=lambda s: s.checkpoint.recorded_at)))


def _insert_facts(cursor: CursorWrapper, written: dict[Key, _Past]) -> None:
    late = [parcels.parcel_row(key, sent) for key, past in written.items() for sent in past.late]
    scans = [parcels.scan_row(key, scan) for key, past in written.items() for scan in past.scans]
    parcels.insert_parcels(cursor, late)
    parcels.insert_scans(cursor, scans)
    recorded_at = max((past.change.recorded_at for past in written.values()), default=None)
    if recorded_at is not None:
        every = [scan for past in written.values() for scan in past.scans]
        want(cursor, placing.unfound(every), recorded_at)
    facts = {key: past.change.before.facts for key, past in written.items()}
    rows = [row for key, one in facts.items() for row in said.said_rows(key, 0, one.numbers)]
    insert(cursor, "parcel_facts", said.FACT_COLUMNS, rows)
    said.record_routes(cursor, [(key, one.route) for key, one in facts.items() if one.route])


def _located(beginning: Beginning) -> Beginning:
    if not beginning.sent:
        return beginning
    sent = (replace(one, scans=tuple(placing.located(one.scans))) for one in beginning.sent)
    return replace(beginning, sent=tuple(sent))


def _numbers(cursor: CursorWrapper, fresh: dict[Key, Beginning]) -> dict[Key, list[NumberFact]]:
    """Return what numbers prove, each against those before it; `fresh` begins with the last."""
    every = {s.tracking_number for b in fresh.values() for s in b.sent if s.tracking_number}
    had = numbering.buyers_with(cursor, sorted(every))
    proved: dict[Key, list[NumberFact]] = defaultdict(list)
    for key, beginning in reversed(fresh.items()):
        for entered in _entered(beginning):
            proved[key].append(numbering.proved(entered, had[entered.number]))
            had[entered.number].add((entered.marketplace, entered.buyer))
    return proved


def _entered(beginning: Beginning) -> list[Entered]:
    marketplace, buyer = beginning.marketplace, beginning.command.buyer
    return [
        Entered(marketplace, buyer, parcel, sent.carrier, sent.tracking_number, sent.told_at)
        for parcel, sent in enumerate(beginning.sent, start=1)
        if sent.tracking_number
    ]
