"""The door as an import knows it: batches of orders with their past, all of it or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from django.db import transaction

from amends.accounts.people import PersonRow, upsert_people
from amends.accounts.terms import TermsRefused
from amends.core.commands import HandOver
from amends.core.parties import Party, Role
from amends.parcels.store import Scan

from . import door, queries
from .beginning import Began, Beginning, begin
from .door import Asked
from .importers.entries import (
    Entry,
    EntryRefused,
    ImportedCheckpoint,
    ImportedParcel,
    Taken,
)
from .importers.past import past_of
from .intake import Problem, scan_of
from .keys import key_of
from .loaded import Beside, Loaded
from .protecting import PAYMENT_TAKEN, Site, beginning_of, people_of


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order that shall begin, with its people."""

    beginning: Beginning
    people: tuple[PersonRow, ...]


Prepared: TypeAlias = NewOrder | Entry | EntryRefused


@dataclass(frozen=True, slots=True)
class ImportDoor:
    """Takes entries of one marketplace; `now` is the moment of recording."""

    site: Site
    now: datetime

    def protect_many(self, entries: Sequence[Prepared], /) -> Sequence[Taken | EntryRefused]:
        """Answer for each entry what became of it, in the order of the entries."""
        with transaction.atomic():
            return self._taken(entries)

    def _taken(self, entries: Sequence[Prepared]) -> list[Taken | EntryRefused]:
        ready = [self._further(one) if isinstance(one, Entry) else one for one in entries]
        new = [one for one in ready if isinstance(one, NewOrder)]
        upsert_people([person for one in new for person in one.people])
        began = iter(begin([one.beginning for one in new], self.now) if new else [])
        return [_became(next(began)) if isinstance(one, NewOrder) else one for one in ready]

    def prepared(self, entry: Entry, /) -> Prepared:
        """Return how an order begins; what comes to one that is there is for the database."""
        if entry.order is None:
            return entry
        if entry.order.paid_at > self.now:
            return _refused(
                "paid_in_future", "paid_at", "This lies ahead. Send it when it is paid."
            )
        sent = past_of(entry)
        if isinstance(sent, EntryRefused):
            return sent
        try:
            paid_at = entry.order.paid_at
            beginning = beginning_of(self.site, entry.reference, entry.order, paid_at, sent)
            return NewOrder(beginning, tuple(people_of(self.site.slug, entry.order)))
        except TermsRefused as error:
            return _refused("terms_refused", "terms", str(error))

    def _further(self, entry: Entry) -> Taken | EntryRefused:
        """Add parcels and checkpoints to an order that came before."""
        key = key_of(self.site.slug, entry.reference)
        try:
            before = door.read(key, self.now)
        except door.UnknownOrder:
            words = f"No order {entry.reference} is here. Import the order before its parcels."
            return _refused("unknown_order", "order_id", words)
        fresh = _not_yet_sent(before, entry)
        for parcel in fresh:
            refused = self._hand_over(key, parcel)
            if refused is not None:
                return refused
        numbers = _numbers(before, fresh)
        scans = [_scan(checkpoint, numbers) for checkpoint in entry.checkpoints]
        known = [scan for scan in scans if scan is not None]
        if len(known) < len(scans):
            words = "A checkpoint is of a parcel that the order does not have. Send that first."
            return _refused("parcel_unknown", "parcel", words)
        before_scans = len(before.facts.checkpoints)
        after = door.scan(key, known, self.now)
        added = len(after.facts.checkpoints) > before_scans
        return Taken.ADDED if fresh or added else Taken.ALREADY_THERE

    def _hand_over(self, key: bytes, parcel: ImportedParcel) -> EntryRefused | None:
        body = parcel.body
        command = HandOver(
            body.handed_over_at,
            tuple(body.lines),
            tracked=bool(body.tracking_number),
            weight_grams=body.weight_grams,
        )
        beside = Beside(carrier=body.carrier or "", tracking_number=body.tracking_number or "")
        by = Party(Role.MARKETPLACE, self.site.slug)
        refused = door.handle(Asked(key, by, command, beside=beside), self.now).refused
        if refused is None:
            return None
        words = "The order does not take this parcel any more."
        return _refused(str(refused.refusal), "parcel", words)


def _became(began: Began) -> Taken | EntryRefused:
    if began.payment_taken:
        return _refused("payment_taken", "payment.reference", PAYMENT_TAKEN)
    if began.refused is not None:
        refused = began.refused
        details = ", ".join(f"{name} {value}" for name, value in refused.details.items())
        return _refused(str(refused.refusal), "order", f"Not protected: {details or 'refused'}.")
    return Taken.ALREADY_THERE if began.existed else Taken.PROTECTED


def _refused(reason: str, field: str, words: str) -> EntryRefused:
    return EntryRefused(reason, Problem(field, words))


def _not_yet_sent(before: Loaded, entry: Entry) -> list[ImportedParcel]:
    """A parcel is told apart by its tracking number, or without one by when it was handed over."""
    sent, _ = queries.tracking(before.key)
    numbers = {parcel.tracking_number for parcel in sent if parcel.tracking_number}
    moments = {parcel.parcel.handed_over_at for parcel in sent}
    return [
        parcel
        for parcel in entry.parcels
        if parcel.body.tracking_number not in numbers
        and (parcel.body.tracking_number or parcel.body.handed_over_at not in moments)
    ]


def _numbers(before: Loaded, fresh: Sequence[ImportedParcel]) -> dict[int | str, int]:
    """Which parcel a checkpoint may name, by its number in the order or its tracking number."""
    sent, _ = queries.tracking(before.key)
    named: dict[int | str, int] = {parcel.parcel.number: parcel.parcel.number for parcel in sent}
    named |= {p.tracking_number: p.parcel.number for p in sent if p.tracking_number}
    for number, parcel in enumerate(fresh, start=len(sent) + 1):
        named[number] = number
        if parcel.body.tracking_number:
            named[parcel.body.tracking_number] = number
    return named


def _scan(checkpoint: ImportedCheckpoint, numbers: dict[int | str, int]) -> Scan | None:
    only = next(iter(numbers.values()), None) if len(set(numbers.values())) == 1 else None
    named = only if checkpoint.parcel is None else numbers.get(checkpoint.parcel)
    return scan_of(checkpoint.body, named, checkpoint.recorded_at) if named else None
