"""The signature of Standard Webhooks (standardwebhooks.com): HMAC-SHA256 of id, time and body.

`webhook-id`, `webhook-timestamp` (seconds since 1970) and `webhook-signature` (`v1,` and base64,
several separated by blanks) are the headers. A secret that begins with `whsec_` is base64.
"""

import base64
import binascii
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from amends.parcels.trackers.contract import Access, Push

# How far the sender's clock may be off, as the specification's own libraries hold it.
TOLERANCE = timedelta(minutes=5)
SECONDS_MOST = 10**11


def sign(body: bytes, secret: str, *, name: str, seconds: int) -> str:
    """Return the signature of a body as it stands in the header."""
    signed = b".".join([name.encode(), str(seconds).encode(), body])
    return "v1," + base64.b64encode(hmac.digest(_key(secret), signed, hashlib.sha256)).decode()


def verify_push(push: Push, access: Access) -> bool:
    """Whether a push was signed with our secret, and not long ago."""
    name = push.headers.get("webhook-id", "")
    stamped = push.headers.get("webhook-timestamp", "")
    if not access.secret or not name or not stamped.isdecimal() or int(stamped) > SECONDS_MOST:
        return False
    seconds = int(stamped)
    sent_at = datetime.fromtimestamp(seconds, UTC)
    expected = sign(push.body, access.secret, name=name, seconds=seconds).encode()
    given = push.headers.get("webhook-signature", "").split()[:10]
    right = [hmac.compare_digest(one.encode(), expected) for one in given]
    return any(right) and abs(push.received_at - sent_at) <= TOLERANCE


def _key(secret: str) -> bytes:
    if not secret.startswith("whsec_"):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error:
        return secret.encode()
