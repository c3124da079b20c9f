"""A person's word on a divergence: the transfer was made, or it was not, and the books follow it.

Only closing it would leave the transfer open, and what is open is paid once more.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from amends.core.commands import ConfirmTransfer, RefuseTransfer
from amends.core.parties import PLATFORM
from amends.orders import door
from amends.orders.door import Asked
from amends.orders.loaded import Key

from .divergence import REFERENCE_MOST, expect, explain, is_open
from .reconciling import Booked, transfer_of

MADE = "confirmed"
AWAITED = "awaited"


class SettlingRefused(Exception):
    """The books cannot take this word; the text says why, and the way out. Nothing changed."""


@dataclass(frozen=True, slots=True)
class Word:
    """What `by` says of a transfer: `paid` is the reference it was paid under, None if it was not.

    `number` is the transfer's number within the order `key`.
    """

    key: Key
    number: int
    by: str
    paid: str | None


def settle(word: Word, now: datetime) -> str:
    """Bring the books in line with a person's word, and return the transfer's state there.

    It is empty where they have none, `AWAITED` where it was paid and they do not have it yet: then
    its order is blocked until it comes to it.

    Raises `SettlingRefused` when nothing waits for it, or the transfer cannot become so.
    """
    if word.paid is not None and not _is_reference(word.paid):
        raise SettlingRefused(
            f"A reference is one line of 1 to {REFERENCE_MOST} characters, as the payment"
            " provider or the bank shows it."
        )
    with transaction.atomic(), connection.cursor() as cursor:
        if not is_open(cursor, word.key, word.number):
            raise SettlingRefused("It waits for nobody; amends reconcile names what does.")
        booked = transfer_of(word.key, word.number)
        if booked is None and word.paid is not None:
            _await(cursor, word, word.paid.strip())
            return AWAITED
        _tell_books(word, booked, now)
        explain(cursor, word.key, word.number, by=word.by, now=now)
    after = transfer_of(word.key, word.number)
    return after.state if after is not None else ""


def _is_reference(text: str) -> bool:
    return bool(text.strip()) and len(text) <= REFERENCE_MOST and text.isprintable()


def _await(cursor: CursorWrapper, word: Word, reference: str) -> None:
    if not expect(cursor, word.key, word.number, reference):
        raise SettlingRefused(
            "These books do not have it yet. Once its order comes to it again, a worker confirms"
            " it by itself."
        )


def _tell_books(word: Word, booked: Booked | None, now: datetime) -> None:
    made = booked is not None and booked.state == MADE
    if word.paid is not None and not made:
        _handle(word, ConfirmTransfer(word.number, word.paid.strip()), now)
    if word.paid is None and made:
        _handle(word, RefuseTransfer(word.number, f"{word.by} says that it was not paid."), now)


def _handle(word: Word, command: ConfirmTransfer | RefuseTransfer, now: datetime) -> None:
    if door.handle(Asked(word.key[1], PLATFORM, command), now).refused is not None:
        raise SettlingRefused(
            "Its order does not take this any more. Look at the order's page, and say what its"
            " transfer shows there."
        )
