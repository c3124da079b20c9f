"""Short-lived tokens that a marketplace signs for one of its people.

A signature is checked by the one algorithm for which the marketplace has set up a key, whatever
the token claims of itself: nobody can talk the check into another one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import jwt
from jwt.types import Options

from .models import Marketplace

TOKEN_MOST = timedelta(hours=1)
LEEWAY = timedelta(seconds=30)
SLUG_MOST = 40


class NotAuthenticated(Exception):
    """The caller is not known; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Signed:
    """What a token says, once it is believed: a marketplace's own id of a person, and a role."""

    marketplace: str
    reference: str
    role: str


def signed_by(credential: str, now: datetime) -> Signed:
    """Return what a token says at `now`; raises NotAuthenticated."""
    marketplace = _issuer(credential)
    # A missing marketplace, one without a key and a wrong signature answer alike.
    if marketplace is None:
        raise NotAuthenticated("token_refused")
    claims = _verified(credential, marketplace)
    _require_current(claims, now)
    reference, role = claims.get("sub"), claims.get("role")
    if not isinstance(reference, str) or not isinstance(role, str):
        raise NotAuthenticated("token_malformed")
    return Signed(marketplace.slug, reference, role)


def _issuer(credential: str) -> Marketplace | None:
    try:
        claimed = jwt.decode(credential, options={"verify_signature": False})
    except (jwt.InvalidTokenError, RecursionError) as error:
        raise NotAuthenticated("token_malformed") from error
    # Nothing of this is believed yet, and databases choke on some of what a string can hold.
    slug = claimed.get("iss")
    if not isinstance(slug, str) or len(slug) > SLUG_MOST or not slug.isprintable():
        return None
    return Marketplace.objects.filter(slug=slug).first()


def _verified(credential: str, marketplace: Marketplace) -> Mapping[str, object]:
    by_key = bool(marketplace.token_public_key)
    key = marketplace.token_public_key if by_key else marketplace.token_secret
    if not key:
        raise NotAuthenticated("token_refused")
    # The moment is ours to check: the library would read its own clock.
    options: Options = {
        "verify_exp": False,
        "verify_iat": False,
        "verify_nbf": False,
        "require": ["iss", "sub", "exp"],
    }
    algorithm = "EdDSA" if by_key else "HS256"
    try:
        claims: dict[str, object] = jwt.decode(
            credential, key, algorithms=[algorithm], options=options
        )
    except jwt.PyJWTError as error:
        raise NotAuthenticated("token_refused") from error
    return claims


def _require_current(claims: Mapping[str, object], now: datetime) -> None:
    ends, begins = claims.get("exp"), claims.get("nbf", 0)
    if not isinstance(ends, int | float) or not isinstance(begins, int | float):
        raise NotAuthenticated("token_malformed")
    # Compared, never added up: a number of four hundred digits is no moment.
    if not ends > (now - LEEWAY).timestamp():
        raise NotAuthenticated("token_expired")
    if not ends <= (now + LEEWAY + TOKEN_MOST).timestamp():
        raise NotAuthenticated("token_lasts_too_long")
    if not begins <= (now + LEEWAY).timestamp():
        raise NotAuthenticated("token_not_yet_valid")
