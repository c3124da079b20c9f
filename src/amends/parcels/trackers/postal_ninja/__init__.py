"""Postal Ninja, by its official API on RapidAPI: events are words without status or zone."""

from amends.parcels.trackers.contract import Tracker

from .calls import LIMITS, fetch, register
from .replies import read

__all__ = ["TRACKER"]

TRACKER = Tracker(
    name="postal_ninja",
    title="Postal Ninja",
    limits=LIMITS,
    read=read,
    register=register,
    fetch=fetch,
    base="https://postal-ninja.p.rapidapi.com/v1",
    setting="postal_ninja_key",
    how="Subscribe to the Postal Ninja API at rapidapi.com and copy the application key.",
)
