"""Who calls the API: a marketplace's key, a person's key, or a token that a marketplace signed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import jwt
from jwt.types import Options

from amends.core.parties import Role

from .keys import hash_of
from .models import ApiKey, Marketplace, Person
from .people import person_id

TOKEN_MOST = timedelta(hours=1)
LEEWAY = timedelta(seconds=30)
PARTIES = {"buyer": Role.BUYER, "seller": Role.SELLER}


class NotAuthenticated(Exception):
    """The caller is not known; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls. `person` is None for a marketplace that acts for itself.

    `role` is as what the person acts, where the caller said so; `staff` are the roles held.
    """

    marketplace: str | None
    person: str | None
    role: Role | None
    staff: tuple[Role, ...] = ()

    @property
    def principal(self) -> str:
        """What tells this caller from every other, for idempotency."""
        return f"{self.marketplace or ''}|{self.person or ''}"


def identify(authorization: str | None, actor: str | None, now: datetime) -> Caller:
    """Return who calls by the headers Authorization and Amends-Actor; raises NotAuthenticated."""
    scheme, _, credential = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not credential.strip():
        raise NotAuthenticated("no_credential")
    credential = credential.strip()
    if credential.startswith("amk_"):
        return _by_key(credential, actor, now)
    return _by_token(credential, now)


def _by_key(credential: str, actor: str | None, now: datetime) -> Caller:
    key = ApiKey.objects.select_related("person").filter(hash=hash_of(credential)).first()
    if key is None or (key.revoked_at is not None and key.revoked_at <= now):
        raise NotAuthenticated("unknown_key")
    if key.person is not None:
        return _staff(key.person)
    if actor is None:
        return Caller(key.marketplace_id, None, None)
    return _actor(str(key.marketplace_id), actor)


def _staff(person: Person) -> Caller:
    held = {Role.MEDIATOR: person.is_mediator, Role.OPERATOR: person.is_operator}
    staff = tuple(role for role in held if held[role])
    return Caller(person.marketplace_id, person.id, None, staff)


def _actor(marketplace: str, actor: str) -> Caller:
    role, _, reference = actor.partition(":")
    if role not in PARTIES or not reference:
        raise NotAuthenticated("actor_malformed")
    return Caller(marketplace, person_id(marketplace, reference), PARTIES[role])


def _by_token(credential: str, now: datetime) -> Caller:
    try:
        claimed = jwt.decode(credential, options={"verify_signature": False})
    except jwt.InvalidTokenError as error:
        raise NotAuthenticated("token_malformed") from error
    marketplace = Marketplace.objects.filter(slug=str(claimed.get("iss"))).first()
    if marketplace is None:
        raise NotAuthenticated("token_refused")
    # The algorithm is what the marketplace has set up, never what the token says.
    by_key = bool(marketplace.token_public_key)
    secret = marketplace.token_public_key if by_key else marketplace.token_secret
    if not secret:
        raise NotAuthenticated("token_refused")
    claims = _verified(credential, secret, "EdDSA" if by_key else "HS256")
    _require_current(claims, now)
    role, reference = claims.get("role"), claims.get("sub")
    if role not in PARTIES or not isinstance(reference, str) or not reference:
        raise NotAuthenticated("token_malformed")
    person = person_id(marketplace.slug, reference)
    return Caller(marketplace.slug, person, PARTIES[str(role)])


def _verified(credential: str, secret: str, algorithm: str) -> dict[str, object]:
    # The moment is ours to check: the library would read its own clock.
    options: Options = {
        "verify_exp": False,
        "verify_iat": False,
        "verify_nbf": False,
        "require": ["iss", "sub", "exp"],
    }
    try:
        claims: dict[str, object] = jwt.decode(
            credential, secret, algorithms=[algorithm], options=options
        )
    except (jwt.InvalidTokenError, jwt.InvalidKeyError) as error:
        raise NotAuthenticated("token_refused") from error
    return claims


def _require_current(claims: dict[str, object], now: datetime) -> None:
    ends = claims.get("exp")
    if not isinstance(ends, int | float):
        raise NotAuthenticated("token_malformed")
    left = ends - now.timestamp()
    if not -LEEWAY.total_seconds() < left <= (TOKEN_MOST + LEEWAY).total_seconds():
        raise NotAuthenticated("token_expired")
