"""Where an import goes: a marketplace that is made with its first good order, and not before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from amends.accounts.models import Marketplace
from amends.orders.importers.entries import Entry, EntryRefused, Taken
from amends.orders.importing import ImportDoor, Prepared
from amends.orders.protecting import Site

from .marketplaces import made_if_missing
from .saying import tell


@dataclass(frozen=True, slots=True)
class Into:
    """The marketplace of an import, by its slug, and the zone it gets if it is made."""

    slug: str
    zone: str | None = None


@dataclass(slots=True)
class MakingDoor:
    """Takes entries as `ImportDoor` does; a file without a good one leaves no marketplace."""

    into: Into
    door: ImportDoor
    there: bool

    @classmethod
    def to(cls, into: Into, now: datetime) -> "MakingDoor":
        """Return the door to a marketplace; a missing one has the terms that new ones have."""
        found = Marketplace.objects.filter(slug=into.slug).first()
        site = Site.of(found or Marketplace(slug=into.slug))
        return cls(into, ImportDoor(site, now), found is not None)

    def prepared(self, entry: Entry, /) -> Prepared:
        """Return how an order begins, without asking the database."""
        return self.door.prepared(entry)

    def protect_many(self, entries: Sequence[Prepared], /) -> Sequence[Taken | EntryRefused]:
        """Answer for each entry what became of it, in the order of the entries."""
        if self.there:
            return self.door.protect_many(entries)
        with transaction.atomic():
            made = made_if_missing(self.into.slug, self.into.zone)
            became = self.door.protect_many(entries)
            self.there = any(isinstance(one, Taken) for one in became)
            # Within a transaction that a check takes back, too.
            transaction.set_rollback(made and not self.there)
        if made and self.there:
            tell(f"The marketplace {self.into.slug} is new here; it was made.")
        return became
