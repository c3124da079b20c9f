"""Tells Django that endpoints, calendar links and deliveries belong to this package."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "amends.delivery"
    label = "delivery"
