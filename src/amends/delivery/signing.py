"""Signatures as Standard Webhooks 1.0 has them, and how the secrets for them are kept.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import hmac
import secrets
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

PREFIX = "whsec_"
# The specification asks for 24 to 64 bytes.
SECRET_BYTES = 32


def new_secret() -> str:
    """Return a new secret as the receiver writes it down."""
    return PREFIX + b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def seal(secret: str) -> str:
    """Return a secret as it is kept: unreadable without this installation's own key."""
    return _fernet().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """Return the secret that `seal` made this of; raises `InvalidToken` with another key."""
    return _fernet().decrypt(sealed.encode()).decode()


def is_readable(sealed: str) -> bool:
    """Whether this installation's key sealed a secret."""
    try:
        unseal(sealed)
    except InvalidToken:
        return False
    return True


def headers(message: str, body: bytes, keys: Sequence[str], now: datetime) -> Mapping[str, str]:
    """Return the headers that a message is sent with, signed by each of the secrets."""
    stamp = str(int(now.timestamp()))
    signatures = [f"v1,{_signature(key, f'{message}.{stamp}.'.encode() + body)}" for key in keys]
    return {
        "Content-Type": "application/json",
        "User-Agent": "Amends",
        "webhook-id": message,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(signatures),
    }


def salted(value: str, *, salt: bytes) -> str:
    """Return a hash of an address that only this installation can compare with another."""
    return hmac.new(_key(b"addresses"), salt + value.encode(), sha256).hexdigest()


def _signature(secret: str, content: bytes) -> str:
    key = b64decode(secret.removeprefix(PREFIX))
    return b64encode(hmac.new(key, content, sha256).digest()).decode()


def _fernet() -> Fernet:
    return Fernet(urlsafe_b64encode(_key(b"webhook secrets")))


def _key(purpose: bytes) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), b"amends " + purpose, sha256).digest()
