"""The Django application of payments: only its tables."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Named so that its migrations are found."""

    name = "amends.payments"
    label = "payments"
