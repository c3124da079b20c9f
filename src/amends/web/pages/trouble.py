"""What a person reads where no page is, where a form cannot be taken, or where we broke."""

from http import HTTPStatus

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from amends import words
from amends.accounts.models import Person
from amends.web.viewer import Viewer, viewer_of


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404; a stranger's order and one that never was read alike."""
    del exception
    return _told(request, "missing", HTTPStatus.NOT_FOUND, _viewer(request))


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400 to what is no form of ours, or was sent to a host name that is not ours."""
    trouble = "foreign_host" if isinstance(exception, DisallowedHost) else "unreadable"
    return _told(request, trouble, HTTPStatus.BAD_REQUEST, None)


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form whose proof of origin is missing or has changed since it was opened."""
    del reason
    return _told(request, "stale", HTTPStatus.FORBIDDEN, _viewer(request))


def broken(request: HttpRequest) -> HttpResponse:
    """Answer 500 without asking anything of a database that may be what broke."""
    return _told(request, "broken", HTTPStatus.INTERNAL_SERVER_ERROR, None)


def _viewer(request: HttpRequest) -> Viewer | None:
    # A request that middleware refused early was not given a user.
    return viewer_of(request) if isinstance(getattr(request, "user", None), Person) else None


def _told(
    request: HttpRequest, trouble: str, status: HTTPStatus, viewer: Viewer | None
) -> HttpResponse:
    locale = viewer.locale if viewer else "en"
    parts = ("title", "what", "way_out")
    said = {part: words.say(f"trouble.{trouble}.{part}", locale) for part in parts}
    context = {**said, "viewer": viewer, "path": request.path, "role": ""}
    return render(request, "trouble.html", context, status=status, using="jinja2")
