"""Tells Django that the tables of orders belong to this package."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "amends.orders"
    label = "orders"
