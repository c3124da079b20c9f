"""The operator's page of deliveries: what waits, what was given up, and sending it again."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from amends.core.parties import Role
from amends.delivery import endpoints, listing
from amends.delivery.deliveries import State
from amends.delivery.listing import Wanted
from amends.delivery.models import Endpoint
from amends.orders import keys
from amends.web.reader import Problem
from amends.web.render import page
from amends.web.viewer import Viewer, signed_in, viewer_of

FILTERS = {
    State.GIVEN_UP.value: "Given up",
    State.WAITING.value: "Waiting",
    State.ACCEPTED.value: "Taken",
    "": "All",
}
PAGE = "/operator/deliveries"
# A worker that runs is never so far behind.
LATE = timedelta(minutes=5)
NOT_CALLED = Problem(
    "The endpoint of this delivery is deleted or switched off",
    "Nothing was sent. Switch it on first; one that was deleted gets nothing more.",
)


@require_GET
@signed_in
def deliveries(request: HttpRequest) -> HttpResponse:
    """Show how delivering stands, and the deliveries, the latest first."""
    return _list(request, _operator(request))


@require_POST
@signed_in
def replay(request: HttpRequest, spelled: str) -> HttpResponse:
    """Send one delivery again."""
    viewer = _operator(request)
    found = listing.found(spelled)
    if found is None:
        raise Http404
    try:
        listing.replay(found, viewer.now)
    except listing.NotCalled:
        return _list(request, viewer, NOT_CALLED)
    return redirect(f"{PAGE}?show={State.WAITING}")


@require_POST
@signed_in
def activate(request: HttpRequest, endpoint: str) -> HttpResponse:
    """Call an endpoint again that was switched off, and send again what was given up for it."""
    viewer = _operator(request)
    found = get_object_or_404(Endpoint, id=endpoint, deleted_at=None)
    endpoints.activate(found)
    listing.replay_all(found.id, viewer.now)
    return redirect(f"{PAGE}?show={State.WAITING}")


def _list(request: HttpRequest, viewer: Viewer, problem: Problem | None = None) -> HttpResponse:
    chosen = request.GET.get("show", State.GIVEN_UP.value)
    if chosen not in FILTERS:
        raise Http404
    wanted = Wanted(state=State(chosen) if chosen else None)
    try:
        found = listing.listed(wanted, after=request.GET.get("after") or None)
    except ValueError:
        raise Http404 from None
    report = listing.report(viewer.now)
    return page(
        request,
        "deliveries.html",
        viewer,
        problem=problem,
        report=report,
        late=[
            since
            for since in (report.untold_since, report.due_since)
            if since is not None and viewer.now - since > LATE
        ],
        items=found.items,
        after=found.after,
        filters=FILTERS,
        chosen=chosen,
        spell=keys.spell,
        status=409 if problem else 200,
    )


def _operator(request: HttpRequest) -> Viewer:
    viewer = viewer_of(request)
    if Role.OPERATOR not in viewer.staff:
        raise Http404
    return viewer
