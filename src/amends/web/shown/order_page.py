"""Everything that the page of one order shows, whoever of its people looks at it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from amends.core.available import Action, available, may_reply, whose_turn, why_not_yet
from amends.core.findings import Finding, findings
from amends.core.money import Money
from amends.core.order import Order, Status
from amends.core.parties import Role
from amends.core.refusals import Refused
from amends.orders import door, queries
from amends.orders.files import File, visible
from amends.orders.queries import Text
from amends.parcels.store import Scan, SentParcel
from amends.web.reader import Reader
from amends.web.viewer import Seen

from .headline import headline
from .money_line import MoneyLine, money_line
from .timeline import Entry, Kept, timeline
from .transfers import Payment, payments


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the order, as the marketplace described it."""

    number: int
    title: str
    quantity: int
    price: Money
    settled: bool
    sent: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One order, ready for a template. `actions` are the names of the commands that are open."""

    key: str
    reference: str
    title: str
    headline: str
    other: str
    role: Role
    order: Order
    lines: tuple[Line, ...]
    money: MoneyLine
    actions: frozenset[str]
    due: Mapping[str, Action]
    turn: bool
    not_yet: Refused | None
    findings: tuple[Finding, ...]
    scans: Sequence[Scan]
    parcels: Sequence[SentParcel]
    entries: Sequence[Entry]
    messages: Sequence[Text]
    files: Mapping[int, File]
    texts: Mapping[int, Text]
    state: str
    payments: Sequence[Payment]
    more_days_until: datetime
    kept_most: Money


def shown(seen: Seen) -> Shown:
    """Gather the page of an order for a viewer."""
    loaded, now = seen.loaded, seen.viewer.now
    order, role = loaded.order, seen.role
    world = door.world_of(loaded, now)
    described = queries.particulars(loaded.key)
    history, texts = queries.history(loaded.key), queries.texts(loaded.key)
    parcels, scans = queries.tracking(loaded.key)
    known = [scan for scan in scans if scan.checkpoint.recorded_at <= now]
    open_now = available(order, role, world)
    found = findings(order, loaded.facts.at(now), now)
    reader, moved = Reader(seen.viewer, role), payments(seen)
    return Shown(
        key=seen.spelled,
        reference=loaded.reference,
        title=title_of(described),
        headline=headline(order, found, reader),
        other=_other(described, role),
        role=role,
        order=order,
        lines=_lines(described, order),
        money=money_line(order, now),
        actions=frozenset(action.command.__name__ for action in open_now),
        due={action.command.__name__: action for action in open_now},
        turn=role in whose_turn(order) or may_reply(order, role, now) is not None,
        not_yet=why_not_yet(order, world) if _could_dispute(order, role) else None,
        findings=found,
        scans=known,
        parcels=parcels,
        entries=timeline(Kept(history, texts, known, moved), reader),
        messages=_messages(history, texts),
        files=visible(loaded, role),
        texts=texts,
        state=state_of(order, found),
        payments=moved,
        more_days_until=order.protected_until + order.terms.extension_of_buyer,
        kept_most=_kept_most(order),
    )


def title_of(described: queries.Particulars) -> str:
    """Name an order by its first line, and say how many more there are."""
    lines = described["lines"]
    assert isinstance(lines, list), "an order has lines"
    more = f", and {len(lines) - 1} more" if len(lines) > 1 else ""
    return f"{lines[0]['title']}{more}"


def state_of(order: Order, found: Sequence[Finding]) -> str:
    """Return how an order is drawn: good, wait, harm, or plain."""
    if order.status in {Status.DECIDED, Status.APPEALED}:
        return "wait"
    if any(finding.worth.trouble for finding in found) and order.status is not Status.SETTLED:
        return "harm"
    if order.status in {Status.DELIVERED, Status.SETTLED}:
        return "good"
    if order.status is Status.SHIPPED and not any(f.worth.suggests for f in found):
        return "good"
    return "" if order.status is Status.PAID else "wait"


def _kept_most(order: Order) -> Money:
    """What a buyer may keep of a refund together with goods that came after all."""
    refund = order.refunded
    return Money(refund.minor * order.terms.late_kept_most // 100, refund.currency)


def _could_dispute(order: Order, role: Role) -> bool:
    opening = {Status.SHIPPED, Status.DELIVERED, Status.PROTECTION_LAPSED}
    return role is Role.BUYER and order.status in opening


def _other(described: queries.Particulars, role: Role) -> str:
    party = described["buyer" if role is Role.SELLER else "seller"]
    assert isinstance(party, dict), "an order has two parties"
    return str(party["name"])


def _lines(described: queries.Particulars, order: Order) -> tuple[Line, ...]:
    lines = described["lines"]
    assert isinstance(lines, list), "an order has lines"
    return tuple(
        Line(
            number=number,
            title=str(line["title"]),
            quantity=int(line["quantity"]),
            price=price,
            settled=number in order.settled_lines,
            sent=number not in order.unsent_lines,
        )
        for number, (line, price) in enumerate(zip(lines, order.lines, strict=True), start=1)
    )


def _messages(history: Sequence[queries.Happened], texts: Mapping[int, Text]) -> list[Text]:
    sent = (
        *("MessageSent", "ExtensionRequested", "ExtensionGranted", "ExtensionRefused"),
        "NumberAsked",
    )
    numbers = (
        getattr(happened.event, "text", None)
        for happened in history
        if type(happened.event).__name__ in sent
    )
    return [texts[number] for number in numbers if isinstance(number, int) and number in texts]
