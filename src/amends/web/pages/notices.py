"""The notice centre: what the viewer was told, what is new, and the calendar of own deadlines."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from amends.accounts.models import Person
from amends.core.parties import Role
from amends.delivery import feed, proof
from amends.delivery.outward import outward
from amends.orders import clock, keys, queries
from amends.orders.queries import Told
from amends.web.reader import Reader
from amends.web.render import page
from amends.web.shown.order_page import title_of
from amends.web.shown.timeline import event_words
from amends.web.viewer import Viewer, signed_in, viewer_of

FILTERS = {"": "All", "new": "New"}
ALL = "all"
SIDES = frozenset({Role.BUYER, Role.SELLER})


@dataclass(frozen=True, slots=True)
class Line:
    """One notice, in words."""

    words: str
    at: datetime
    is_new: bool


@dataclass(frozen=True, slots=True)
class About:
    """What the viewer was told about one order, latest first."""

    order: str
    href: str
    title: str
    lines: list[Line]

    @property
    def is_new(self) -> bool:
        """Whether any of it was not seen yet."""
        return any(line.is_new for line in self.lines)


@require_GET
@signed_in
def notices(request: HttpRequest) -> HttpResponse:
    """Show what the viewer was told, latest first."""
    return _notices(request)


@require_POST
@signed_in
def seen(request: HttpRequest) -> HttpResponse:
    """Mark one order's notices as seen, or all of them that are listed."""
    viewer = viewer_of(request)
    chosen = request.POST.get("order", "")
    # Only what the viewer was told is looked through: somebody else's order is not there.
    new = {(told.key, told.role) for told in _told(viewer) if told.seen_at is None}
    for key, role in sorted(new):
        if chosen in {ALL, keys.spell(key[1])}:
            proof.see(key, role, viewer.now)
    return redirect("/notices")


@require_POST
@signed_in
def calendar_link(request: HttpRequest) -> HttpResponse:
    """Make the viewer's secret calendar address, shown this once, or end it."""
    person = request.user
    assert isinstance(person, Person), "a page behind the sign-in has a person"
    if request.POST.get("act") == "revoke":
        feed.revoke_link(person, clock.now())
        return redirect("/notices")
    token = feed.make_link(person, clock.now())
    return _notices(request, f"{outward().public_url}/calendar/{token}.ics")


@require_GET
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Answer a person's deadlines to whoever has the address, as calendar programs ask for them."""
    del request
    person = feed.owner_of(token)
    if person is None:
        raise Http404
    answer = HttpResponse(feed.calendar_of(person, clock.now()), content_type=feed.MEDIA_TYPE)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _notices(request: HttpRequest, address: str = "") -> HttpResponse:
    viewer = viewer_of(request)
    chosen = request.GET.get("show", "")
    if chosen not in FILTERS:
        raise Http404
    orders = _by_order(viewer)
    return page(
        request,
        "notices.html",
        viewer,
        orders=[about for about in orders if about.is_new or not chosen],
        new=sum(line.is_new for about in orders for line in about.lines),
        filters=FILTERS,
        chosen=chosen,
        address=address,
        followed=feed.has_link(viewer.id),
    )


def _by_order(viewer: Viewer) -> list[About]:
    """Return notices by order and role; the order that was told of last is first."""
    found: dict[tuple[str, Role], About] = {}
    for told in _told(viewer):
        spelled = keys.spell(told.key[1])
        if (spelled, told.role) not in found:
            path = "orders" if told.role in SIDES else "cases"
            title = title_of(told.particulars)
            found[spelled, told.role] = About(spelled, f"/{path}/{spelled}", title, [])
        words = event_words(told.event, Reader(viewer, told.role))
        line = Line(words, told.event.at, told.seen_at is None)
        found[spelled, told.role].lines.append(line)
    return list(found.values())


def _told(viewer: Viewer) -> list[Told]:
    return queries.notices_of(viewer.people, viewer.staff, queries.LIMIT_MOST)
