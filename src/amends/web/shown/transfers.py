"""The transfers of an order as its people read them: what, how, how far, and under which name."""

from collections.abc import Mapping
from dataclasses import dataclass

from amends.core.parties import Role
from amends.core.transfers import OF_BUYER, TransferKind
from amends.database.instants import micros
from amends.orders import transferred
from amends.orders.transferred import Transferred
from amends.web.viewer import Seen

# Money of the other side is nobody else's business; who looks after it sees all of it.
SHOWN: Mapping[Role, frozenset[TransferKind]] = {
    Role.BUYER: OF_BUYER,
    Role.SELLER: frozenset({TransferKind.PAYOUT, TransferKind.COLLECT}),
}
DRAWN = {"confirmed": "good", "refused": "harm", "unknown": "wait", "cancelled": ""}


@dataclass(frozen=True, slots=True)
class Payment:
    """One transfer, ready for a template. `drawn` is good, wait, harm, or plain.

    `stood` tells one state of it from the next, as forms carry it.
    """

    transfer: Transferred
    drawn: str

    @property
    def stood(self) -> int:
        """When it last changed, in microseconds since 1970."""
        return micros(self.transfer.since)


def payments(seen: Seen) -> list[Payment]:
    """Return the transfers of an order that concern who looks, by number."""
    kinds = SHOWN.get(seen.role, frozenset(TransferKind))
    rows = transferred.of_order(seen.loaded.key)
    return [drawn(row) for row in rows if row.kind in kinds]


def drawn(transfer: Transferred) -> Payment:
    """Return a transfer with how it is drawn."""
    return Payment(transfer, DRAWN.get(transfer.state, "wait"))
