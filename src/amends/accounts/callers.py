"""Who calls the API: a marketplace's key, a person's key, or a token that a marketplace signed."""

from dataclasses import dataclass
from datetime import datetime

from amends.core.parties import Role

from .keys import hash_of
from .models import ApiKey, Person
from .people import is_reference, person_id
from .tokens import NotAuthenticated, Signed, signed_by

__all__ = ["Caller", "NotAuthenticated", "identify"]

CREDENTIAL_MOST = 4096
PARTIES = {"buyer": Role.BUYER, "seller": Role.SELLER}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls. `person` is None for a marketplace that acts for itself.

    `role` is as what the person acts, where the caller said so; `staff` are the roles held, and
    `also` the ids under which such a person buys and sells.
    """

    marketplace: str | None
    person: str | None
    role: Role | None
    staff: tuple[Role, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def people(self) -> tuple[str, ...]:
        """Every id that is the person, none for a marketplace that acts for itself."""
        return (self.person, *self.also) if self.person else ()

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
    if len(credential) > CREDENTIAL_MOST or not credential.isascii():
        raise NotAuthenticated("token_malformed")
    if credential.startswith("amk_"):
        return _by_key(credential, actor, now)
    return _by_token(signed_by(credential, now))


def _by_key(credential: str, actor: str | None, now: datetime) -> Caller:
    key = ApiKey.objects.select_related("person").filter(hash=hash_of(credential)).first()
    if key is None or (key.revoked_at is not None and key.revoked_at <= now):
        raise NotAuthenticated("unknown_key")
    if key.person is not None:
        return _staff(key.person)
    assert key.marketplace_id is not None, "a key is a marketplace's or a person's"
    if actor is None:
        return Caller(key.marketplace_id, None, None)
    return _actor(key.marketplace_id, actor)


def _staff(person: Person) -> Caller:
    held = {Role.MEDIATOR: person.is_mediator, Role.OPERATOR: person.is_operator}
    staff = tuple(role for role in held if held[role])
    return Caller(person.marketplace_id, person.id, None, staff, person.everywhere[1:])


def _actor(marketplace: str, actor: str) -> Caller:
    role, _, reference = actor.partition(":")
    if role not in PARTIES or not is_reference(reference):
        raise NotAuthenticated("actor_malformed")
    # Nobody is looked up: a person of another marketplace and one who is missing answer alike.
    return Caller(marketplace, person_id(marketplace, reference), PARTIES[role])


def _by_token(signed: Signed) -> Caller:
    if signed.role not in PARTIES or not is_reference(signed.reference):
        raise NotAuthenticated("token_malformed")
    person = person_id(signed.marketplace, signed.reference)
    return Caller(signed.marketplace, person, PARTIES[signed.role])
