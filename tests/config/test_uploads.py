"""An upload without end fills no disk: what is kept is just enough to be refused for its size."""

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile

from amends.config import uploads


def test_a_file_within_the_limit_is_kept_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _kept(monkeypatch, limit=10, parts=[b"abc", b"def"]) == b"abcdef"


def test_of_a_file_over_the_limit_only_what_proves_it_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert _kept(monkeypatch, limit=4, parts=[b"abc", b"def", b"ghi"]) == b"abcd"


def _kept(monkeypatch: pytest.MonkeyPatch, *, limit: int, parts: list[bytes]) -> bytes:
    monkeypatch.setattr(uploads, "KEPT_MOST", limit)
    handler = uploads.BoundedUpload()
    handler.new_file("file", "a.jpg", "image/jpeg", None)
    start = 0
    for part in parts:
        handler.receive_data_chunk(part, start)
        start += len(part)
    file = handler.file_complete(start)
    assert isinstance(file, TemporaryUploadedFile)
    with file:
        return bytes(file.read())
