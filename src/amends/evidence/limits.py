"""The limits of an accepted file, and of the process that opens a photo."""

from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What a marketplace may set; the defaults fit what phones make.

    A 12-megapixel HEIC photo takes half a CPU second on a quiet machine, and a 50-megapixel
    photo with transparency up to 900 MB of address space at its peak. The limits leave room for
    a machine that is slow and busy, and none for a bomb.
    """

    photo_bytes: int = 20 * MEGABYTE
    photo_pixels: int = 50_000_000
    video_bytes: int = 200 * MEGABYTE
    shown_side: int = 2048
    thumbnail_side: int = 480
    child_cpu_seconds: int = 20
    child_wall_seconds: float = 30.0
    child_memory_bytes: int = 1024 * MEGABYTE
    # The database may live on the same disk, so files never take the last of it.
    spare_bytes: int = 256 * MEGABYTE


DEFAULT = Limits()
