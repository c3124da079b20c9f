"""People by the thousand: their ids, and keeping what a marketplace says of them."""

import re
from base64 import b32encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from django.db import connection

from amends.database.rows import common

BATCH = 1_000
SAID: Mapping[str, str] = dict.fromkeys(
    ("id", "marketplace", "reference", "name", "locale", "zone", "email"), "varchar"
)
# As bodies write an id: signs of ASCII, without a space.
REFERENCE = re.compile(r"[!-~]{1,100}")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """What a marketplace says of one of its people."""

    marketplace: str
    reference: str
    name: str
    locale: str
    zone: str
    email: str

    @property
    def id(self) -> str:
        """Our id of the person."""
        return person_id(self.marketplace, self.reference)


# A batch names the same people several times.
@lru_cache(maxsize=4 * BATCH)
def person_id(marketplace: str, reference: str) -> str:
    """Return our id of a marketplace's person; staff have the empty marketplace."""
    digest = blake2b(f"person\0{marketplace}\0{reference}".encode(), digest_size=16).digest()
    return b32encode(digest).decode().rstrip("=").lower()


def is_reference(text: str) -> bool:
    """Whether a text can be a marketplace's own id of a person."""
    return REFERENCE.fullmatch(text) is not None


def upsert_people(rows: Sequence[PersonRow]) -> None:
    """Keep people, or what changed of them; whatever else we know of them stays."""
    # In one order always: two writers who meet in the same people wait, and never for each other.
    people = [row for _, row in sorted({row.id: row for row in rows}.items())]
    for start in range(0, len(people), BATCH):
        said, parameters = common(
            "said", SAID, [_values(row) for row in people[start : start + BATCH]]
        )
        with connection.cursor() as cursor:
            cursor.execute(_UPSERT.format(said), parameters)


def _values(row: PersonRow) -> tuple[str, ...]:
    return (row.id, row.marketplace, row.reference, row.name, row.locale, row.zone, row.email)


_UPSERT = """
INSERT INTO accounts_person (id, marketplace_id, reference, name, locale, zone, email,
                             is_mediator, is_operator, also, password)
WITH {} SELECT said.*, FALSE, FALSE, '', '' FROM said WHERE TRUE
ON CONFLICT (id) DO UPDATE SET name = excluded.name, locale = excluded.locale,
                               zone = excluded.zone, email = excluded.email
WHERE (accounts_person.name, accounts_person.locale, accounts_person.zone, accounts_person.email)
   <> (excluded.name, excluded.locale, excluded.zone, excluded.email)
"""
