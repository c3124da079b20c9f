"""Opening a dispute, in four steps that keep what was typed: the flow of AliExpress' own form."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from amends.core.parties import Role
from amends.web import drafts
from amends.web.acts import act, problem_of, sent
from amends.web.forms import Form
from amends.web.reader import Problem
from amends.web.render import page
from amends.web.shown.border import shown_border
from amends.web.shown.claim import STEPS, Claim, claim_of, preview
from amends.web.shown.order_page import shown
from amends.web.viewer import Seen, seen_as, signed_in, viewer_of

from .files import taken


@dataclass(frozen=True, slots=True)
class SoFar:
    """What was typed so far, and what is wrong with it, if anything is."""

    kept: Mapping[str, str]
    problem: Problem | None = None
    problems: Mapping[str, str] = field(default_factory=dict)


KEPT = (
    *("remedy", "received", "reason", "lines", "refund", "refund_method", "text"),
    *("demanded", "demanded_currency"),
)


@require_GET
@signed_in
def opening(request: HttpRequest, spelled: str, step: int = 1) -> HttpResponse:
    """Show one step of the form, with what the rule says now beside it."""
    if step not in STEPS:
        raise Http404
    found = seen_as(viewer_of(request), spelled, Role.BUYER)
    if found.loaded.order.disputed:
        return redirect(f"/orders/{spelled}/dispute")
    return _step(request, found, step, SoFar(drafts.load(found)))


@require_POST
@signed_in
def answered(request: HttpRequest, spelled: str, step: int) -> HttpResponse:
    """Keep what one step asked, then go where the button says; the last one submits."""
    if step not in STEPS:
        raise Http404
    found = seen_as(viewer_of(request), spelled, Role.BUYER)
    if found.loaded.order.disputed:
        # A second click on the last button: what it shows is what the first one did.
        return redirect(f"/orders/{spelled}/dispute")
    typed = {name: request.POST[name] for name in KEPT if name in request.POST}
    if "lines" in request.POST:
        typed["lines"] = ",".join(request.POST.getlist("lines"))
    kept = drafts.keep(found, typed)
    files = taken(request, found)
    if files is not None:
        # The statement stays as typed when a file is refused.
        return _step(request, found, step, SoFar(kept, files))
    go = request.POST.get("go", "on")
    if go == "leave":
        return redirect(f"/orders/{spelled}")
    if go == "files":
        return redirect(f"/orders/{spelled}/open/{step}#files")
    form = Form(kept)
    claim = claim_of(form, found)
    wrong = {name: words for name, words in form.problems.items() if name in STEPS[step]}
    if wrong:
        return _step(request, found, step, SoFar(kept, problems=wrong))
    if step < len(STEPS):
        return redirect(f"/orders/{spelled}/open/{step + 1}")
    return _submitted(request, found, kept, claim)


def _submitted(
    request: HttpRequest, found: Seen, kept: Mapping[str, str], claim: Claim
) -> HttpResponse:
    if claim.command is None:
        missing = next(step for step, names in STEPS.items() if set(names) & set(claim.problems))
        return redirect(f"/orders/{found.spelled}/open/{missing}")
    problem = act(found, claim.command, sent(request))
    if problem is not None and not problem.done:
        return _step(request, found, len(STEPS), SoFar(kept, problem))
    drafts.forget(found)
    return redirect(f"/orders/{found.spelled}/dispute")


def _step(request: HttpRequest, found: Seen, step: int, so_far: SoFar) -> HttpResponse:
    order = shown(found)
    claim = claim_of(Form(so_far.kept), found)
    problem = so_far.problem
    if problem is None and order.not_yet is not None:
        problem = problem_of(found, order.not_yet)
    return page(
        request,
        "open_dispute.html",
        found.viewer,
        role=Role.BUYER,
        stood=found.loaded.version,
        order=order,
        step=step,
        typed=so_far.kept,
        claim=claim,
        preview=preview(found, claim),
        border=shown_border(found, claim.demanded) if claim.at_customs else None,
        problem=problem,
        problems=so_far.problems,
        status=409 if problem or so_far.problems else 200,
    )
