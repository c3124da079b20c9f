"""Signing in and out."""

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from amends.accounts import sign_in as accounts
from amends.accounts.models import Person
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
    person = accounts.sign_in(typed, request.POST.get("password", ""), clock.now())
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


def _asked(request: HttpRequest, target: str, typed: str, *, wrong: bool = False) -> HttpResponse:
    context = {"next": target, "typed": typed, "wrong": wrong, "viewer": None, "path": "/sign-in"}
    status = 401 if wrong else 200
    return render(request, "sign_in.html", context, status=status, using="jinja2")
