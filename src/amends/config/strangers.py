"""Lets go of a large body of somebody who is not signed in before any of it is read.

The check against forged forms reads a whole form, its files onto disk, and comes before a page asks
who sends it. What is exempt from that check asks first, and has limits of its own: the API, and
what payment providers and trackers send.
"""

from collections.abc import Callable, Mapping, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

# Far more than the form to sign in needs. It stays in memory, whatever its type.
BODY_MOST = 16_000


class Strangers:
    """Sends whoever sends much and is not signed in to the sign-in page, and back after it."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer as ever; who is asked for is known only once the address was looked up."""
        return self._answer(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        _arguments: Sequence[object],
        _named: Mapping[str, object],
    ) -> HttpResponseBase | None:
        """Return the way to sign in, or None where the page may be asked."""
        # A session is looked up only for the few requests that bring much.
        if (
            getattr(view, "csrf_exempt", False)
            or _size(request) <= BODY_MOST
            or request.user.is_authenticated
        ):
            return None
        sign_in = settings.LOGIN_URL
        return redirect(sign_in if request.path == sign_in else f"{sign_in}?next={request.path}")


def _size(request: HttpRequest) -> int:
    # Read as Django reads it: without this header, or with one that is no number, it reads no body.
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
