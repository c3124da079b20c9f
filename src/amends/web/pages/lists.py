"""The lists: a buyer's orders, a seller's inbox, the mediator's queue."""

from collections.abc import Mapping, Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from amends.core.order import Status
from amends.core.parties import Role
from amends.orders import door, queries
from amends.orders.queries import Listed, Scope
from amends.web.render import page
from amends.web.shown.card import Card, shown_card
from amends.web.viewer import Seen, Viewer, signed_in, viewer_of

DISPUTED = (
    Status.AWAITING_SELLER,
    Status.NEGOTIATING,
    Status.WAITING,
    Status.AWAITING_EVIDENCE,
    Status.UNDER_REVIEW,
    Status.DECIDED,
    Status.APPEALED,
    Status.WITHDRAWN_UNTIL,
    Status.AWAITING_RETURN,
    Status.RETURN_SHIPPED,
    Status.RETURN_DELIVERED,
    Status.FROZEN,
)
ON_THE_WAY = (Status.PAID, Status.SHIPPED)
ARRIVED = (Status.DELIVERED, Status.PROTECTION_LAPSED)
# Where an order can wait for its seller; whether it does now is said on its card.
NEEDS_SELLER = (
    *(Status.PAID, Status.AWAITING_SELLER, Status.NEGOTIATING, Status.AWAITING_EVIDENCE),
    *(Status.AWAITING_RETURN, Status.RETURN_DELIVERED),
)
BUYER_FILTERS: Mapping[str, tuple[str, Sequence[Status]]] = {
    "": ("All", ()),
    "way": ("On their way", ON_THE_WAY),
    "arrived": ("Arrived, or should have", ARRIVED),
    "disputes": ("Disputes", DISPUTED),
    "ended": ("Ended", (Status.SETTLED,)),
}
SELLER_FILTERS: Mapping[str, tuple[str, Sequence[Status]]] = {
    "": ("All", ()),
    "you": ("Need you", NEEDS_SELLER),
    "disputes": ("Disputes", DISPUTED),
    "ended": ("Ended", (Status.SETTLED,)),
}


@require_GET
@signed_in
def my_orders(request: HttpRequest) -> HttpResponse:
    """Show what the viewer bought: each with its state, its clock and its next step."""
    return _cards(request, Role.BUYER, BUYER_FILTERS)


@require_GET
@signed_in
def my_sales(request: HttpRequest) -> HttpResponse:
    """Show what the viewer sold, what is due first at the top."""
    return _cards(request, Role.SELLER, SELLER_FILTERS)


@require_GET
@signed_in
def queue(request: HttpRequest) -> HttpResponse:
    """Show what waits for a mediator, what is due first at the top."""
    viewer = _staff(request)
    scope = Scope(statuses=(Status.UNDER_REVIEW, Status.APPEALED), not_of=viewer.people)
    listed = queries.listed(scope, after=_after(request), limit=30)
    cards = [_card(viewer, row, viewer.staff[0]) for row in listed.items]
    return page(request, "queue.html", viewer, cards=cards, after=listed.after)


def _cards(
    request: HttpRequest, role: Role, filters: Mapping[str, tuple[str, Sequence[Status]]]
) -> HttpResponse:
    viewer = viewer_of(request)
    chosen = request.GET.get("show", "")
    if chosen not in filters:
        raise Http404
    scope = Scope(person=viewer.id, role=role, statuses=filters[chosen][1])
    listed = queries.listed(scope, after=_after(request), limit=20)
    cards = [_card(viewer, row, role) for row in listed.items]
    return page(
        request,
        "my_orders.html",
        viewer,
        role=role,
        cards=cards,
        after=listed.after,
        filters=filters,
        chosen=chosen,
    )


def _card(viewer: Viewer, row: Listed, role: Role) -> Card:
    loaded = door.read(row.key[1], viewer.now)
    return shown_card(Seen(viewer, loaded, role), row)


def _staff(request: HttpRequest) -> Viewer:
    viewer = viewer_of(request)
    if not viewer.staff:
        raise Http404
    return viewer


def _after(request: HttpRequest) -> str | None:
    return request.GET.get("after") or None
