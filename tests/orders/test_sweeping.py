"""The sweep removes what no order refers to, and nothing that an order needs."""

import io
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, connections
from PIL import Image
from pydantic import ValidationError
from pytest_django import Settings

from amends.cli.worker import steps
from amends.core.commands import AddEvidence
from amends.core.parties import Party
from amends.core.reasons import EvidenceKind
from amends.delivery.lanes import Lanes
from amends.evidence import Sealed, Store, intake
from amends.orders import clock, door, files, sweeping, watch
from amends.orders.door import Asked
from amends.orders.verify_evidence import verify_evidence
from amends.orders.watch import Hold, HoldKind
from amends.worker.loop import Doing, run

from tests.evidence import films
from tests.orders.orders import BUYER, SELLER, day, shipped

pytestmark = pytest.mark.django_db(transaction=True)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> Store:
    """The store of sealed files, for one test."""
    settings.AMENDS_EVIDENCE = tmp_path / "evidence"
    return files.store()


def test_what_no_order_refers_to_goes_and_every_part_of_what_one_refers_to_stays(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    key = shipped()
    kept = [
        added(key, BUYER, photo("tan")),
        added(key, SELLER, photo("navy")),
        added(key, BUYER, films.mp4()),
    ]
    left = take(photo("red"))
    aside = store.folder / "incoming" / "left-by-a-crash"
    aside.touch()
    aged(store, sweeping.SAFE_AGE + SECOND)
    assert sweeping.sweep(clock.now()) == len(left.files) + 1
    assert names(store) == {name for sealed in kept for name in sealed.files}
    assert list(verify_evidence(store)) == [3]
    assert "4 files that belong to no order were removed" in caplog.text
    assert sweeping.sweep(clock.now()) == 0


def test_what_is_younger_than_four_days_stays(store: Store) -> None:
    added(shipped(), BUYER, photo("tan"))
    left = take(photo("red"))
    aged(store, timedelta(days=4) - timedelta(minutes=1))
    assert sweeping.sweep(clock.now()) == 0
    assert left.files <= names(store)


def test_a_file_whose_command_is_being_handled_stays(store: Store) -> None:
    key = shipped()
    added(key, BUYER, photo("tan"))
    old = photo("red")
    take(old)
    aged(store, sweeping.SAFE_AGE + SECOND)
    # It was left behind long ago, and now somebody sends it again: its row is not there yet.
    sent = take(old)
    assert sweeping.sweep(clock.now()) == 0
    refer(key, BUYER, sent)
    aged(store, sweeping.SAFE_AGE + SECOND)
    assert sweeping.sweep(clock.now()) == 0
    assert list(verify_evidence(store)) == [2]


def test_one_photo_of_two_orders_stays_for_either(store: Store) -> None:
    kept = [added(shipped(name), BUYER, photo("tan")) for name in ("order-1", "order-2")]
    aged(store, sweeping.SAFE_AGE + SECOND)
    assert sweeping.sweep(clock.now()) == 0
    assert names(store) == kept[0].files == kept[1].files


def test_more_rows_than_one_page_are_all_kept(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "PAGE", 2)
    key = shipped()
    kept = [added(key, BUYER, photo(colour)) for colour in ("tan", "navy", "red", "gold", "teal")]
    take(photo("black"))
    aged(store, sweeping.SAFE_AGE + SECOND)
    assert sweeping.sweep(clock.now()) == 3
    assert names(store) == {name for sealed in kept for name in sealed.files}


def test_a_database_that_knows_less_than_there_is_takes_nothing_away(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    left = [take(photo(colour)) for colour in ("tan", "navy")]
    aged(store, sweeping.SAFE_AGE + SECOND)
    assert sweeping.sweep(clock.now()) == 0
    kept = added(shipped(), BUYER, photo("red"))
    aged(store, sweeping.SAFE_AGE + SECOND)
    assert sweeping.sweep(clock.now()) == 0
    assert names(store) == {name for sealed in (*left, kept) for name in sealed.files}
    assert "6 sealed files belong to no order, and only 3 belong to one" in caplog.text
    assert "AMENDS_DATABASE_URL" in caplog.text


def test_a_row_that_cannot_be_read_keeps_everything(store: Store) -> None:
    added(shipped(), BUYER, photo("tan"))
    aged(store, sweeping.SAFE_AGE + SECOND)
    there = names(store)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE files SET body = '{}'")
    with pytest.raises(ValidationError):
        sweeping.sweep(clock.now())
    assert names(store) == there


def test_so_many_go_at_once_and_the_rest_the_next_time(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "MOST", 2)
    kept = added(shipped(), BUYER, photo("tan"))
    take(photo("red"))
    aged(store, sweeping.SAFE_AGE + SECOND)
    assert [sweeping.sweep(clock.now()) for _ in range(3)] == [2, 1, 0]
    assert names(store) == kept.files


def test_several_sweeps_at_once_remove_each_file_once(store: Store) -> None:
    key = shipped()
    kept = [added(key, BUYER, film(number)) for number in range(40)]
    for number in range(40, 70):
        take(film(number))
    aged(store, sweeping.SAFE_AGE + SECOND)

    def swept(_: int) -> int:
        try:
            return sweeping.sweep(clock.now())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        # What is shown of each is the same file, which those that stay need.
        assert sum(pool.map(swept, range(3))) == 30
    assert names(store) == {name for sealed in kept for name in sealed.files}


def test_the_worker_sweeps_and_not_while_a_hold_is_open(store: Store) -> None:
    (step,) = (step for step in steps(500, Lanes()) if step.name == "sweep")
    kept = added(shipped(), BUYER, photo("tan"))
    take(photo("red"))
    aged(store, sweeping.SAFE_AGE + SECOND)
    with connection.cursor() as cursor:
        watch.hold(cursor, Hold(HoldKind.RESTORED, clock.now(), "An old copy came back."))
    # Whatever swept before in this process, the step may do so again.
    step = replace(step, run=sweeping.sweep)
    doing = Doing(threading.Event(), [step], once=True)
    assert run(doing).did == {}
    with connection.cursor() as cursor:
        watch.release(cursor, HoldKind.RESTORED, "oscar", clock.clocks())
    assert run(doing).did == {"sweep": 3}
    assert names(store) == kept.files


def film(number: int) -> bytes:
    """A film that is another file under another number, and is sealed without being redrawn."""
    return films.mp4() + films.box(b"free", number.to_bytes(4))


def photo(colour: str) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (32, 24), colour).save(drawn, "JPEG")
    return drawn.getvalue()


def take(content: bytes) -> Sealed:
    """Seal a file to which nothing refers yet."""
    return intake([content], name="file", store=files.store())


def refer(key: bytes, by: Party, sealed: Sealed) -> None:
    command = AddEvidence(EvidenceKind.PHOTO, sealed.sha256)
    asked = Asked(key, by, command, beside=files.beside(sealed))
    assert door.handle(asked, day(3)).refused is None


def added(key: bytes, by: Party, content: bytes) -> Sealed:
    """Add a file to an order."""
    sealed = take(content)
    refer(key, by, sealed)
    return sealed


def aged(store: Store, age: timedelta) -> None:
    """Make everything in the store as old as this."""
    then = (clock.now() - age).timestamp()
    for path in store.folder.rglob("*"):
        os.utime(path, (then, then))


def names(store: Store) -> set[str]:
    """The names of all files that lie in the store."""
    found = {path.name for path in store.folder.rglob("*") if path.is_file()}
    return found - {"lock"}
