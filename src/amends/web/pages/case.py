"""The mediator's case: everything on one screen, and the decision with its reasons."""

from collections.abc import Callable
from typing import TypeAlias

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from amends.core import commands as c
from amends.core.parties import Role
from amends.core.reasons import EvidenceKind
from amends.core.rulings import RulingOutcome
from amends.web.acts import act
from amends.web.forms import Form, many
from amends.web.reader import Problem
from amends.web.render import page
from amends.web.shown.dispute_page import disputed
from amends.web.shown.order_page import shown
from amends.web.viewer import STAFF, Seen, seen_as, signed_in, viewer_of

Reading: TypeAlias = Callable[[HttpRequest, Form, Seen], c.Command | None]


@require_GET
@signed_in
def case(request: HttpRequest, spelled: str) -> HttpResponse:
    """Show a case to staff."""
    return _case(request, seen_as(viewer_of(request), spelled, *STAFF))


@require_http_methods(["GET", "POST"])
@signed_in
def decision(request: HttpRequest, spelled: str) -> HttpResponse:
    """Decide a case."""
    return _asked(request, spelled, _decide)


@require_http_methods(["GET", "POST"])
@signed_in
def evidence_request(request: HttpRequest, spelled: str) -> HttpResponse:
    """Ask one or both parties for named items."""
    return _asked(request, spelled, _request)


def _asked(request: HttpRequest, spelled: str, read: Reading) -> HttpResponse:
    if request.method == "GET":
        return redirect(f"/cases/{spelled}")
    found = seen_as(viewer_of(request), spelled, *STAFF)
    form = Form(request.POST.dict())
    command = read(request, form, found)
    if command is None or form.problems:
        wrong = Problem("Something is missing", " ".join(form.problems.values()))
        return _case(request, found, wrong, form)
    problem = act(found, command)
    if problem is not None:
        return _case(request, found, problem, form)
    return redirect("/queue")


def _case(
    request: HttpRequest, found: Seen, problem: Problem | None = None, form: Form | None = None
) -> HttpResponse:
    order = found.loaded.order
    return page(
        request,
        "case.html",
        found.viewer,
        role=found.role,
        order=shown(found),
        dispute=disputed(found) if order.disputes else None,
        kinds=tuple(EvidenceKind),
        problem=problem,
        typed=form.typed if form else {},
        problems=form.problems if form else {},
        status=409 if problem else 200,
    )


def _decide(request: HttpRequest, form: Form, found: Seen) -> c.Command | None:
    del request
    outcome = form.choice("outcome", RulingOutcome, "Choose what is decided.")
    needed = "Write the reasons: both parties read them."
    text = form.text("text", needed=needed)
    order = found.loaded.order
    if outcome is RulingOutcome.REFUND:
        full = form.typed.get("part") != "yes"
        refund = None if full else form.money("refund", order.held.currency)
        return c.Decide(outcome, text, refund)
    if outcome is RulingOutcome.WAIT:
        until = form.day_end("wait_until", found.viewer.zone, "Write the day as 2026-12-31.")
        return c.Decide(outcome, text, wait_until=until)
    return c.Decide(RulingOutcome.RELEASE, text) if outcome else None


def _request(request: HttpRequest, form: Form, found: Seen) -> c.Command | None:
    del found
    asked = many(request.POST.getlist("of"), Role)
    of = tuple(role for role in asked if role in {Role.BUYER, Role.SELLER})
    items = many(request.POST.getlist("items"), EvidenceKind)
    if not of:
        form.problems["of"] = "Tick whom you ask: the buyer, the seller, or both."
    if not items:
        form.problems["items"] = "Tick what you ask for."
    return c.RequestEvidence(of, items, form.text("text"))
