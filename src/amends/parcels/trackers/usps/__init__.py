"""USPS: asked by its tracking API v3; replies of its older Web Tools, in XML, are read too."""

from amends.parcels.trackers.contract import Tracker

from .calls import LIMITS, fetch
from .replies import read

__all__ = ["TRACKER"]

TRACKER = Tracker(
    name="usps",
    title="USPS",
    limits=LIMITS,
    read=read,
    fetch=fetch,
    base="https://apis.usps.com",
    setting="usps_key",
    secret_setting="usps_secret",  # noqa: S106 - the name of a setting
    how="Add an app at developers.usps.com; the key and the secret are its consumer credentials.",
)
