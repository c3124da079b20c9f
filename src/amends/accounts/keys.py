"""API keys: 256 bits, shown once, kept as a hash. And the keys that a marketplace signs with."""

import secrets
from datetime import datetime
from hashlib import sha256

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from .models import ApiKey, Marketplace, Person

SECRET_LEAST = 32
SECRET_MOST = 200


class KeyRefused(Exception):
    """The text says what is wrong with a key to check tokens by, and the way out."""


def make_key(name: str, owner: Marketplace | Person, now: datetime) -> tuple[ApiKey, str]:
    """Make a key for a marketplace or for a person; the second value is never shown again."""
    secret = f"amk_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(
        hash=hash_of(secret),
        prefix=secret[:10],
        name=name,
        marketplace=owner if isinstance(owner, Marketplace) else None,
        person=owner if isinstance(owner, Person) else None,
        created_at=now,
    )
    return key, secret


def revoke(key: ApiKey, now: datetime) -> None:
    """End a key; one that was revoked before keeps its moment."""
    ApiKey.objects.filter(hash=key.hash, revoked_at=None).update(revoked_at=now)


def every() -> list[ApiKey]:
    """Return all keys, with their owners, in the order in which they were made."""
    return list(ApiKey.objects.select_related("person").order_by("created_at", "hash"))


def revoke_all(owner: Person, now: datetime) -> int:
    """End every key of a person; return how many there were."""
    return ApiKey.objects.filter(person=owner, revoked_at=None).update(revoked_at=now)


def hash_of(secret: str) -> str:
    """Return what is kept of a key. It holds so much chance that no slow hash is needed."""
    return sha256(secret.encode()).hexdigest()


def trust_secret(marketplace: Marketplace, secret: str) -> None:
    """Check a marketplace's tokens by a shared secret (HS256) from now on, and by nothing else."""
    if not SECRET_LEAST <= len(secret.encode()) <= SECRET_MOST:
        raise KeyRefused(
            f"The secret has {len(secret.encode())} bytes."
            f" Make one of {SECRET_LEAST} to {SECRET_MOST} random bytes."
        )
    if "-----BEGIN" in secret:
        raise KeyRefused("This is a key in PEM form, not a secret. Set it as the public key.")
    _trust(marketplace, secret, "")


def trust_public_key(marketplace: Marketplace, pem: str) -> None:
    """Check a marketplace's tokens by its Ed25519 public key (EdDSA), and by nothing else."""
    try:
        key = load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyRefused("This is no public key in PEM form. Send an Ed25519 one.") from error
    if not isinstance(key, Ed25519PublicKey):
        raise KeyRefused("This public key is of another kind. Send an Ed25519 one.")
    _trust(marketplace, "", pem)


def _trust(marketplace: Marketplace, secret: str, pem: str) -> None:
    # One of the two only, so that a token leaves nothing to choose.
    marketplace.token_secret = secret
    marketplace.token_public_key = pem
    marketplace.save(update_fields=["token_secret", "token_public_key"])
