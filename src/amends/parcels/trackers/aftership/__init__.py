"""AfterShip's tracking API, version 2026-07: numbers are created, then listed or pushed."""

from amends.parcels.trackers.contract import Tracker

from .calls import LIMITS, fetch, register
from .pushes import verify_push
from .replies import read

__all__ = ["TRACKER"]

TRACKER = Tracker(
    name="aftership",
    title="AfterShip",
    limits=LIMITS,
    read=read,
    register=register,
    fetch=fetch,
    verify_push=verify_push,
    base="https://api.aftership.com/tracking/2026-07",
    setting="aftership_key",
    secret_setting="aftership_push_secret",  # noqa: S106 - the name of a setting
    how="Make an API key at admin.aftership.com under Settings, API keys.",
)
