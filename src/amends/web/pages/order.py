"""The page of an order, and of its dispute, for its buyer and its seller."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.core.commands import ProveNotice
from amends.core.order import Status
from amends.core.parties import PLATFORM, Role
from amends.delivery import proof
from amends.orders import door
from amends.web.acts import act
from amends.web.forms import Form
from amends.web.reader import Problem
from amends.web.render import page
from amends.web.shown.dispute_page import disputed
from amends.web.shown.order_page import shown
from amends.web.viewer import Seen, seen, seen_as, signed_in, viewer_of

from .files import taken
from .order_acts import ACTS

PARTIES = (Role.BUYER, Role.SELLER)


@require_GET
@signed_in
def order(request: HttpRequest, spelled: str) -> HttpResponse:
    """Show an order; staff are sent to the case."""
    found = seen(viewer_of(request), spelled)
    if found.role not in PARTIES:
        return redirect(f"/cases/{spelled}")
    return order_page(request, _told(found))


@require_GET
@signed_in
def dispute(request: HttpRequest, spelled: str) -> HttpResponse:
    """Show the latest dispute of an order; that the seller sees it is proof of notice."""
    found = seen(viewer_of(request), spelled)
    if found.role not in PARTIES:
        return redirect(f"/cases/{spelled}")
    if not found.loaded.order.disputes:
        return redirect(f"/orders/{spelled}")
    return dispute_page(request, _noticed(_told(found)))


@require_http_methods(["GET", "POST"])
@signed_in
def acted(request: HttpRequest, spelled: str, name: str) -> HttpResponse:
    """Do one thing about an order; a refusal shows the same page with the words typed kept."""
    if name not in ACTS or request.method == "GET":
        return redirect(f"/orders/{spelled}")
    found = seen_as(viewer_of(request), spelled, *PARTIES)
    form = Form(request.POST.dict())
    step = ACTS[name]
    command, beside = step.read(form, found.loaded.order)
    problem = _wrong(form) if command is None or form.problems else act(found, command, beside)
    if problem is None:
        return redirect(f"/orders/{spelled}{step.page}")
    again = dispute_page if step.page == "/dispute" else order_page
    return again(request, seen(found.viewer, spelled), problem=problem, form=form)


@require_POST
@signed_in
def added(request: HttpRequest, spelled: str) -> HttpResponse:
    """Add files to a dispute that runs."""
    found = seen_as(viewer_of(request), spelled, *PARTIES)
    problem = taken(request, found)
    if problem is None:
        return redirect(f"/orders/{spelled}/dispute#evidence")
    return dispute_page(request, seen(found.viewer, spelled), problem=problem)


def order_page(
    request: HttpRequest, found: Seen, *, problem: Problem | None = None, form: Form | None = None
) -> HttpResponse:
    """Answer the page of an order."""
    return page(
        request,
        "order.html",
        found.viewer,
        role=found.role,
        order=shown(found),
        problem=problem,
        typed=_typed(form),
        problems=form.problems if form else {},
        status=409 if problem else 200,
    )


def dispute_page(
    request: HttpRequest, found: Seen, *, problem: Problem | None = None, form: Form | None = None
) -> HttpResponse:
    """Answer the page of an order's latest dispute."""
    return page(
        request,
        "dispute.html",
        found.viewer,
        role=found.role,
        order=shown(found),
        dispute=disputed(found),
        problem=problem,
        typed=_typed(form),
        problems=form.problems if form else {},
        status=409 if problem else 200,
    )


def _told(found: Seen) -> Seen:
    """Mark what the viewer was told of this order as seen, which may prove it to the order."""
    if not proof.see(found.loaded.key, found.role, found.viewer.now):
        return found
    return seen(found.viewer, found.spelled)


def _noticed(found: Seen) -> Seen:
    loaded = found.loaded
    open_claim = loaded.order.status is Status.AWAITING_SELLER
    if not open_claim or found.role is not Role.SELLER or loaded.order.noticed_at:
        return found
    asked = door.Asked(loaded.key[1], PLATFORM, ProveNotice(Role.SELLER))
    return Seen(found.viewer, door.handle(asked, found.viewer.now).loaded, found.role)


def _wrong(form: Form) -> Problem:
    return Problem("Something is missing", " ".join(form.problems.values()))


def _typed(form: Form | None) -> Mapping[str, str]:
    return form.typed if form else {}
