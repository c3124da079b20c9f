"""The lists: a buyer's orders, a seller's inbox, the mediator's queue, refunds due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from amends.core.commands import ConfirmTransfer
from amends.core.order import Status
from amends.core.parties import Role
from amends.orders import door, keys, queries
from amends.orders.queries import Listed, Scope
from amends.web.acts import act
from amends.web.forms import Form
from amends.web.reader import Problem
from amends.web.render import page
from amends.web.shown.order_page import Shown, shown
from amends.web.viewer import Seen, Viewer, seen_as, signed_in, viewer_of

DISPUTED = (
    Status.AWAITING_SELLER,
    Status.NEGOTIATING,
    Status.WAITING,
    Status.AWAITING_EVIDENCE,
    Status.UNDER_REVIEW,
    Status.DECIDED,
    Status.APPEALED,
)
ON_THE_WAY = (Status.PAID, Status.SHIPPED)
ARRIVED = (Status.DELIVERED, Status.PROTECTION_LAPSED)
BUYER_FILTERS: Mapping[str, tuple[str, Sequence[Status]]] = {
    "": ("All", ()),
    "way": ("On their way", ON_THE_WAY),
    "arrived": ("Arrived, or should have", ARRIVED),
    "disputes": ("Disputes", DISPUTED),
    "ended": ("Ended", (Status.SETTLED,)),
}
SELLER_FILTERS: Mapping[str, tuple[str, Sequence[Status]]] = {
    "": ("All", ()),
    "you": ("Need you", (Status.PAID, Status.AWAITING_SELLER, Status.NEGOTIATING)),
    "disputes": ("Disputes", DISPUTED),
    "ended": ("Ended", (Status.SETTLED,)),
}


@dataclass(frozen=True, slots=True)
class Card:
    """One order of a list, as it stands now."""

    row: Listed
    order: Shown


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
    scope = Scope(statuses=(Status.UNDER_REVIEW, Status.APPEALED))
    listed = queries.listed(scope, after=_after(request), limit=30)
    cards = [_card(viewer, row, viewer.staff[0]) for row in listed.items]
    return page(request, "queue.html", viewer, cards=cards, after=listed.after)


@require_GET
@signed_in
def refunds(request: HttpRequest) -> HttpResponse:
    """Show the refunds that are due, for the operator to pay."""
    return _refunds(request)


@require_POST
@signed_in
def refund_paid(request: HttpRequest, spelled: str) -> HttpResponse:
    """Mark a refund as paid under the payment provider's reference."""
    viewer = _staff(request, Role.OPERATOR)
    form = Form(request.POST.dict())
    needed = "Write the reference under which the payment provider keeps this refund."
    reference = form.text("reference", needed=needed, most=100)
    if form.problems:
        wrong = Problem("The refund was not marked as paid", form.problems["reference"])
        return _refunds(request, wrong)
    found = seen_as(viewer, spelled, *viewer.staff)
    as_operator = Seen(viewer, found.loaded, Role.OPERATOR)
    problem = act(as_operator, ConfirmTransfer(1, reference))
    return _refunds(request, problem) if problem else redirect("/refunds")


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
    return Card(row, shown(Seen(viewer, loaded, role)))


def _refunds(request: HttpRequest, problem: Problem | None = None) -> HttpResponse:
    viewer = _staff(request, Role.OPERATOR)
    listed = queries.listed(Scope(refund_due=True), after=_after(request), limit=50)
    return page(
        request,
        "refunds.html",
        viewer,
        rows=listed.items,
        after=listed.after,
        spell=keys.spell,
        problem=problem,
        status=409 if problem else 200,
    )


def _staff(request: HttpRequest, role: Role | None = None) -> Viewer:
    viewer = viewer_of(request)
    if not viewer.staff or (role is not None and role not in viewer.staff):
        raise Http404
    return viewer


def _after(request: HttpRequest) -> str | None:
    return request.GET.get("after") or None
