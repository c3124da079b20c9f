"""What is heard of an order's parcels, written down: scans, sealed replies, trackers' answers.

The door calls it within its transaction, where the order's lock is held.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.backends.utils import CursorWrapper

from amends.core.findings.numbering import UNKNOWN_FOR
from amends.core.parcel import Facts, TrackerAnswer
from amends.parcels import facts as said
from amends.parcels import store as parcels
from amends.parcels.news import fresh
from amends.parcels.places.geocoding import want
from amends.parcels.pushes import Name, pushes_taken
from amends.parcels.seeking import place_scans
from amends.parcels.snapshots import Sealed, seal
from amends.parcels.store import Scan

from . import placing
from .loaded import Key, Loaded


@dataclass(frozen=True, slots=True)
class Heard:
    """Scans, with the reply that they stand in where they came from one."""

    scans: tuple[Scan, ...]
    reply: Sealed | None = None


@dataclass(frozen=True, slots=True)
class News:
    """Everything that one look at the world brought; `pushes` are those that it takes in."""

    heard: tuple[Heard, ...] = ()
    answers: tuple[TrackerAnswer, ...] = ()
    pushes: tuple[Name, ...] = ()

    @classmethod
    def of(cls, scans: Sequence[Scan]) -> "News":
        """Return scans that came without a reply to keep."""
        return cls((Heard(tuple(scans)),))

    def located(self) -> "News":
        """The same news, with what is certain of the places of its scans."""
        heard = (replace(one, scans=tuple(placing.located(one.scans))) for one in self.heard)
        return replace(self, heard=tuple(heard))


def hear(cursor: CursorWrapper, loaded: Loaded, news: News, now: datetime) -> Loaded:
    """Record what is new of it, and return the order with its facts as they are then."""
    key = loaded.key
    known = [scan for _, scan in parcels.scans_of(cursor, [key])]
    told = _sealed(cursor, key, news)
    if any(scan.recipient for scan in told):
        # Before the known ones are left out: who took it may be all that is new.
        told = placing.with_recipients(told, _particulars(cursor, key))
    new = fresh(known, told)
    facts = loaded.facts
    since = placing.placed_at(new)
    if since is not None and facts.route is None:
        particulars = _particulars(cursor, key)
        route = placing.route_of(particulars, since)
        want(cursor, placing.unfound((), particulars), now)
        said.record_routes(cursor, [(key, route)])
        facts = replace(facts, route=route)
    parcels.insert_scans(cursor, [parcels.scan_row(key, scan) for scan in new])
    want(cursor, placing.unfound(new), now)
    answers = _worth_keeping(facts, news.answers)
    said.record_said(cursor, key, len(facts.numbers) + len(facts.answers), answers)
    if news.pushes:
        pushes_taken(news.pushes, now)
    checkpoints = (*facts.checkpoints, *(scan.checkpoint for scan in new))
    facts = replace(facts, checkpoints=checkpoints, answers=(*facts.answers, *answers))
    return replace(loaded, facts=facts)


def find_places(cursor: CursorWrapper, loaded: Loaded, now: datetime) -> Loaded:
    """Look up what no table of places was there for, and return the order with its facts then.

    What was judged before knew nothing of it, and is judged so again: the moment is kept.
    """
    key = loaded.key
    known = [scan for _, scan in parcels.scans_of(cursor, [key]) if not scan.sought]
    found = [placing.found_later(scan, now) for scan in known]
    place_scans(cursor, key, found)
    route, particulars = loaded.facts.route, _particulars(cursor, key)
    if route is not None:
        route = placing.destination_later(route, particulars, now)
        said.place_route(cursor, key, route)
    elif any(scan.checkpoint.place for scan in found):
        route = placing.route_of(particulars, now)
        said.record_routes(cursor, [(key, route)])
    want(cursor, placing.unfound(found, particulars), now)
    placed = {scan.checkpoint.number: scan.checkpoint for scan in found}
    checkpoints = tuple(placed.get(c.number, c) for c in loaded.facts.checkpoints)
    return replace(loaded, facts=replace(loaded.facts, checkpoints=checkpoints, route=route))


def _sealed(cursor: CursorWrapper, key: Key, news: News) -> list[Scan]:
    scans: list[Scan] = []
    for heard in news.heard:
        numbers = seal(cursor, key, [heard.reply]) if heard.reply else [None]
        scans += [replace(scan, snapshot=numbers[0]) for scan in heard.scans]
    return scans


def _worth_keeping(facts: Facts, answers: Sequence[TrackerAnswer]) -> list[TrackerAnswer]:
    """Keep an answer that is another than before, and one that shows how long it was the same."""
    kept: list[TrackerAnswer] = []
    for answer in answers:
        before = [
            one
            for one in (*facts.answers, *kept)
            if (one.parcel, one.tracker) == (answer.parcel, answer.tracker)
        ]
        if _is_news(before, answer, facts):
            kept.append(answer)
    return kept


def _is_news(before: Sequence[TrackerAnswer], answer: TrackerAnswer, facts: Facts) -> bool:
    number = facts.number_of(answer.parcel)
    since = number.recorded_at if number else answer.recorded_at
    own = [one for one in before if number is None or one.recorded_at >= since]
    if not own or own[-1].known is not answer.known:
        return True
    run = [one for one in own if one.known is answer.known]
    begun = max((one.recorded_at for one in own if one.known is not answer.known), default=None)
    run = [one for one in run if begun is None or one.recorded_at > begun]
    # Two of a run are enough: its beginning, and one that lies far enough behind it.
    shown = run[-1].recorded_at - run[0].recorded_at >= UNKNOWN_FOR
    return not answer.known and not shown and answer.recorded_at - run[0].recorded_at >= UNKNOWN_FOR


def _particulars(cursor: CursorWrapper, key: Key) -> str:
    cursor.execute("SELECT body FROM particulars WHERE bucket = %s AND key = %s", key)
    return str(cursor.fetchone()[0])
