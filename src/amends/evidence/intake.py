"""The way of one file: received within its limit, told by content, redrawn or blanked, sealed."""

import errno
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from . import photos, videos
from .faults import EvidenceRefused, Fault
from .kinds import ACCEPTED, HEAD_BYTES, Kind, MediaType, sniff
from .limits import DEFAULT, Limits
from .names import display_name
from .store import Draft, Shelf, Store


@dataclass(frozen=True, slots=True)
class Sealed:
    """An accepted file. `derivative` and `thumbnail` are what the other side sees."""

    sha256: str
    kind: Kind
    media_type: MediaType
    size: int
    width: int | None
    height: int | None
    derivative: str
    derivative_type: MediaType
    thumbnail: str | None
    name: str

    @property
    def files(self) -> frozenset[str]:
        """Every SHA-256 that a sweep of the store must keep for this file."""
        return frozenset(filter(None, (self.sha256, self.derivative, self.thumbnail)))


@dataclass(frozen=True, slots=True)
class Content:
    """What the bytes of a file tell by themselves."""

    sha256: str
    kind: Kind


def read_through(chunks: Iterable[bytes], limits: Limits = DEFAULT) -> Content:
    """Read a file and keep nothing of it; raise `EvidenceRefused` where its type or size is wrong.

    Whoever asks first whether the file is wanted at all seals none in vain.
    """
    media_type, within = _opened(chunks, limits)
    digest = hashlib.sha256()
    for chunk in within:
        digest.update(chunk)
    return Content(digest.hexdigest(), media_type.kind)


def intake(chunks: Iterable[bytes], *, name: str, store: Store, limits: Limits = DEFAULT) -> Sealed:
    """Accept one file and seal it, or raise `EvidenceRefused` and keep nothing.

    When this returns, the original and its derivatives are safe on the disk; the caller then
    writes its row. `chunks` is read no further than the limit.
    """
    try:
        return _intake(chunks, name, store, limits)
    except OSError as error:
        if error.errno in _FULL:
            raise EvidenceRefused(Fault.STORE_FULL) from error
        raise


def _intake(chunks: Iterable[bytes], name: str, store: Store, limits: Limits) -> Sealed:
    if store.spare_bytes() < limits.spare_bytes:
        raise EvidenceRefused(Fault.STORE_FULL)
    with store.draft() as original:
        arrived = _receive(chunks, original, limits)
        shown_name = display_name(name, arrived.media_type)
        if arrived.media_type.kind is Kind.PHOTO:
            return _photo(arrived, shown_name, store, limits)
        return _video(arrived, shown_name, store)


@dataclass(frozen=True, slots=True)
class _Arrived:
    draft: Draft
    media_type: MediaType
    sha256: str
    size: int


def _receive(chunks: Iterable[bytes], draft: Draft, limits: Limits) -> _Arrived:
    media_type, within = _opened(chunks, limits)
    sha256 = draft.write(within)
    return _Arrived(draft, media_type, sha256, draft.file.tell())


def _opened(chunks: Iterable[bytes], limits: Limits) -> tuple[MediaType, Iterator[bytes]]:
    """Tell the type by the beginning; return it with the whole file, read within its limit."""
    arriving = iter(chunks)
    head = _head(arriving)
    if not head:
        raise EvidenceRefused(Fault.EMPTY)
    media_type = sniff(head[:HEAD_BYTES])
    if media_type is None:
        raise EvidenceRefused(Fault.TYPE_NOT_ACCEPTED, accepted=ACCEPTED)
    return media_type, _within(chain((head,), arriving), media_type.kind, limits)


def _head(arriving: Iterator[bytes]) -> bytes:
    """Gather enough of the beginning to tell the type, before the rest is asked for."""
    head = b""
    for chunk in arriving:
        head += chunk
        if len(head) >= HEAD_BYTES:
            break
    return head


def _within(chunks: Iterable[bytes], kind: Kind, limits: Limits) -> Iterator[bytes]:
    most = limits.photo_bytes if kind is Kind.PHOTO else limits.video_bytes
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > most:
            raise EvidenceRefused(Fault.TOO_LARGE, kind=kind, most_bytes=most)
        yield chunk


def _photo(arrived: _Arrived, name: str, store: Store, limits: Limits) -> Sealed:
    with store.draft() as shown, store.draft() as thumbnail:
        drawing = photos.Drawing(arrived.draft, shown, thumbnail)
        width, height = photos.redraw(drawing, arrived.media_type, limits)
        derivative, small = _hash_of_drawn(shown), _hash_of_drawn(thumbnail)
        store.seal(Shelf.DERIVATIVES, shown, derivative)
        store.seal(Shelf.DERIVATIVES, thumbnail, small)
    store.seal(Shelf.ORIGINALS, arrived.draft, arrived.sha256)
    return Sealed(
        sha256=arrived.sha256,
        kind=Kind.PHOTO,
        media_type=arrived.media_type,
        size=arrived.size,
        width=width,
        height=height,
        derivative=derivative,
        derivative_type=MediaType.JPEG,
        thumbnail=small,
        name=name,
    )


def _hash_of_drawn(draft: Draft) -> str:
    """Hash what the child drew, which is trusted no more than the photo: it must be a JPEG."""
    draft.file.seek(0)
    if sniff(draft.file.read(HEAD_BYTES)) is not MediaType.JPEG:
        raise EvidenceRefused(Fault.PHOTO_UNREADABLE)
    draft.file.seek(0)
    return hashlib.file_digest(draft.file, "sha256").hexdigest()


def _video(arrived: _Arrived, name: str, store: Store) -> Sealed:
    with store.draft() as shown:
        chunks = videos.shown_copy(arrived.draft.file, arrived.size, arrived.media_type)
        derivative = shown.write(chunks)
        store.seal(Shelf.DERIVATIVES, shown, derivative)
    store.seal(Shelf.ORIGINALS, arrived.draft, arrived.sha256)
    return Sealed(
        sha256=arrived.sha256,
        kind=Kind.VIDEO,
        media_type=arrived.media_type,
        size=arrived.size,
        width=None,
        height=None,
        derivative=derivative,
        # Browsers play what a phone films as MOV, but many refuse it under that name.
        derivative_type=_PLAYED_AS.get(arrived.media_type, arrived.media_type),
        thumbnail=None,
        name=name,
    )


_PLAYED_AS = {MediaType.MOV: MediaType.MP4}
_FULL = frozenset((errno.ENOSPC, errno.EDQUOT))
