"""Has one photo redrawn by the separate process, and takes whatever that does as an answer.

Nothing of the photo is parsed here. A crash, a kill, a time that ran out or a strange answer of
the child are refusals to the sender, never errors of the request.
"""

import json
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from .faults import EvidenceRefused, Fault
from .kinds import ACCEPTED, MediaType
from .limits import Limits
from .store import Draft

# What the children together may take of the machine: with the default limits, 4 GB at the very
# worst. A photo waits for its place as long as a child may run.
_PLACES = threading.BoundedSemaphore(4)
_ANSWER_MOST = 500


@dataclass(frozen=True, slots=True)
class Drawing:
    """The three files of a photo: what came, and what is drawn from it."""

    original: Draft
    shown: Draft
    thumbnail: Draft


def redraw(drawing: Drawing, media_type: MediaType, limits: Limits) -> tuple[int, int]:
    """Fill in the drawn files, and return the width and height of the upright original."""
    if not _PLACES.acquire(timeout=limits.child_wall_seconds):
        raise EvidenceRefused(Fault.PHOTO_NOT_CHECKED)
    try:
        answer, ended = _run(drawing, media_type, limits)
    except OSError as error:
        # The machine has no process or memory left for a child.
        raise EvidenceRefused(Fault.PHOTO_NOT_CHECKED) from error
    finally:
        _PLACES.release()
    return _size(_fields(answer, ended), limits)


def _run(drawing: Drawing, media_type: MediaType, limits: Limits) -> tuple[bytes, int]:
    """Start the child, read its line, and see to it that it is gone afterwards."""
    drawing.original.file.flush()
    drawing.original.file.seek(0)
    files = (drawing.shown.file.fileno(), drawing.thumbnail.file.fileno())
    with subprocess.Popen(  # noqa: S603 - our own program, and no argument is the sender's.
        [sys.executable, "-I", str(_CHILD), *_arguments(media_type, limits), *map(str, files)],
        stdin=drawing.original.file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env=_ENVIRONMENT,
        pass_fds=files,
    ) as child:
        clock = threading.Timer(limits.child_wall_seconds, child.kill)
        clock.start()
        try:
            return _heard(child), child.wait()
        finally:
            clock.cancel()


def _heard(child: subprocess.Popen[bytes]) -> bytes:
    """Return what the child says; one that says too much is cut off."""
    assert child.stdout is not None, "asked for when it was started"
    answer = child.stdout.read(_ANSWER_MOST + 1)
    if len(answer) > _ANSWER_MOST:
        child.kill()
    return answer


def _arguments(media_type: MediaType, limits: Limits) -> tuple[str, ...]:
    numbers = (
        limits.photo_pixels,
        limits.shown_side,
        limits.thumbnail_side,
        limits.child_cpu_seconds,
        limits.child_memory_bytes,
    )
    return (_FORMATS[media_type], *map(str, numbers))


def _fields(answer: bytes, ended: int) -> dict[str, object]:
    """Read the child's line; its end by a limit of time tells more than its silence."""
    if -ended in _OUT_OF_TIME and len(answer) <= _ANSWER_MOST:
        return {"fault": Fault.PHOTO_TOO_HEAVY}
    try:
        fields = json.loads(answer) if ended == 0 else None
    except ValueError:
        fields = None
    return fields if isinstance(fields, dict) else {"fault": Fault.PHOTO_UNREADABLE}


def _size(fields: dict[str, object], limits: Limits) -> tuple[int, int]:
    match fields:
        case {"width": int(width), "height": int(height)}:
            return width, height
        case {"fault": Fault.PHOTO_TOO_MANY_PIXELS}:
            raise EvidenceRefused(Fault.PHOTO_TOO_MANY_PIXELS, most_pixels=limits.photo_pixels)
        case {"fault": Fault.TYPE_NOT_ACCEPTED}:
            raise EvidenceRefused(Fault.TYPE_NOT_ACCEPTED, accepted=ACCEPTED)
        case {"fault": Fault.PHOTO_ANIMATED}:
            raise EvidenceRefused(Fault.PHOTO_ANIMATED)
        case {"fault": Fault.PHOTO_TOO_HEAVY}:
            raise EvidenceRefused(Fault.PHOTO_TOO_HEAVY)
        case _:
            raise EvidenceRefused(Fault.PHOTO_UNREADABLE)


_CHILD = Path(__file__).with_name("child.py")
# One allocator arena: each would claim 64 MB of the child's address space.
_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "1"}
_OUT_OF_TIME = frozenset((signal.SIGXCPU, signal.SIGKILL))
_FORMATS = {
    MediaType.JPEG: "JPEG",
    MediaType.PNG: "PNG",
    MediaType.WEBP: "WEBP",
    MediaType.HEIC: "HEIF",
    MediaType.AVIF: "AVIF",
}
