"""Two marketplaces and the tokens that they sign, for the tests of who is calling."""

from datetime import UTC, datetime, timedelta

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from amends.accounts.keys import trust_public_key, trust_secret
from amends.accounts.models import Marketplace

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECRET = "a secret of thirty-two bytes or more"
OTHER_SECRET = "another secret of thirty-two bytes or more"


def shop(slug: str = "shop") -> Marketplace:
    return Marketplace.objects.create(slug=slug, name=slug.title())


def shop_with_secret(slug: str = "shop", secret: str = SECRET) -> Marketplace:
    made = shop(slug)
    trust_secret(made, secret)
    return made


def shop_with_key(slug: str = "shop") -> str:
    """Make a marketplace that signs with a key pair, and return its private key."""
    private, public = key_pair()
    trust_public_key(shop(slug), public)
    return private


def key_pair() -> tuple[str, str]:
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), public.decode()


def claims(**changed: object) -> dict[str, object]:
    """What a token of Alice says; None takes a claim out."""
    said: dict[str, object] = {
        "iss": "shop",
        "sub": "alice",
        "role": "buyer",
        "exp": at(minutes=30),
        **changed,
    }
    return {name: value for name, value in said.items() if value is not None}


def at(*, minutes: float = 0, seconds: float = 0) -> float:
    return (NOW + timedelta(minutes=minutes, seconds=seconds)).timestamp()


def token(
    said: dict[str, object] | None = None, key: str = SECRET, algorithm: str = "HS256"
) -> str:
    """Return a header Authorization with a signed token."""
    signed = jwt.encode(said or claims(), key, algorithm=algorithm)
    return f"Bearer {signed}"
