"""Cases for the tests of the policy: orders with a dispute, made with the core alone."""

from datetime import UTC, datetime, timedelta

from amends.core.commands import HandOver, OpenDispute, ProtectOrder, SendMessage
from amends.core.decide import protect, respond
from amends.core.evolve import fold
from amends.core.money import Money
from amends.core.order import Order
from amends.core.parcel import Checkpoint, Facts, ParcelStatus, Source
from amends.core.parties import Party, Role
from amends.core.reasons import Burden, Reason
from amends.core.rulings import Ruling, RulingOutcome
from amends.core.terms import Terms
from amends.core.world import World
from amends.policy.facts import FACTS, Kind, Value

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
# Everything is known, and nothing speaks for anybody.
CALM: dict[str, Value] = {
    name: False if fact.kind is Kind.FLAG else 0 for name, fact in FACTS.items()
}


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def scan(status: ParcelStatus, on: float, parcel: int = 1) -> Checkpoint:
    return Checkpoint(parcel, int(on * 10), status, Source.CARRIER, True, day(on), day(on))  # noqa: FBT003 - a scan is physical


def undecided(_order: Order, _facts: Facts, _now: datetime) -> Ruling:
    return Ruling(RulingOutcome.REVIEW, "", "test", automatic=False, burden=Burden.NOBODY)


def disputed(reason: Reason, *scans: Checkpoint, lines: tuple[int, ...] = ()) -> Order:
    """An order of two lines in two parcels, promised by day 20 and disputed on day 30."""
    command = ProtectOrder(
        buyer="alice",
        seller="bob",
        lines=(eur(3000), eur(1000)),
        shipping=eur(400),
        paid_at=START,
        promise_ends_at=day(20),
        policy="default",
        terms=Terms(),
    )
    facts = Facts(tuple(scans))
    order = fold(protect(command, World(facts, undecided, START)))
    seller, buyer = Party(Role.SELLER, "bob"), Party(Role.BUYER, "alice")
    taken = scan(ParcelStatus.ACCEPTED, 1), scan(ParcelStatus.ACCEPTED, 1, 2)
    known = Facts((*taken, *scans))
    for line in (1, 2):
        step = respond(order, seller, HandOver(day(1), (line,)), World(known, undecided, day(1)))
        order = fold(step.events, order)
    step = respond(order, buyer, SendMessage("Where?"), World(known, undecided, day(18)))
    order = fold(step.events, order)
    cap = order.cap_of(lines or (1, 2))
    claim = OpenDispute(received=False, reason=reason, refund=cap, lines=lines, text="No.")
    opened = respond(order, buyer, claim, World(known, undecided, day(20.5)))
    assert opened.refused is None, opened.refused
    return fold(opened.events, order)
