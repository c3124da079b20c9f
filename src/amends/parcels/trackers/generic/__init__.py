"""A webhook that any system may send scans to, signed as Standard Webhooks describes."""

from amends.parcels.trackers.contract import Limits, Tracker

from .pushes import verify_push
from .replies import read

__all__ = ["TRACKER"]

TRACKER = Tracker(
    name="generic",
    title="Signed webhook",
    limits=Limits(numbers_a_call=1_000, calls_a_second=100.0),
    read=read,
    verify_push=verify_push,
    secret_setting="generic_push_secret",  # noqa: S106 - the name of a setting
    how="Choose a secret of at least 24 characters, and give it to the system that sends scans.",
)
