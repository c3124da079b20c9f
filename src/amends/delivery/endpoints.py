"""The webhook endpoints of marketplaces: made, rotated, switched off and on, deleted."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from urllib.parse import urlsplit

from django.db import connection, transaction

from amends.database.instants import micros
from amends.outbound.addresses import is_public, with_port
from amends.outbound.client import Reach, usual_port
from amends.outbound.lookups import look_up

from . import signing
from .models import Endpoint

ENDPOINTS_MOST = 10
URL_MOST = 500
OLD_SECRET_FOR = timedelta(hours=24)
# As long as one message is tried, and two days more.
FAILS_MOST = timedelta(days=5)
HTTPS = 443
LOOK_UP_SECONDS = 10.0
log = logging.getLogger("amends.delivery")


class EndpointRefused(Exception):
    """An address that is not called; the text says why, and the way out."""


class TooManyEndpoints(Exception):
    """The marketplace has as many endpoints as there may be."""


class AskedOtherwise(Exception):
    """The same Idempotency-Key came before with another address."""


@dataclass(frozen=True, slots=True)
class Made:
    """An endpoint and its secret, which is told in the answer to this request only."""

    endpoint: Endpoint
    secret: str


def require_callable(url: str, reach: Reach) -> None:
    """Raise `EndpointRefused` unless an address is https, public, and on the usual port."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError as error:
        raise EndpointRefused("The port is no number. Write an https address.") from error
    host = parts.hostname
    if not host or len(url) > URL_MOST or not url.isascii() or not url.isprintable():
        raise EndpointRefused("Write an https address, like https://shop.example/amends.")
    if parts.username is not None:
        raise EndpointRefused("Leave name and password out; messages are signed instead.")
    named = with_port(host, port or usual_port(parts.scheme))
    if named in reach.private and parts.scheme in {"https", "http"}:
        return
    if parts.scheme != "https" or port not in {None, HTTPS}:
        way_out = _way_out("such an address", named)
        raise EndpointRefused(f"Only https on its usual port is called. {way_out}")
    _require_public(host, reach)


def make(marketplace: str, url: str, token: str, now: datetime) -> Made:
    """Make an endpoint; the same token of the same marketplace gets the same one again.

    Raises `AskedOtherwise` when the token came with another address, `TooManyEndpoints`.
    """
    asked = _asked(marketplace, token)
    with transaction.atomic():
        found = Endpoint.objects.filter(id=_id(asked)).first()
        if found is not None:
            return _made_before(found, url)
        if len(of(marketplace)) >= ENDPOINTS_MOST:
            raise TooManyEndpoints
        secret = signing.new_secret()
        made = Endpoint.objects.create(
            id=_id(asked),
            marketplace_id=marketplace,
            url=url,
            secret=signing.seal(secret),
            asked=asked,
            created_at=now,
        )
    return Made(made, secret)


def of(marketplace: str) -> Sequence[Endpoint]:
    """Return a marketplace's endpoints, the earliest first."""
    found = Endpoint.objects.filter(marketplace_id=marketplace, deleted_at=None)
    return list(found.order_by("created_at", "id"))


def one(marketplace: str, endpoint: str) -> Endpoint | None:
    """Return an endpoint of a marketplace, or None for a missing one and another's alike."""
    return Endpoint.objects.filter(id=endpoint, marketplace_id=marketplace, deleted_at=None).first()


def rotate(endpoint: Endpoint, token: str, now: datetime) -> Made:
    """Give an endpoint a new secret; the old one signs beside it for a day."""
    asked = _asked(endpoint.marketplace_id, token)
    with transaction.atomic():
        endpoint = Endpoint.objects.select_for_update().get(id=endpoint.id)
        if endpoint.rotated_by == asked:
            return Made(endpoint, signing.unseal(endpoint.secret))
        secret = signing.new_secret()
        # One that was sealed with another installation's key cannot sign any more.
        endpoint.old_secret = endpoint.secret if signing.is_readable(endpoint.secret) else ""
        endpoint.secret = signing.seal(secret)
        endpoint.old_until, endpoint.rotated_by = now + OLD_SECRET_FOR, asked
        endpoint.save()
    return Made(endpoint, secret)


def activate(endpoint: Endpoint) -> None:
    """Call an endpoint again that was switched off; what was given up waits for a replay."""
    endpoint.disabled_at, endpoint.disabled_because, endpoint.failing_since = None, "", None
    endpoint.save(update_fields=["disabled_at", "disabled_because", "failing_since"])


def delete(endpoint: Endpoint, now: datetime) -> None:
    """Forget an endpoint and its secrets; what still waited for it is given up."""
    endpoint.deleted_at, endpoint.secret, endpoint.old_secret = now, "", ""
    with transaction.atomic():
        endpoint.save(update_fields=["deleted_at", "secret", "old_secret"])
        _give_up(endpoint.id, "the endpoint was deleted")


def secrets_of(endpoint: Endpoint, now: datetime) -> tuple[str, ...]:
    """Return the secrets that sign at `now`, the newest first; raises `InvalidToken`."""
    kept = [endpoint.secret]
    if endpoint.old_secret and endpoint.old_until is not None and now < endpoint.old_until:
        kept.append(endpoint.old_secret)
    return tuple(signing.unseal(sealed) for sealed in kept)


def succeeded(endpoint: str) -> None:
    """Keep that an endpoint took a message."""
    Endpoint.objects.filter(id=endpoint).update(failing_since=None)


def failed(endpoint: str, *, gone: bool, now: datetime) -> bool:
    """Keep that an endpoint failed; return whether it is switched off for it."""
    Endpoint.objects.filter(id=endpoint, failing_since=None).update(failing_since=now)
    if gone:
        return switch_off(endpoint, "it answered 410: it wants nothing more", now)
    long = Endpoint.objects.filter(id=endpoint, failing_since__lte=now - FAILS_MOST)
    because = f"it took nothing for {FAILS_MOST.days} days"
    return long.exists() and switch_off(endpoint, because, now)


def switch_off(endpoint: str, because: str, now: datetime) -> bool:
    """Call an endpoint no more, and give up what waits for it; return whether it was on."""
    live = Endpoint.objects.filter(id=endpoint, disabled_at=None, deleted_at=None)
    if not live.update(disabled_at=now, disabled_because=because):
        return False
    _give_up(endpoint, "the endpoint was switched off")
    log.error("the webhook endpoint %s was switched off: %s", endpoint, because)
    return True


def give_up_strays(now: datetime) -> int:
    """Give up what is due for endpoints that are not called any more, and return how much.

    What was fanned out in the moment in which one was deleted or switched off would wait for ever.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE deliveries SET state = 'given_up', next_at = NULL, problem = %s"
            " WHERE next_at <= %s AND lane IN (SELECT id FROM webhook_endpoints"
            " WHERE deleted_at IS NOT NULL OR disabled_at IS NOT NULL)",
            ["the endpoint is not called any more", micros(now)],
        )
        count: int = cursor.rowcount
    return count


def _made_before(found: Endpoint, url: str) -> Made:
    if found.url != url:
        raise AskedOtherwise
    return Made(found, signing.unseal(found.secret) if found.secret else "")


def _require_public(host: str, reach: Reach) -> None:
    try:
        found = look_up(reach.resolve, host, HTTPS, ends_at=time.monotonic() + LOOK_UP_SECONDS)
    except TimeoutError as error:
        raise EndpointRefused(f"{host} was not found in time. Send it again later.") from error
    except (OSError, UnicodeError) as error:
        raise EndpointRefused(f"{host} has no address. Write one that has.") from error
    if not found or not all(is_public(address) for address in found):
        way_out = _way_out("one that is", with_port(host, HTTPS))
        raise EndpointRefused(f"{host} is not public. {way_out}")


def _way_out(other: str, named: str) -> str:
    return f"Write {other}, or ask the operator to list {named} in webhook_hosts."


def _give_up(endpoint: str, problem: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE deliveries SET state = 'given_up', next_at = NULL, problem = %s"
            " WHERE lane = %s AND state = 'waiting'",
            [problem, endpoint],
        )


def _asked(marketplace: str, token: str) -> str:
    return blake2b(f"{marketplace}\0{token}".encode(), digest_size=32).hexdigest()


def _id(asked: str) -> str:
    return f"we_{asked[:24]}"
