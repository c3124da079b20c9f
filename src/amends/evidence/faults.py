"""Every reason for which a file is not accepted.

The words for each fault stand in `words/`; nothing of a refused file is kept.
"""

from enum import StrEnum


class Fault(StrEnum):
    """The closed list. `EvidenceRefused.details` holds plain values under the names given here."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"  # kind, most_bytes
    TYPE_NOT_ACCEPTED = "type_not_accepted"  # accepted
    PHOTO_UNREADABLE = "photo_unreadable"
    PHOTO_TOO_MANY_PIXELS = "photo_too_many_pixels"  # most_pixels
    PHOTO_ANIMATED = "photo_animated"
    PHOTO_TOO_HEAVY = "photo_too_heavy"
    PHOTO_NOT_CHECKED = "photo_not_checked"
    VIDEO_UNREADABLE = "video_unreadable"
    VIDEO_NOT_PLAYABLE = "video_not_playable"
    STORE_FULL = "store_full"


class EvidenceRefused(Exception):
    """The file arrived and is not accepted."""

    def __init__(self, fault: Fault, **details: object) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.details = details
