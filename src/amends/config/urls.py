"""All routes: the API under its version, and the pages at the root."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("amends.api.urls")),
    path("", include("amends.web.urls")),
]
