"""Refunds of a past that a restore undid: confirmed once their orders have come to them again."""

import logging
from dataclasses import replace
from datetime import datetime

from django.db import connection, transaction

from amends.core.commands import ConfirmTransfer
from amends.core.parties import PLATFORM
from amends.orders import door
from amends.orders.door import Asked
from amends.orders.retrying import Apart

from .divergence import Divergence, DivergenceKind, come_again, keep
from .reconciling import BY, OPEN, PAGE, settled_by_hand, transfer_of

log = logging.getLogger("amends.reconcile")


def confirm_rewound(now: datetime, most: int = PAGE) -> int:
    """Confirm refunds that orders have come to again; return how many were.

    A step of the worker, before anything is sent. An order that came to another refund, or cannot
    take the confirmation, stays blocked, and waits for a person.
    """
    with connection.cursor() as cursor:
        rewound = come_again(cursor, most)
    return sum(_confirmed_or_kept(one, now) for one in rewound)


def _confirmed_or_kept(found: Divergence, now: datetime) -> bool:
    with Apart(log, "the refund %s cannot be confirmed; a person must look", found.transfer):
        return _confirmed_rewound(found, now)
    _left_to_a_person(found)
    return False


def _confirmed_rewound(found: Divergence, now: datetime) -> bool:
    booked = transfer_of(found.key, found.number)
    if booked is None:
        return False
    if (booked.state, booked.reference) == ("confirmed", found.reference):
        return settled_by_hand(found.key, found.number, BY, now)
    if (booked.kind, booked.moved) != ("refund", found.moved) or booked.state not in OPEN:
        _left_to_a_person(found)
        return False
    command = ConfirmTransfer(found.number, found.reference)
    handled = door.handle(Asked(found.key[1], PLATFORM, command), now)
    if handled.refused is None:
        settled_by_hand(found.key, found.number, BY, now)
    return handled.refused is None


def _left_to_a_person(found: Divergence) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        keep(cursor, replace(found, kind=DivergenceKind.DIFFERING))
