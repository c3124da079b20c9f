"""Tracking that people bring by hand: text copied from a page, or a file of CSV or JSON."""

from amends.parcels.trackers.contract import Limits, Tracker

from .files import read

__all__ = ["TRACKER"]

# It is what a person says that a page says, so whoever takes it in sets its source to the seller.
TRACKER = Tracker(
    name="pasted",
    title="Pasted text",
    limits=Limits(numbers_a_call=1, calls_a_second=100.0),
    read=read,
)
