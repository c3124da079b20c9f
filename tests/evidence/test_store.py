"""The store keeps what it sealed, notices what changed, and sweeps only what nobody needs."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from amends.evidence import FileDamaged, FileMissing, Store, StoreNotKnown
from amends.evidence.store import Shelf

CONTENT = b"what was sealed"
NAME = sha256(CONTENT).hexdigest()
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_file_lies_under_its_content_readable_by_the_service_alone(store: Store) -> None:
    place = _seal(store)
    assert place == store.folder / "originals" / NAME[:2] / NAME[2:4] / NAME
    assert place.read_bytes() == CONTENT
    assert place.stat().st_mode & 0o777 == 0o600
    assert {folder.stat().st_mode & 0o777 for folder in place.parents[:4]} == {0o700}
    assert list((store.folder / "incoming").iterdir()) == []


def test_a_draft_that_is_not_sealed_is_gone(store: Store) -> None:
    with store.draft() as draft:
        draft.write([CONTENT])
        assert draft.path.exists()
    assert not draft.path.exists()


def test_the_disk_has_the_file_before_its_name_and_the_name_before_the_caller_goes_on(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    sync, rename = os.fsync, Path.rename

    def synced(number: int) -> None:
        order.append(Path(f"/proc/self/fd/{number}").readlink().name)
        sync(number)

    def renamed(path: Path, target: Path) -> Path:
        order.append("rename")
        return rename(path, target)

    with store.draft() as draft:
        draft.write([CONTENT])
        monkeypatch.setattr(os, "fsync", synced)
        monkeypatch.setattr(Path, "rename", renamed)
        store.seal(Shelf.ORIGINALS, draft, NAME)
        expected = [draft.path.name, "rename", NAME[2:4], NAME[:2], "originals", "evidence"]
    assert order == expected


def test_a_changed_original_is_not_handed_out(store: Store) -> None:
    place = _seal(store)
    with store.open_original(NAME) as file:
        assert file.read() == CONTENT
    place.write_bytes(b"what was sealeD")
    with pytest.raises(FileDamaged):
        store.open_original(NAME)


def test_sealing_again_repairs(store: Store) -> None:
    _seal(store).write_bytes(b"")
    _seal(store)
    with store.open_original(NAME) as file:
        assert file.read() == CONTENT


def test_a_derivative_is_read_whole_first_unless_only_a_part_is_wanted(store: Store) -> None:
    place = _seal(store, Shelf.DERIVATIVES)
    place.write_bytes(b"changed")
    with pytest.raises(FileDamaged):
        store.open_derivative(NAME)
    with store.open_derivative(NAME, checked=False) as file:
        assert file.read() == b"changed"


@pytest.mark.parametrize("name", [NAME, NAME.upper(), "../../etc/passwd", "", "ab", NAME + "\n"])
def test_what_is_not_there_is_missing(name: str, store: Store) -> None:
    with pytest.raises(FileMissing):
        store.open_original(name)


def test_a_sweep_takes_old_files_that_no_row_names(store: Store) -> None:
    kept = _seal(store)
    orphan = _seal(store, Shelf.DERIVATIVES, b"orphan")
    young = _seal(store, Shelf.DERIVATIVES, b"young")
    left = store.folder / "incoming" / "left-by-a-crash"
    left.touch()
    for path in (kept, orphan, left):
        os.utime(path, (NOON.timestamp() - 1, NOON.timestamp() - 1))
    os.utime(young, (NOON.timestamp(), NOON.timestamp()))
    assert store.sweep({NAME}, older_than=NOON, most=9) == 2
    assert [path.exists() for path in (kept, orphan, young, left)] == [True, False, True, False]
    assert store.sweep({NAME}, older_than=NOON, most=9) == 0


def test_a_sweep_of_an_empty_store_takes_nothing(store: Store) -> None:
    assert store.sweep(set(), older_than=NOON, most=9) == 0


def test_what_is_sealed_again_while_it_is_swept_is_there_afterwards(store: Store) -> None:
    _seal(store)
    for _ in range(200):
        old = _seal(store, Shelf.DERIVATIVES, b"sent again")
        os.utime(old, (NOON.timestamp() - 1, NOON.timestamp() - 1))
        with ThreadPoolExecutor(2) as pool:
            swept = pool.submit(store.sweep, {NAME}, NOON, 9)
            again = pool.submit(_seal, store, Shelf.DERIVATIVES, b"sent again")
            assert again.result().exists()
            assert swept.result() <= 1
        assert old.exists()


def test_more_that_nobody_names_than_what_is_named_is_not_swept(store: Store) -> None:
    places = [_seal(store), _seal(store, content=b"one"), _seal(store, content=b"two")]
    for place in places:
        os.utime(place, (NOON.timestamp() - 1, NOON.timestamp() - 1))
    with pytest.raises(StoreNotKnown, match="2 sealed files belong to no order, and only 1"):
        store.sweep({NAME}, older_than=NOON, most=9)
    assert all(place.exists() for place in places)


def _seal(store: Store, shelf: Shelf = Shelf.ORIGINALS, content: bytes = CONTENT) -> Path:
    with store.draft() as draft:
        name = draft.write([content[:4], content[4:]])
        store.seal(shelf, draft, name)
    return store.folder / shelf / name[:2] / name[2:4] / name
