"""A person's own deadlines as a calendar (RFC 5545), at an address that is as secret as a key."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import connection, transaction
from icalendar import Calendar, Event

from amends.accounts.models import Person
from amends.core.order import Status
from amends.core.parties import Role
from amends.orders import keys, queries, store
from amends.orders.loaded import Loaded
from amends.orders.queries import Listed, Scope
from amends.words.notices import told

from .letters import clock_of, host_of, page_of, title_of
from .models import CalendarLink
from .outward import outward

OPEN = tuple(status for status in Status if status is not Status.SETTLED)
MEDIA_TYPE = "text/calendar; charset=utf-8"
TOKEN_MOST = 100
REFRESH = timedelta(hours=1)


def make_link(person: Person, now: datetime) -> str:
    """Return a new token for a person's calendar, never shown again; the one before ends."""
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        revoke_link(person, now)
        CalendarLink.objects.create(hash=_hash(token), person=person, created_at=now)
    return token


def revoke_link(person: Person, now: datetime) -> None:
    """End the address of a person's calendar."""
    CalendarLink.objects.filter(person=person, revoked_at=None).update(revoked_at=now)


def has_link(person_id: str) -> bool:
    """Whether a person's calendar can be followed now."""
    return CalendarLink.objects.filter(person_id=person_id, revoked_at=None).exists()


def owner_of(token: str) -> Person | None:
    """Return whose calendar a token opens; a wrong one and one that ended answer alike."""
    if not 0 < len(token) <= TOKEN_MOST:
        return None
    links = CalendarLink.objects.select_related("person").filter(revoked_at=None)
    link = links.filter(hash=_hash(token)).first()
    return link.person if link else None


def calendar_of(person: Person, now: datetime) -> bytes:
    """Return a person's deadlines, as buyer and as seller, what is due first up to 200 orders."""
    calendar = Calendar()
    calendar.add("prodid", "-//Amends//Deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Amends")
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for role in (Role.BUYER, Role.SELLER):
        scope = Scope(person=person.id, role=role, statuses=OPEN)
        rows = queries.listed(scope, limit=queries.LIMIT_MOST).items
        for entry in _entries(rows, role, person, now):
            calendar.add_component(entry)
    return bytes(calendar.to_ical())


def _entries(rows: Sequence[Listed], role: Role, person: Person, now: datetime) -> list[Event]:
    if not rows:
        return []
    with connection.cursor() as cursor:
        orders = store.load(cursor, [row.key for row in rows], lock=False)
    made = [_entry(row, orders[row.key], (role, person.locale or "en"), now) for row in rows]
    return [entry for entry in made if entry is not None]


def _entry(row: Listed, loaded: Loaded, reader: tuple[Role, str], now: datetime) -> Event | None:
    role, locale = reader
    code, due_at = clock_of(loaded.order, role, now)
    if due_at is None:
        return None
    public_url = outward().public_url
    entry = Event()
    # The same deadline keeps its entry when it moves; another one of the order is another entry.
    entry.add("uid", f"{keys.spell(row.key[1])}-{code}-{role}@{host_of(public_url)}")
    entry.add("dtstamp", now)
    entry.add("dtstart", due_at)
    entry.add("dtend", due_at)
    entry.add("summary", told("mail.deadline", locale, title=title_of(row.particulars)))
    silence = told(f"silence.{code}.{role}", locale)
    entry.add("description", told("mail.silence", locale, silence=silence))
    entry.add("url", page_of(loaded, role, public_url))
    entry.add("sequence", loaded.version)
    entry.add("transp", "TRANSPARENT")
    return entry


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
