"""Keys: 16 bytes derived from a marketplace and its own order id, and how they are spelled.

Everything below an order carries its key and a small number, so anything is found by key alone.
"""

import re
from base64 import b32decode, b32encode
from hashlib import blake2b

BUCKETS = 64
SPELLED = 26
_ORDER = re.compile(r"[a-z2-7]{26}")
_PART = re.compile(r"([a-z2-7]{26})-([dpet])([1-9][0-9]{0,3})(?:-([oc])([1-9][0-9]{0,2}))?")


def key_of(marketplace: str, reference: str) -> bytes:
    """Return the key of a marketplace's order; the same two names always give the same key."""
    return blake2b(f"{marketplace}\0{reference}".encode(), digest_size=16).digest()


def bucket_of(key: bytes) -> int:
    """Return the bucket, 0 to 63, by which orders are divided among workers and machines."""
    return key[0] % BUCKETS


def spell(key: bytes) -> str:
    """Return the key as a person or a URL can carry it: 26 lower-case letters and digits."""
    return b32encode(key).decode().rstrip("=").lower()


def read(spelled: str) -> bytes | None:
    """Return the key that `spelled` carries, or None if it is not one."""
    if not _ORDER.fullmatch(spelled):
        return None
    key = b32decode(spelled.upper() + "======")
    return key if spell(key) == spelled else None


def part(key: bytes, kind: str, number: int) -> str:
    """Return the public id of a dispute (`d`), parcel (`p`), file (`e`) or transfer (`t`)."""
    return f"{spell(key)}-{kind}{number}"


def read_part(spelled: str, kind: str) -> tuple[bytes, int] | None:
    """Return the key and the number that a public id of this kind carries, or None."""
    match = _PART.fullmatch(spelled)
    if match is None or match[2] != kind or match[4] is not None:
        return None
    key = read(match[1])
    return (key, int(match[3])) if key else None


def read_offer(spelled: str) -> tuple[bytes, int, int] | None:
    """Return the key, the dispute and the offer that an offer's public id carries, or None."""
    return _below(spelled, "o")


def read_decision(spelled: str) -> tuple[bytes, int, int] | None:
    """Return the key, the dispute and the decision that a decision's public id carries, or None."""
    return _below(spelled, "c")


def _below(spelled: str, kind: str) -> tuple[bytes, int, int] | None:
    match = _PART.fullmatch(spelled)
    if match is None or match[2] != "d" or match[4] != kind:
        return None
    key = read(match[1])
    return (key, int(match[3]), int(match[5])) if key else None
