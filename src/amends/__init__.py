"""Amends protects marketplace orders until the parcel arrives, and settles it fairly if not."""

__version__ = "0.1.0"
