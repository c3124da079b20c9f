"""The files of an order: what is known of each sealed file, by its number in the order."""

from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from pydantic import TypeAdapter

from amends.core.parties import Role
from amends.evidence import Sealed, Store

from .loaded import Beside, Key, Loaded

_SEALED: TypeAdapter[Sealed] = TypeAdapter(Sealed)


@dataclass(frozen=True, slots=True)
class File:
    """A sealed file under its number in an order."""

    number: int
    sealed: Sealed


def beside(sealed: Sealed) -> Beside:
    """What the door keeps beside the event that adds this file."""
    return Beside(file=_SEALED.dump_json(sealed).decode())


def files(key: Key) -> dict[int, File]:
    """Return an order's files by number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, body FROM files WHERE bucket = %s AND key = %s ORDER BY number", key
        )
        rows = cursor.fetchall()
    return {number: file_of(number, body) for number, body in rows}


def file_of(number: int, body: str) -> File:
    """Return what a row of `files` describes; raise `ValidationError` where it cannot be read."""
    return File(number, _SEALED.validate_json(body))


def visible(loaded: Loaded, role: Role) -> dict[int, File]:
    """Return the files that a role may see, by number.

    One that was added while no dispute ran is its owner's alone until one is submitted.
    """
    order, every = loaded.order, files(loaded.key) if loaded.order.evidence else {}
    if role not in {Role.BUYER, Role.SELLER}:
        return every
    own = set(order.evidence_of(role))
    return {n: file for n, file in every.items() if n in own or n <= order.evidence_shown}


def store() -> Store:
    """Return the store of sealed files of this installation."""
    return Store(settings.AMENDS_EVIDENCE)
