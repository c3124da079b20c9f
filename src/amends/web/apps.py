"""Tells Django that the pages, their drafts and their styles belong to this package."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "amends.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
