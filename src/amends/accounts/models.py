"""Marketplaces, people and API keys, as they are kept."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models

from .terms import overrides_in


class Marketplace(models.Model):
    """A site that sends orders. `terms` are its overrides of the default terms, as JSON text."""

    slug = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=200)
    zone = models.CharField(max_length=64, default="UTC")
    policy = models.CharField(max_length=60, default="default")
    terms = models.TextField(default="{}")
    token_secret = models.CharField(max_length=200, blank=True, default="")
    token_public_key = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return self.slug

    @property
    def overrides(self) -> dict[str, object]:
        """The terms that differ from the defaults; raises `TermsRefused` where they are broken."""
        return overrides_in(self.terms)


class Person(AbstractBaseUser):
    """A buyer or a seller of a marketplace, or one of the staff, who belong to none.

    `also` are the ids under which one of the staff buys and sells, with spaces between them.
    """

    id = models.CharField(max_length=26, primary_key=True)
    marketplace = models.ForeignKey(Marketplace, models.PROTECT, null=True, blank=True)
    reference = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    locale = models.CharField(max_length=20, default="en")
    zone = models.CharField(max_length=64, default="UTC")
    email = models.CharField(max_length=254, blank=True, default="")
    is_mediator = models.BooleanField(default=False)
    is_operator = models.BooleanField(default=False)
    also = models.TextField(blank=True, default="")
    login = models.CharField(max_length=80, unique=True, null=True, blank=True)
    password = models.CharField(max_length=128, blank=True, default="")
    last_login = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Person"]] = models.Manager()
    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name

    @property
    def everywhere(self) -> tuple[str, ...]:
        """Every id that is this person."""
        return (self.id, *self.also.split())


class ApiKey(models.Model):
    """A key of a marketplace, or of one person; only its hash is kept."""

    hash = models.CharField(max_length=64, primary_key=True)
    prefix = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    marketplace = models.ForeignKey(Marketplace, models.CASCADE, null=True, blank=True)
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.prefix}…"


class SignInTry(models.Model):
    """How many wrong passwords came from somewhere, or for some login; see `tries`."""

    key = models.CharField(max_length=64, primary_key=True)
    failures = models.IntegerField()
    last_at = models.DateTimeField(db_index=True)

    objects: ClassVar[models.Manager["SignInTry"]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.failures} by {self.last_at}"
