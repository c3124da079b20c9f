"""Where webhooks go, and who follows a calendar; deliveries themselves are rows of plain SQL."""

from typing import ClassVar

from django.db import models

from amends.accounts.models import Marketplace, Person


class Endpoint(models.Model):
    """An address of a marketplace that every event of its orders is sent to.

    Secrets are sealed (see `signing`). `asked` and `rotated_by` are what the latest requests that
    made a secret are known by, so that a repeat gets the same answer. `failing_since` is the first
    failure after the latest success.
    """

    id = models.CharField(max_length=32, primary_key=True)
    marketplace = models.ForeignKey(Marketplace, models.CASCADE)
    url = models.CharField(max_length=500)
    secret = models.CharField(max_length=300)
    old_secret = models.CharField(max_length=300, blank=True, default="")
    old_until = models.DateTimeField(null=True, blank=True)
    asked = models.CharField(max_length=64)
    rotated_by = models.CharField(max_length=64, blank=True, default="")
    created_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True, blank=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    disabled_because = models.CharField(max_length=300, blank=True, default="")
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Endpoint"]] = models.Manager()

    class Meta:
        db_table = "webhook_endpoints"

    def __str__(self) -> str:
        return self.url


class CalendarLink(models.Model):
    """A person's secret address of their own deadlines; only its hash is kept."""

    hash = models.CharField(max_length=64, primary_key=True)
    person = models.ForeignKey(Person, models.CASCADE)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["CalendarLink"]] = models.Manager()

    class Meta:
        db_table = "calendar_links"

    def __str__(self) -> str:
        return f"calendar of {self.person_id}"
