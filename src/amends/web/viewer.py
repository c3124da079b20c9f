"""Who looks at a page, and what they may look at: a stranger and a missing order answer alike."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from amends.accounts.models import Person
from amends.core.parties import Party, Role
from amends.orders import clock, door, keys, queries
from amends.orders.loaded import Loaded
from amends.orders.queries import Scope

STAFF = (Role.MEDIATOR, Role.OPERATOR)


@dataclass(frozen=True, slots=True)
class Viewer:
    """The signed-in person, as pages need them."""

    id: str
    name: str
    zone: str
    locale: str
    staff: tuple[Role, ...]
    now: datetime
    also: tuple[str, ...] = ()

    @property
    def people(self) -> tuple[str, ...]:
        """Every id that is this person."""
        return (self.id, *self.also)

    @property
    def sells(self) -> bool:
        """Whether the person has sold anything here."""
        scope = Scope(person=self.id, role=Role.SELLER)
        return bool(queries.listed(scope, limit=1).items)


@dataclass(frozen=True, slots=True)
class Seen:
    """An order as one viewer may see it."""

    viewer: Viewer
    loaded: Loaded
    role: Role

    @property
    def party(self) -> Party:
        """The viewer as the one who acts."""
        return self.loaded.parties.party_of(self.role, self.viewer.id)

    @property
    def spelled(self) -> str:
        """The order's key, as URLs carry it."""
        return keys.spell(self.loaded.key[1])


def viewer_of(request: HttpRequest) -> Viewer:
    """Return who is signed in; only for pages behind `signed_in`."""
    person = request.user
    assert isinstance(person, Person), "a page behind the sign-in has a person"
    held = {Role.MEDIATOR: person.is_mediator, Role.OPERATOR: person.is_operator}
    return Viewer(
        id=person.id,
        name=person.name,
        zone=person.zone or "UTC",
        locale=person.locale or "en",
        staff=tuple(role for role in STAFF if held[role]),
        now=clock.now(),
        also=person.everywhere[1:],
    )


def signed_in(page: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Send whoever is not signed in to the sign-in page, and back here after it."""

    @wraps(page)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not isinstance(request.user, Person):
            return redirect(f"/sign-in?next={request.path}")
        return page(request, *args, **kwargs)

    return guarded


def seen(viewer: Viewer, spelled: str) -> Seen:
    """Return an order as it stands now, or 404 for a missing one and for a stranger's alike."""
    key = keys.read(spelled)
    if key is None:
        raise Http404
    try:
        loaded = door.read(key, viewer.now)
    except door.UnknownOrder:
        raise Http404 from None
    # Staff who buy or sell are a party there and nothing else: nobody decides their own case.
    role = loaded.role_of(viewer.people) or next(iter(viewer.staff), None)
    if role is None:
        raise Http404
    return Seen(viewer, loaded, role)


def seen_as(viewer: Viewer, spelled: str, *roles: Role) -> Seen:
    """Return an order for a page that is only for some roles; 404 for every other."""
    found = seen(viewer, spelled)
    if found.role not in roles:
        raise Http404
    return found
