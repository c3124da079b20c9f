"""Tells Django that marketplaces, people and keys belong to this package."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "amends.accounts"
    label = "accounts"
