"""What the policy says of every order at a moment, on nothing that was dated after it.

Orders are read in batches, their events and facts cut at the moment, and judged in memory: nothing
is recorded. Without a dispute the reason is the one that the strongest finding suggests.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection
from django.db.backends.utils import CursorWrapper

from amends.core.events import DisputeOpened
from amends.core.evolve import evolve
from amends.core.order import Order, Status
from amends.core.parcel import Facts
from amends.core.parties import Role
from amends.core.reasons import Reason
from amends.core.rulings import Ruling, RulingOutcome
from amends.core.terms import Remedy
from amends.database.instants import micros
from amends.policy.facts import Value
from amends.policy.judge import facts_of, judge_of
from amends.policy.suggesting import suggested

from . import store
from .loaded import Key, Loaded

BATCH = 500


@dataclass(frozen=True, slots=True)
class Judged:
    """One order at one moment. `ruling` is None where no finding suggests a reason."""

    order_id: str
    as_of: datetime
    reason: Reason | None
    facts: dict[str, Value]
    ruling: Ruling | None

    @property
    def outcome(self) -> RulingOutcome | None:
        """What the rule says, if there is a reason to ask it."""
        return self.ruling.outcome if self.ruling else None


def judged_as_of(moment: datetime) -> Iterator[Judged]:
    """Yield every order that was protected by `moment`, as the policy judged it then."""
    last: Key = (-1, b"")
    while batch := _batch(last, moment):
        yield from (_judged(loaded, moment) for loaded in batch)
        last = batch[-1].key


def _batch(after: Key, moment: datetime) -> list[Loaded]:
    with connection.cursor() as cursor:
        keys = _next_keys(cursor, after, moment)
        found = store.load_as_of(cursor, keys, moment) if keys else []
    return sorted(found, key=lambda loaded: loaded.key)


def _next_keys(cursor: CursorWrapper, after: Key, moment: datetime) -> Sequence[Key]:
    cursor.execute(
        "SELECT bucket, key FROM orders WHERE protected_at <= %s"
        " AND (bucket > %s OR (bucket = %s AND key > %s)) ORDER BY bucket, key LIMIT %s",
        [micros(moment), after[0], *after, BATCH],
    )
    return [(bucket, bytes(key)) for bucket, key in cursor.fetchall()]


def _judged(loaded: Loaded, moment: datetime) -> Judged:
    order, facts = loaded.order, loaded.facts
    reason, disputed = _with_reason(order, facts, moment)
    return Judged(
        order_id=loaded.reference,
        as_of=moment,
        reason=reason,
        facts=facts_of(disputed, facts, moment),
        ruling=judge_of(order.policy)(disputed, facts, moment) if reason else None,
    )


def _with_reason(order: Order, facts: Facts, moment: datetime) -> tuple[Reason | None, Order]:
    """The order with the dispute that it has, or would have by its strongest finding."""
    if order.disputed:
        return order.dispute.reason, order
    fits = suggested(order, facts, moment)
    if fits is None:
        return None, order
    reason = fits.reason
    opened = DisputeOpened(
        at=moment,
        dispute=len(order.disputes) + 1,
        by=Role.PLATFORM,
        received=False,
        reason=reason,
        remedy=Remedy.REFUND_ONLY,
        lines=tuple(range(1, len(order.lines) + 1)),
        refund=order.held,
        refund_method=order.terms.refund_methods[0],
        evidence=(),
        text=None,
    )
    # Supposed, not recorded: as if it were opened from where every status can be disputed.
    open_order = replace(order, status=Status.SHIPPED, latest_at=min(order.latest_at, moment))
    return reason, evolve(open_order, opened)
