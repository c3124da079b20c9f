"""What a tracker's reply shows without an order: an order is supposed around each number in it.

The findings are those of `core.findings`. What they need to know of an order, and nobody said, is
made up here so that it speaks against no parcel: no day was promised, nothing was paid late.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from amends.core.events import OrderProtected, ParcelHandedOver
from amends.core.evolve import fold
from amends.core.findings import Finding, findings
from amends.core.money import Money
from amends.core.order import Order
from amends.core.parcel import Checkpoint, Facts, NumberFact, Source
from amends.core.terms import DAY, Terms
from amends.parcels.store import Scan
from amends.parcels.taking import scan_of
from amends.parcels.trackers.reading import Precision, Reading, When

from . import placing
from .intake.instants import EARLIEST, LATEST
from .numbering import Entered, proved

# No clock on Earth is further behind UTC, so that a local time lies at the latest here.
BEHIND_MOST = timedelta(hours=12)
NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of the order; None and empty are not known.

    Countries are ISO 3166 alpha-2. `promise_ends_at` is when the promised day is over.
    """

    from_country: str = ""
    to_country: str = ""
    to_city: str = ""
    to_postcode: str = ""
    to_name: str = ""
    paid_at: datetime | None = None
    handed_over_at: datetime | None = None
    promise_ends_at: datetime | None = None

    @property
    def particulars(self) -> str:
        """The same as a marketplace would describe it."""
        to = {
            "name": self.to_name,
            "city": self.to_city,
            "postal_code": self.to_postcode,
            "country": self.to_country,
        }
        return json.dumps({"ship_to": to, "ships_from": self.from_country})


@dataclass(frozen=True, slots=True)
class Told:
    """One event as a tracker told it, and its place among all that were read, from 1."""

    position: int
    tracker: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class Moments:
    """The moment of the findings, and the moment at which the replies were read."""

    as_of: datetime
    read_at: datetime


def found(
    told: Sequence[Told], numbers: Sequence[str], known: Known, moments: Moments
) -> Iterator[tuple[str, Finding]]:
    """Yield each number with what it shows; `numbers` are also those that nothing was told of.

    A finding rests on positions.
    """
    own: dict[str, list[Told]] = {number: [] for number in numbers}
    for one in told:
        own.setdefault(one.reading.number, []).append(one)
    for number, events in own.items():
        checkpoints = _checkpoints(events, known, moments)
        order = _order(checkpoints, known, moments)
        facts = _facts(number, checkpoints, known, order)
        for finding in findings(order, facts.at(moments.as_of), moments.as_of):
            yield number, finding


def _checkpoints(told: Sequence[Told], known: Known, moments: Moments) -> list[Checkpoint]:
    scans = [_scan(one, moments.read_at) for one in told]
    scans = placing.with_recipients(placing.located(scans), known.particulars)
    return [
        replace(scan.checkpoint, number=one.position) for scan, one in zip(scans, told, strict=True)
    ]


def _scan(told: Told, read_at: datetime) -> Scan:
    reading = told.reading
    if reading.source is Source.SELLER:
        # On an order it is one side's word. Here it is asked what it would show, were it true.
        reading = replace(reading, source=Source.TRACKER)
    recorded_at = _recorded_at(reading, read_at)
    return scan_of(reading, parcel=1, recorded_at=recorded_at, tracker=told.tracker)


def _recorded_at(reading: Reading, read_at: datetime) -> datetime:
    """Who had followed the parcel would have known of an event when it happened."""
    known = reading.when.happened_at or _at_the_latest(reading.when)
    return read_at if known is None else min(known, read_at)


def _at_the_latest(when: When) -> datetime | None:
    """The last moment that a local time can mean, wherever on Earth that clock stands."""
    if not when.local:
        return None
    local = datetime.fromisoformat(when.local).replace(tzinfo=UTC)
    if local >= LATEST:
        # It lies ahead of whoever reads it, and no later moment can be counted.
        return None
    return local + BEHIND_MOST + (DAY if when.precision is Precision.DAY else timedelta())


def _order(checkpoints: Sequence[Checkpoint], known: Known, moments: Moments) -> Order:
    first = min((one.by for one in checkpoints), default=moments.as_of)
    handed_over_at = known.handed_over_at or first
    paid_at = known.paid_at or min(first, handed_over_at)
    promise = known.promise_ends_at or max(moments.as_of, paid_at) + DAY
    protected = OrderProtected(
        at=paid_at,
        buyer=NOBODY,
        seller=NOBODY,
        lines=(Money(1, "EUR"),),
        shipping=Money(0, "EUR"),
        paid_at=paid_at,
        promise_ends_at=promise,
        dispatch_by=promise,
        domestic=bool(known.to_country) and known.to_country == known.from_country,
        policy="",
        terms=Terms(),
    )
    handed = ParcelHandedOver(paid_at, 1, (1,), handed_over_at, tracked=True)
    return fold([protected, handed])


def _facts(number: str, checkpoints: Sequence[Checkpoint], known: Known, order: Order) -> Facts:
    destined = known.to_country or known.to_city or known.to_postcode or known.from_country
    route = placing.route_of(known.particulars, order.paid_at) if destined else None
    return Facts(tuple(checkpoints), order.parcels, numbers=_numbers(number), route=route)


def _numbers(number: str) -> tuple[NumberFact, ...]:
    """What the number proves by its form. Whoever looks at a reply waits for no correction."""
    entered = Entered("", NOBODY, 1, "", number, EARLIEST)
    return (proved(entered, ()),) if number else ()
