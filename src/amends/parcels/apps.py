"""Tells Django that the tables of parcels belong to this package."""

from django.apps import AppConfig


class ParcelsConfig(AppConfig):
    name = "amends.parcels"
    label = "parcels"
