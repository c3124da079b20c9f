"""One order in a list: what its card says, which is far less than its page gathers."""

from collections.abc import Sequence
from dataclasses import dataclass

from amends.core.available import available, may_reply, whose_turn
from amends.core.findings import Finding, findings
from amends.core.order import Order
from amends.orders import door
from amends.orders.queries import Listed
from amends.web.reader import Reader
from amends.web.viewer import Seen

from .headline import headline
from .money_line import MoneyLine, money_line
from .order_page import state_of, title_of


@dataclass(frozen=True, slots=True)
class Card:
    """An order as a list shows it now. `actions` are the names of the commands that are open.

    `number` is the marketplace's own, the one that people know an order by.
    """

    key: str
    number: str
    title: str
    headline: str
    state: str
    order: Order
    money: MoneyLine
    turn: bool
    actions: frozenset[str]
    findings: Sequence[Finding]


def shown_card(seen: Seen, row: Listed) -> Card:
    """Return the card of a list's row for a viewer; asks nothing of the database."""
    loaded, now = seen.loaded, seen.viewer.now
    order = loaded.order
    found = findings(order, loaded.facts.at(now), now)
    open_now = available(order, seen.role, door.world_of(loaded, now))
    return Card(
        key=seen.spelled,
        number=row.reference,
        title=title_of(row.particulars),
        headline=headline(order, found, Reader(seen.viewer, seen.role)),
        state=state_of(order, found),
        order=order,
        money=money_line(order, now),
        turn=seen.role in whose_turn(order) or may_reply(order, seen.role, now) is not None,
        actions=frozenset(action.command.__name__ for action in open_now),
        findings=found,
    )
