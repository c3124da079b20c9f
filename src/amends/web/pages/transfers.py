"""Payments: a buyer follows the refund, and the operator looks after every transfer."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from amends.core import commands as c
from amends.core.parties import Role
from amends.core.terms import RefundMethod
from amends.orders import keys, transferred
from amends.orders.transferred import Wanted
from amends.payments import earlier, rows
from amends.payments.gateways.known import known
from amends.web.acts import act, sent
from amends.web.forms import Form
from amends.web.reader import Problem
from amends.web.render import page
from amends.web.shown.order_page import shown
from amends.web.shown.transfers import drawn
from amends.web.viewer import STAFF, Seen, Viewer, seen_as, signed_in, viewer_of

Reading: TypeAlias = Callable[[Form, int], c.Command]
FILTERS: Mapping[Wanted, str] = {
    Wanted.OPEN: "Not made yet",
    Wanted.STUCK: "Need you",
    Wanted.MADE: "Made",
}


@require_GET
@signed_in
def refund(request: HttpRequest, spelled: str) -> HttpResponse:
    """Show a party how far the money of an order is, under which reference."""
    found = seen_as(viewer_of(request), spelled, Role.BUYER, Role.SELLER)
    return page(request, "refund.html", found.viewer, role=found.role, order=shown(found))


@require_GET
@signed_in
def transfers(request: HttpRequest) -> HttpResponse:
    """Show the transfers of every order to the operator."""
    return _list(request, _operator(request))


@require_POST
@signed_in
def transfer_acted(request: HttpRequest, spelled: str, name: str) -> HttpResponse:
    """Mark one transfer as made or refused, or try it again."""
    viewer = _operator(request)
    address = keys.read_part(spelled, "t")
    if address is None or name not in TRANSFER_ACTS:
        raise Http404
    key, number = address
    form = Form(request.POST.dict())
    command = TRANSFER_ACTS[name](form, number)
    if form.problems:
        missing = Problem("Something is missing", " ".join(form.problems.values()))
        return _list(request, viewer, missing)
    found = seen_as(viewer, keys.spell(key), *STAFF)
    problem = _in_the_way(viewer, key, command)
    operator = Seen(viewer, found.loaded, Role.OPERATOR)
    problem = problem or act(operator, command, sent(request))
    if problem is not None:
        return _list(request, viewer, problem)
    return redirect(f"/transfers?show={_chosen(request)}")


def _in_the_way(viewer: Viewer, key: bytes, command: c.Command) -> Problem | None:
    if not isinstance(command, c.RefuseTransfer):
        return None
    with connection.cursor() as cursor:
        row = rows.read(cursor, (keys.bucket_of(key), key), command.transfer)
    words = earlier.refusable(known(), row, viewer.now) if row else ""
    title = "This payment may have been made"
    way_out = "Look at the gateway, and wait for its answer; it is asked again by itself."
    return Problem(title, f"{words} {way_out}") if words else None


def _made(form: Form, number: int) -> c.Command:
    needed = "Write the reference under which the payment provider keeps this payment."
    return c.ConfirmTransfer(number, form.text("text", needed=needed, most=200))


def _refused(form: Form, number: int) -> c.Command:
    needed = "Say why it could not be made: the buyer and the next operator read it."
    return c.RefuseTransfer(number, form.text("text", needed=needed, most=1000))


def _retried(form: Form, number: int) -> c.Command:
    methods = {method.value: method for method in RefundMethod}
    return c.RetryTransfer(number, methods.get(form.typed.get("refund_method", "")))


TRANSFER_ACTS: Mapping[str, Reading] = {
    "made": _made,
    "refused": _refused,
    "retry": _retried,
}


def _list(request: HttpRequest, viewer: Viewer, problem: Problem | None = None) -> HttpResponse:
    chosen = _chosen(request)
    try:
        listed = transferred.listed(
            chosen, after=request.GET.get("after") or None, not_of=viewer.people
        )
    except ValueError:
        raise Http404 from None
    return page(
        request,
        "transfers.html",
        viewer,
        payments=[drawn(item) for item in listed.items],
        after=listed.after,
        filters=FILTERS,
        chosen=chosen,
        methods=tuple(RefundMethod),
        spell=keys.spell,
        problem=problem,
        status=409 if problem else 200,
    )


def _chosen(request: HttpRequest) -> Wanted:
    asked = request.POST.get("show") or request.GET.get("show") or Wanted.OPEN
    try:
        return Wanted(asked)
    except ValueError:
        raise Http404 from None


def _operator(request: HttpRequest) -> Viewer:
    viewer = viewer_of(request)
    if Role.OPERATOR not in viewer.staff:
        raise Http404
    return viewer
