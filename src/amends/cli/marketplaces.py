"""Marketplaces as the command line names them: found by slug, made when they are missing."""

import re

from amends.accounts.models import Marketplace
from amends.orders.intake.fields import zones
from amends.orders.protecting import Site

from .saying import AskedWrongly, tell

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def marketplace_of(slug: str, zone: str | None = None, name: str | None = None) -> Marketplace:
    """Return a marketplace; one that is missing is made, and said."""
    require_named(slug, zone)
    if made_if_missing(slug, zone, name):
        tell(f"The marketplace {slug} is new here; it was made.")
    return Marketplace.objects.get(slug=slug)


def require_named(slug: str, zone: str | None) -> None:
    """Refuse what can be no marketplace's slug, and what is no time zone."""
    if not SLUG.fullmatch(slug):
        raise AskedWrongly(
            f"{slug} names no marketplace. Use small letters, digits and hyphens, at most 40."
        )
    if zone is not None:
        checked_zone(zone)


def made_if_missing(slug: str, zone: str | None, name: str | None = None) -> bool:
    """Make a marketplace unless it is there; return whether it was made."""
    _, made = Marketplace.objects.get_or_create(
        slug=slug, defaults={"name": name or slug, "zone": zone or "UTC"}
    )
    return made


def checked_zone(zone: str) -> str:
    """Return the name of a time zone, or say that there is none of that name."""
    if zone not in zones():
        raise AskedWrongly(f"{zone} is no time zone. Write its IANA name, like Europe/Paris.")
    return zone


def site_of(slug: str) -> Site:
    """Return a marketplace with its terms, as orders are protected under them."""
    return Site.of(Marketplace.objects.get(slug=slug))
