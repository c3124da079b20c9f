"""17TRACK, API v2.4: numbers are registered, then polled or pushed, forty at a time."""

from amends.parcels.trackers.contract import Tracker

from .calls import LIMITS, fetch, register
from .pushes import verify_push
from .replies import read

__all__ = ["TRACKER"]

TRACKER = Tracker(
    name="track17",
    title="17TRACK",
    limits=LIMITS,
    read=read,
    register=register,
    fetch=fetch,
    verify_push=verify_push,
    base="https://api.17track.net/track/v2.4",
    setting="track17_key",
    secret_setting="track17_key",  # noqa: S106 - the name of a setting
    how="Open an account at api.17track.net and copy the key from Settings, Security.",
)
