"""Signing in and out."""

import math
from datetime import timedelta
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from amends.accounts import sign_in as accounts
from amends.accounts.models import Person
from amends.accounts.tries import TooManyTries
from amends.orders import clock
from amends.web.render import page
from amends.web.viewer import signed_in, viewer_of


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask who it is; a wrong name and a wrong password answer alike."""
    target = request.POST.get("next") or request.GET.get("next") or "/"
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}):
        target = "/"
    typed = request.POST.get("login", "").strip()
    if request.method == "GET":
        return _asked(request, target, "")
    now = clock.now()
    try:
        person = accounts.sign_in(typed, request.POST.get("password", ""), _address(request), now)
    except TooManyTries as many:
        return _asked(request, target, typed, wait=_minutes(many.until - now))
    if person is None:
        return _asked(request, target, typed, wrong=True)
    login(request, person)
    return redirect(target)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Forget who it was."""
    logout(request)
    return redirect("/sign-in")


def home(request: HttpRequest) -> HttpResponse:
    """Send everybody to the list that they came for."""
    if not isinstance(request.user, Person):
        return redirect("/sign-in")
    viewer = viewer_of(request)
    if viewer.staff:
        return redirect("/queue")
    return redirect("/sales" if viewer.sells else "/orders")


@signed_in
def me(request: HttpRequest) -> HttpResponse:
    """Show who is signed in, with the zone in which times are shown."""
    return page(request, "me.html", viewer_of(request))


def _address(request: HttpRequest) -> str:
    """Return where the visitor calls from; only a proxy that the operator named may say so."""
    hops = request.headers.get("X-Forwarded-For", "").split(",")
    forwarded = hops[-1].strip() if settings.AMENDS_OPTIONS.behind_proxy else ""
    return forwarded or str(request.META.get("REMOTE_ADDR", ""))


def _minutes(wait: timedelta) -> int:
    return math.ceil(wait / timedelta(minutes=1))


def _asked(
    request: HttpRequest, target: str, typed: str, *, wrong: bool = False, wait: int = 0
) -> HttpResponse:
    context = {"next": target, "typed": typed, "wrong": wrong, "wait": wait}
    context |= {"viewer": None, "path": "/sign-in"}
    status = HTTPStatus.OK
    if wrong or wait:
        status = HTTPStatus.TOO_MANY_REQUESTS if wait else HTTPStatus.UNAUTHORIZED
    answer = render(request, "sign_in.html", context, status=status, using="jinja2")
    if wait:
        answer["Retry-After"] = str(60 * wait)
    return answer
