"""AfterShip's signature of a push: HMAC-SHA256 of the body in base64."""

import base64
import hashlib
import hmac

from amends.parcels.trackers.contract import Access, Push


def sign(body: bytes, secret: str) -> str:
    """Return the signature of a body."""
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()


def verify_push(push: Push, access: Access) -> bool:
    """Whether a push was signed with our secret."""
    given = push.headers.get("aftership-hmac-sha256", "").encode()
    return bool(access.secret) and hmac.compare_digest(
        given, sign(push.body, access.secret).encode()
    )
