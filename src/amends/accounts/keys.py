"""API keys: 256 bits, shown once, kept as a hash."""

import secrets
from datetime import datetime
from hashlib import sha256

from .models import ApiKey, Marketplace, Person


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


def hash_of(secret: str) -> str:
    """Return what is kept of a key. It holds so much chance that no slow hash is needed."""
    return sha256(secret.encode()).hexdigest()
