"""All routes: the API under its version, the messages of other systems, and the pages."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.csrf import csrf_exempt

from amends.orders import clock
from amends.parcels import hooks as tracker_hooks
from amends.payments import hooks as payment_hooks


@csrf_exempt
def tracker_hook(request: HttpRequest, name: str) -> HttpResponse:
    """Take a push from a tracker, at the moment at which it comes."""
    return tracker_hooks.receive(request, name, clock.now())


urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/hooks/payments/<str:name>", payment_hooks.receive),
    path("api/v1/hooks/trackers/<str:name>", tracker_hook),
    path("api/v1/", include("amends.api.urls")),
    path("", include("amends.web.urls")),
]

handler400 = "amends.web.pages.trouble.unreadable"
handler404 = "amends.web.pages.trouble.missing"
handler500 = "amends.web.pages.trouble.broken"
