"""The mediator's case: everything on one screen, and what staff can do about it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from amends.core.available import available
from amends.core.parties import Role
from amends.core.reasons import EvidenceKind
from amends.orders import door
from amends.web.acts import act, sent
from amends.web.forms import Form
from amends.web.reader import Problem
from amends.web.render import page
from amends.web.shown.attached import attached
from amends.web.shown.dispute_page import disputed
from amends.web.shown.order_page import shown
from amends.web.viewer import STAFF, Seen, seen, seen_as, signed_in, viewer_of

from .case_acts import CASE_ACTS


@require_GET
@signed_in
def case(request: HttpRequest, spelled: str) -> HttpResponse:
    """Show a case to staff."""
    return _case(request, seen_as(viewer_of(request), spelled, *STAFF))


@require_http_methods(["GET", "POST"])
@signed_in
def acted(request: HttpRequest, spelled: str, name: str) -> HttpResponse:
    """Do one thing about a case; a refusal shows the same page with the words typed kept."""
    if name not in CASE_ACTS or request.method == "GET":
        return redirect(f"/cases/{spelled}")
    found = seen_as(viewer_of(request), spelled, *STAFF)
    step, form = CASE_ACTS[name], Form(request.POST.dict())
    if step.operator and Role.OPERATOR not in found.viewer.staff:
        raise Http404
    command = step.read(request, form, found)
    if command is None or form.problems:
        wrong = Problem("Something is missing", " ".join(form.problems.values()))
        return _case(request, found, wrong, form, name)
    acting = Seen(found.viewer, found.loaded, Role.OPERATOR) if step.operator else found
    problem = act(acting, command, sent(request, strict=True))
    if problem is not None:
        kept = None if problem.done else form
        return _case(request, seen(found.viewer, spelled), problem, kept, name)
    return redirect(step.to or f"/cases/{spelled}")


def _case(
    request: HttpRequest,
    found: Seen,
    problem: Problem | None = None,
    form: Form | None = None,
    tried: str = "",
) -> HttpResponse:
    order = found.loaded.order
    return page(
        request,
        "case.html",
        found.viewer,
        role=found.role,
        stood=found.loaded.version,
        order=shown(found),
        dispute=disputed(found) if order.disputes else None,
        attached=attached(found),
        operates=_operates(found),
        kinds=tuple(EvidenceKind),
        problem=problem,
        typed=form.typed if form else {},
        problems=form.problems if form else {},
        tried=tried,
        status=409 if problem else 200,
    )


def _operates(found: Seen) -> frozenset[str]:
    """Return the names of the commands that the viewer may give as an operator."""
    if Role.OPERATOR not in found.viewer.staff:
        return frozenset()
    world = door.world_of(found.loaded, found.viewer.now)
    actions = available(found.loaded.order, Role.OPERATOR, world)
    return frozenset(action.command.__name__ for action in actions)
