"""When something that was not taken is tried again, and when it is given up."""

from datetime import timedelta
from hashlib import blake2b

# The ten attempts of Standard Webhooks 1.0, over 75 hours and a half: the first is at once.
AFTER = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
TRIES_MOST = len(AFTER) + 1
JITTER = 0.1
_HALF = 2**31


def next_after(message: str, tries: int) -> timedelta | None:
    """Return how long to wait after so many tries, or None when it is given up.

    What is spread over a tenth around the schedule is told by the message, so that a replay of a
    day gives the same day.
    """
    if tries >= TRIES_MOST:
        return None
    digest = blake2b(f"{message} {tries}".encode(), digest_size=4).digest()
    return AFTER[tries - 1] * (1 + JITTER * (int.from_bytes(digest) / _HALF - 1))
