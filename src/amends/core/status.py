"""Where an order can stand."""

from enum import StrEnum


class Status(StrEnum):
    """One order, one status, one main clock."""

    PAID = "paid"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    PROTECTION_LAPSED = "protection_lapsed"
    AWAITING_SELLER = "awaiting_seller"
    NEGOTIATING = "negotiating"
    WAITING = "waiting"
    AWAITING_EVIDENCE = "awaiting_evidence"
    UNDER_REVIEW = "under_review"
    AWAITING_RETURN = "awaiting_return"
    RETURN_SHIPPED = "return_shipped"
    RETURN_DELIVERED = "return_delivered"
    DECIDED = "decided"
    APPEALED = "appealed"
    WITHDRAWN_UNTIL = "withdrawn_until"
    FROZEN = "frozen"
    SETTLED = "settled"
