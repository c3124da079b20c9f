"""The page of an order, and of its dispute, for its buyer and its seller."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.core.commands import ProveNotice
from amends.core.parties import PLATFORM, Role
from amends.core.told import unproven
from amends.delivery import proof
from amends.orders import door
from amends.web.acts import act, sent
from amends.web.forms import Form
from amends.web.reader import Problem
from amends.web.render import page
from amends.web.shown.attached import attached
from amends.web.shown.dispute_page import disputed
from amends.web.shown.order_page import shown
from amends.web.viewer import Seen, seen, seen_as, signed_in, viewer_of

from .dispute_acts import ACTS
from .files import taken
from .order_acts import Step

PARTIES = (Role.BUYER, Role.SELLER)


@require_GET
@signed_in
def order(request: HttpRequest, spelled: str) -> HttpResponse:
    """Show an order; staff are sent to the case."""
    found = seen(viewer_of(request), spelled)
    if found.role not in PARTIES:
        return redirect(f"/cases/{spelled}")
    return order_page(request, _noticed(_told(found)))


@require_GET
@signed_in
def dispute(request: HttpRequest, spelled: str) -> HttpResponse:
    """Show the latest dispute of an order; that a party sees what is asked is proof of notice."""
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
    form, step = Form(request.POST.dict()), ACTS[name]
    problem = _done(request, found, step, form)
    if problem is None:
        return redirect(f"/orders/{spelled}{step.page}")
    again = dispute_page if step.page == "/dispute" else order_page
    kept = None if problem.done else form
    return again(request, seen(found.viewer, spelled), problem=problem, form=kept, tried=name)


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
    request: HttpRequest,
    found: Seen,
    *,
    problem: Problem | None = None,
    form: Form | None = None,
    tried: str = "",
) -> HttpResponse:
    """Answer the page of an order."""
    return page(
        request,
        "order.html",
        found.viewer,
        role=found.role,
        stood=found.loaded.version,
        order=shown(found),
        problem=problem,
        typed=_typed(form),
        problems=form.problems if form else {},
        tried=tried,
        status=409 if problem else 200,
    )


def dispute_page(
    request: HttpRequest,
    found: Seen,
    *,
    problem: Problem | None = None,
    form: Form | None = None,
    tried: str = "",
) -> HttpResponse:
    """Answer the page of an order's latest dispute."""
    return page(
        request,
        "dispute.html",
        found.viewer,
        role=found.role,
        stood=found.loaded.version,
        order=shown(found),
        dispute=disputed(found),
        attached=attached(found),
        problem=problem,
        typed=_typed(form),
        problems=form.problems if form else {},
        tried=tried,
        status=409 if problem else 200,
    )


def _done(request: HttpRequest, found: Seen, step: Step, form: Form) -> Problem | None:
    """Do what a form asks; its files come first, so that what is asked can name them."""
    problem = taken(request, found) if step.brings else None
    if problem is not None:
        return problem
    if step.brings and request.FILES.getlist("files"):
        found = seen(found.viewer, found.spelled)
        number = found.loaded.order.evidence_of(found.role)[-1]
        # Kept in the form too: what was taken is not asked for again.
        form.typed = {**form.typed, "file": str(number)}
    command, beside = step.read(form, found)
    if command is None or form.problems:
        return _wrong(form)
    return act(found, command, sent(request), beside)


def _told(found: Seen) -> Seen:
    """Mark what the viewer was told of this order as seen, which may prove it to the order."""
    if not proof.see(found.loaded.key, found.role, found.viewer.now):
        return found
    return seen(found.viewer, found.spelled)


def _noticed(found: Seen) -> Seen:
    """Record that who looks was told, where their silence would count."""
    loaded = found.loaded
    if unproven(loaded.order, found.viewer.now) is not found.role:
        return found
    asked = door.Asked(loaded.key[1], PLATFORM, ProveNotice(found.role))
    return Seen(found.viewer, door.handle(asked, found.viewer.now).loaded, found.role)


def _wrong(form: Form) -> Problem:
    return Problem("Something is missing", " ".join(form.problems.values()))


def _typed(form: Form | None) -> Mapping[str, str]:
    return form.typed if form else {}
