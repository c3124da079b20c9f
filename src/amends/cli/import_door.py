"""Where an import goes: a marketplace that is made with its first good order, and not before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from amends.orders.importers.entries import Entry, EntryRefused, Taken
from amends.orders.importing import ImportDoor

from .marketplaces import made_if_missing, site_of
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
    now: datetime
    door: ImportDoor | None = None

    def protect_many(self, entries: Sequence[Entry], /) -> Sequence[Taken | EntryRefused]:
        """Answer for each entry what became of it, in the order of the entries."""
        if self.door is not None:
            return self.door.protect_many(entries)
        with transaction.atomic():
            made = made_if_missing(self.into.slug, self.into.zone)
            door = ImportDoor(site_of(self.into.slug), self.now)
            became = door.protect_many(entries)
            if made and not any(isinstance(one, Taken) for one in became):
                transaction.set_rollback(True)
                return became
        self.door = door
        if made:
            tell(f"The marketplace {self.into.slug} is new here; it was made.")
        return became
