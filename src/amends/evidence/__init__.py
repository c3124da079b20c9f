"""Evidence files: accepted by content, redrawn without metadata, sealed, and served safely.

This package knows nothing of orders. It keeps files in a folder under the SHA-256 of their
content and answers values; who may see which file is for the packages above it to say.
"""

from .faults import EvidenceRefused, Fault
from .intake import Content, Sealed, intake, read_through
from .kinds import ACCEPTED, Kind, MediaType, sniff
from .limits import Limits
from .names import display_name, download_name
from .serving import ByteRange, RangeNotSatisfiable, headers, parse_range
from .store import FileDamaged, FileMissing, Store, StoreNotKnown

__all__ = [
    "ACCEPTED",
    "ByteRange",
    "Content",
    "EvidenceRefused",
    "Fault",
    "FileDamaged",
    "FileMissing",
    "Kind",
    "Limits",
    "MediaType",
    "RangeNotSatisfiable",
    "Sealed",
    "Store",
    "StoreNotKnown",
    "display_name",
    "download_name",
    "headers",
    "intake",
    "parse_range",
    "read_through",
    "sniff",
]
