"""The accepted types, told from a file's first bytes; its name and stated type count for nothing.

Left out on purpose: GIF (an animation says less than a video), TIFF and raw formats (decoders
with a history of holes), SVG and PDF (they carry scripts), archives, and anything unknown.
"""

import re
from enum import StrEnum

# A WebM header or a list of `ftyp` brands ends well within this.
HEAD_BYTES = 4096


class Kind(StrEnum):
    """What a person would call the file."""

    PHOTO = "photo"
    VIDEO = "video"


class MediaType(StrEnum):
    """The accepted types under the names that are served."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    HEIC = "image/heic"
    AVIF = "image/avif"
    MP4 = "video/mp4"
    MOV = "video/quicktime"
    WEBM = "video/webm"

    @property
    def kind(self) -> Kind:
        """Photo or video."""
        return Kind.PHOTO if self.value.startswith("image/") else Kind.VIDEO

    @property
    def suffix(self) -> str:
        """The ending that a computer expects in the name of such a file."""
        return _SUFFIXES[self]


ACCEPTED = tuple(MediaType)


def sniff(head: bytes) -> MediaType | None:
    """Tell the type from the first `HEAD_BYTES` of a file, or None for all that is refused."""
    if head.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return MediaType.PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return MediaType.WEBP
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return MediaType.WEBM if _WEBM.search(head[:200]) else None
    if head[4:8] == b"ftyp":
        return _by_brands(head)
    return None


def _by_brands(head: bytes) -> MediaType | None:
    stop = int.from_bytes(head[:4], "big")
    if not 16 <= stop <= len(head):
        return None
    major = head[8:12]
    brands = {major, *(head[at : at + 4] for at in range(16, stop - 3, 4))}
    if major == b"qt  ":
        return MediaType.MOV
    if major in _HEIC:
        return MediaType.HEIC
    if brands & _AVIF:
        return MediaType.AVIF
    if brands & _HEIC:
        return MediaType.HEIC
    if major[:3] in _PHONE_VIDEO or brands & _MP4:
        return MediaType.MP4
    return None


# The document type among the few short elements of the header; its length has several spellings.
_WEBM = re.compile(rb"\x42\x82(?:\x84|[\x01\x02\x04\x08\x10\x20\x40]\0{0,6}\x04)webm")
_HEIC = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"))
_AVIF = frozenset((b"avif", b"avis"))
_MP4 = frozenset(
    (b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ")
)
# Old phones: 3gp4, 3gp5, 3g2a and their kin.
_PHONE_VIDEO = frozenset((b"3gp", b"3g2"))
_SUFFIXES = {
    MediaType.JPEG: "jpg",
    MediaType.PNG: "png",
    MediaType.WEBP: "webp",
    MediaType.HEIC: "heic",
    MediaType.AVIF: "avif",
    MediaType.MP4: "mp4",
    MediaType.MOV: "mov",
    MediaType.WEBM: "webm",
}
