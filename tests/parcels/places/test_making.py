"""The file of places is made once for a home, whole or not at all, beside what else is done."""

import fcntl
import os
import threading
from pathlib import Path

import pytest

from amends.parcels.places.making import LOCK_NAME, PlacesMissing, make, making, open_tables
from amends.parcels.places.resolving import Resolver, resolver_at_hand
from amends.parcels.places.tables import FILE_NAME


def test_who_comes_second_waits_and_makes_nothing(
    tmp_path: Path, places_home: Path, resolver: Resolver
) -> None:
    made: list[bool] = []
    second = threading.Thread(target=lambda: made.append(make(tmp_path)))
    with (tmp_path / LOCK_NAME).open("w") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        second.start()
        assert resolver_at_hand(tmp_path) is None
        os.link(places_home / FILE_NAME, tmp_path / FILE_NAME)
    second.join()
    assert made == [False]
    found = resolver_at_hand(tmp_path)
    assert found is not None
    assert found.resolve("Lyon, FR").name == resolver.resolve("Lyon, FR").name


def test_what_is_not_ready_when_its_owner_ends_is_stopped_and_nothing_half_made_is_read(
    tmp_path: Path,
) -> None:
    with making(tmp_path):
        pass
    assert not (tmp_path / FILE_NAME).exists()
    assert resolver_at_hand(tmp_path) is None
    with (tmp_path / LOCK_NAME).open("w") as lock:
        # Nobody holds it any more.
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


@pytest.mark.usefixtures("resolver")
def test_where_the_file_is_there_nothing_is_begun(places_home: Path) -> None:
    before = (places_home / FILE_NAME).stat().st_mtime_ns
    with making(places_home):
        pass
    assert (places_home / FILE_NAME).stat().st_mtime_ns == before


def test_a_home_that_cannot_be_written_is_said_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("no folder")
    with pytest.raises(PlacesMissing, match="100 MB free"):
        open_tables(tmp_path / "home")
