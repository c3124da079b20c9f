"""A sealed reply as a picture with its time, its source and its seal on it."""

from collections.abc import Iterator
from datetime import UTC

from .picture import Said, picture
from .reply_page import ReadLine, ShownReply


def picture_of(reply: ShownReply, tracking_number: str) -> bytes:
    """Return a PNG of what a reply said; the same reply gives the same picture."""
    return picture(list(_told(reply, tracking_number)))


def _told(reply: ShownReply, tracking_number: str) -> Iterator[Said]:
    at = reply.received_at.astimezone(UTC)
    yield Said(reply.tracker, large=True)
    yield Said(f"Tracking number {tracking_number or 'not stated'}")
    yield Said(
        f"Answered on {at:%Y-%m-%d %H:%M:%S} UTC, read anew from the sealed reply", soft=True
    )
    if reply.erased:
        yield Said("The reply was erased with the person whose parcel it was.", ruled=True)
    elif not reply.lines:
        yield Said("No event could be read from it.", ruled=True)
    for line in reply.lines:
        yield from _event(line)
    yield Said(f"Sealed by Amends as reply {reply.number} of this order.", soft=True, ruled=True)
    yield Said(f"SHA-256 of the reply: {reply.sha256}", soft=True)
    yield Said(f"Tied to the reply before it by: {reply.seal}", soft=True)
    yield Said("The seal holds." if reply.intact else "The seal does not hold.", soft=reply.intact)


def _event(line: ReadLine) -> Iterator[Said]:
    yield Said(f"{line.words}: {line.place}" if line.place else line.words, ruled=True)
    yield Said(f"{line.local}, {line.zone}", soft=True)
    if line.text:
        yield Said(line.text)
