"""How an order goes on when a dispute ends before all of it is settled."""

from datetime import datetime

from .order import Order, Status
from .replacing import replace


def resumed(order: Order, status: Status, at: datetime, due_at: datetime | None) -> Order:
    """Return the order in the status that its dispute interrupted, its clock until `due_at`."""
    opened_at = order.dispute.opened_at
    order = order.enter(status, at)
    match status:
        case Status.SHIPPED:
            assert due_at is not None, "protection has an end"
            return replace(order, protected_until=due_at)
        case Status.DELIVERED:
            # The dispute stopped the time for faults as well.
            assert order.faults_until is not None, "what was delivered has a time for faults"
            faults_until = order.faults_until + (at - opened_at)
            return replace(order, inspected_until=due_at, faults_until=faults_until)
        case _:
            return replace(order, claim_until=due_at)
