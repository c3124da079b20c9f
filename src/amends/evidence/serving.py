"""How a file is served, whoever asks: fixed headers, and parts of it for a video player.

Each response is sandboxed, so that even a file that slipped through as something else could
neither run, nor be read by another site, nor stay in a shared cache. A sandboxed video plays
inside a page and not by an address of its own: its player would ask again, as a stranger.
"""

import re
from dataclasses import dataclass

from .kinds import MediaType
from .names import download_name

RANGE_MOST = 8 * 1024 * 1024


class RangeNotSatisfiable(Exception):
    """The part asked for lies beyond the end: answer 416."""


@dataclass(frozen=True, slots=True)
class ByteRange:
    """The bytes from `start` up to, and without, `stop`, of `size` in all."""

    start: int
    stop: int
    size: int

    @property
    def content_range(self) -> str:
        """The value of the `Content-Range` header of a 206 answer."""
        return f"bytes {self.start}-{self.stop - 1}/{self.size}"


def headers(media_type: str, name: str, *, original: bool = False) -> dict[str, str]:
    """Return the only headers with which a file leaves, complete with its fixed type.

    A derivative is shown in the page. An original is saved, never shown: it is as its sender
    made it.
    """
    disposition = "attachment" if original else "inline"
    return {
        "Content-Type": MediaType(media_type).value,
        "Content-Disposition": f'{disposition}; filename="{download_name(name, media_type)}"',
        "Content-Security-Policy": _CONTENT_SECURITY_POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "private, no-store",
    }


def parse_range(header: str | None, size: int, *, most: int = RANGE_MOST) -> ByteRange | None:
    """Return the part that a `Range` header asks for, at most `most` bytes of it.

    None means the whole file: no header, one that asks for several parts at once, or one that
    makes no sense, which HTTP tells a server to ignore. A player that gets less than it asked
    for asks again.
    """
    asked = _SINGLE_RANGE.fullmatch((header or "").strip())
    if asked is None or asked.groups() == ("", ""):
        return None
    first, last = asked.groups()
    if first and last and int(last) < int(first):
        return None
    start = int(first) if first else max(size - int(last), 0)
    stop = int(last) + 1 if first and last else size
    if start >= size or (not first and int(last) == 0):
        raise RangeNotSatisfiable
    return ByteRange(start, min(stop, size, start + most), size)


# `style-src` is for the few rules with which a browser centres a photo opened by itself.
_CONTENT_SECURITY_POLICY = (
    "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# Fifteen digits hold any size there is, and keep a number from growing without limit.
_SINGLE_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)
