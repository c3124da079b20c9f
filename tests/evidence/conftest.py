"""A fresh store for each test, and a short way to send a file to it."""

from pathlib import Path
from typing import Protocol

import pytest

from amends.evidence import EvidenceRefused, Fault, Limits, Sealed, Store, intake


class Send(Protocol):
    """Sends a file to the store of the test."""

    def __call__(self, content: bytes, name: str = "photo.jpg", limits: Limits = ...) -> Sealed:
        """Return what is sealed."""


class Refuse(Protocol):
    """Sends a file that must be refused."""

    def __call__(self, content: bytes, limits: Limits = ...) -> Fault:
        """Return why."""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "evidence")


@pytest.fixture
def send(store: Store) -> Send:
    def send(content: bytes, name: str = "photo.jpg", limits: Limits = DEFAULT) -> Sealed:
        return intake(in_pieces(content), name=name, store=store, limits=limits)

    return send


@pytest.fixture
def refuse(store: Store, send: Send) -> Refuse:
    """Nothing of a refused file may stay."""

    def refuse(content: bytes, limits: Limits = DEFAULT) -> Fault:
        with pytest.raises(EvidenceRefused) as refused:
            send(content, limits=limits)
        assert [path for path in store.folder.rglob("*") if path.is_file()] == []
        return refused.value.fault

    return refuse


def in_pieces(content: bytes) -> list[bytes]:
    """As a network brings it."""
    return [content[at : at + 60_000] for at in range(0, len(content), 60_000)]


DEFAULT = Limits(spare_bytes=0)
