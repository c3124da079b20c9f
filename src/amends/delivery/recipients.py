"""Who is told and where: the address that an order names, or else the one of the account."""

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from django.db.backends.utils import CursorWrapper

from amends.accounts.models import Person
from amends.core.parties import Role
from amends.database.rows import wanted
from amends.orders.loaded import Key
from amends.orders.queries import Particulars

# What can be written into a header and an envelope without a second thought.
ADDRESS = re.compile(r"[!#-'*+\-./-9=?A-Z^-~]{1,64}@[A-Za-z0-9.-]{1,189}")
STAFF_MOST = 20
_FLAGS = {Role.MEDIATOR: "is_mediator", Role.OPERATOR: "is_operator"}


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person as mail needs them."""

    id: str
    address: str
    locale: str
    zone: str


def addresses(
    cursor: CursorWrapper, asked: Sequence[tuple[Key, str, str]]
) -> Mapping[tuple[Key, str], Recipient]:
    """Return who can be mailed of orders, roles and people, by order and person."""
    if not asked:
        return {}
    described = particulars_of(cursor, sorted({key for key, _, _ in asked}))
    people = Person.objects.in_bulk({person for _, _, person in asked})
    found = {}
    for key, role, person in asked:
        account = people.get(person)
        address = _address(described.get(key, {}), role) or _good(account.email if account else "")
        if not address:
            continue
        locale, zone = (account.locale, account.zone) if account else ("en", "UTC")
        found[(key, person)] = Recipient(person, address, locale or "en", zone or "UTC")
    return found


def staff_with_mail(roles: AbstractSet[str]) -> Mapping[str, list[tuple[str, ...]]]:
    """Return the staff of these roles who have an address, twenty of each at most.

    Each is every id that is the person, the one for mail first.
    """
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for role, flag in _FLAGS.items():
        if role.value in roles:
            people = Person.objects.filter(**{flag: True}).exclude(email="").order_by("id")
            found[role.value] = [person.everywhere for person in people[:STAFF_MOST]]
    return found


def particulars_of(cursor: CursorWrapper, about: Sequence[Key]) -> Mapping[Key, Particulars]:
    """Return orders as their marketplaces described them."""
    common, parameters = wanted(about)
    cursor.execute(
        f"WITH {common} SELECT bucket, key, body FROM wanted JOIN particulars USING (bucket, key)",  # noqa: S608 - ours
        parameters,
    )
    return {(bucket, bytes(key)): json.loads(body) for bucket, key, body in cursor.fetchall()}


def _address(described: Particulars, role: str) -> str:
    party = described.get(role)
    return _good(party.get("email")) if isinstance(party, Mapping) else ""


def _good(written: object) -> str:
    good = isinstance(written, str) and ADDRESS.fullmatch(written)
    return str(written) if good else ""
