"""Parcels (parcelsapp.com), API v3: one request for many numbers, then asked again by its uuid."""

from amends.parcels.trackers.contract import Tracker

from .calls import LIMITS, fetch, register
from .pushes import verify_push
from .replies import read

__all__ = ["TRACKER"]

TRACKER = Tracker(
    name="parcelsapp",
    title="Parcels",
    limits=LIMITS,
    read=read,
    register=register,
    fetch=fetch,
    verify_push=verify_push,
    pushes_are_hints=True,
    base="https://parcelsapp.com/api/v3",
    setting="parcelsapp_key",
    secret_setting="parcelsapp_push_token",  # noqa: S106 - the name of a setting
    how="Open an account at parcelsapp.com/dashboard and copy the API key.",
)
