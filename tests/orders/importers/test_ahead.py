"""A long import, read in batches by a process of its own."""

import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection

from amends.accounts.models import Marketplace
from amends.orders import clock
from amends.orders.importers import ahead
from amends.orders.importers.ahead import Reading, read_ahead
from amends.orders.importers.entries import (
    Entry,
    EntryRefused,
    ReadEntry,
    RefusedRow,
    Source,
    SourceRefused,
    Taken,
)
from amends.orders.importers.neutral import open_file
from amends.orders.importers.run import run
from amends.orders.importing import ImportDoor
from amends.orders.protecting import PAYMENT_TAKEN, Site

from tests.orders.importers.samples import Json, order_line, write_lines


@dataclass(frozen=True)
class Marked:
    """A door that prepares an entry by saying which process did; the reader may be killed at it."""

    killed_unless: int | None = None

    def prepared(self, _entry: Entry, /) -> int:
        """Return the process."""
        if self.killed_unless not in {None, os.getpid()}:
            os.kill(os.getpid(), signal.SIGKILL)
        return os.getpid()

    def protect_many(self, entries: Sequence[int], /) -> list[Taken | EntryRefused]:
        """Take everything."""
        return [Taken.PROTECTED for _ in entries]


def with_past(order_id: str) -> list[Json]:
    """Return an order with its parcel, which a carrier scanned."""
    parcel = {"tracking_number": f"LM{order_id}CN", "handed_over_at": "2026-03-02T10:00:00Z"}
    seen = {"status": "in_transit", "source": "carrier", "happened_at": "2026-03-03T12:00:00Z"}
    return [
        order_line(order_id),
        {"kind": "parcel", "order_id": order_id, "parcel": parcel},
        {"kind": "checkpoint", "order_id": order_id, "checkpoint": seen},
    ]


@pytest.fixture(autouse=True)
def long_from_the_second_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "ALONE_MOST", 1)
    monkeypatch.setattr(ahead, "READY_WITHIN", 120)
    # As the command line sets it, for every process that it starts.
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "amends.config.settings")


@pytest.fixture
def content(tmp_path: Path) -> Source:
    lines: list[Json | str] = [order_line(f"A-{number}") for number in range(5)]
    return open_file(write_lines(tmp_path / "o.jsonl", [*lines[:3], "{", *lines[3:]]), "acme")


def test_what_follows_the_first_batch_is_read_elsewhere_and_comes_in_order(
    content: Source,
) -> None:
    batches = list(read_ahead(Reading(content, Marked(), 2), 0))
    rows = [[one.row.line for one in batch] for batch in batches]
    assert rows == [[1, 2], [3, 4], [5, 6]]
    refused = batches[1][1]
    assert isinstance(refused, RefusedRow)
    assert refused.reason == "malformed"
    by = [{one.prepared for one in batch if isinstance(one, ReadEntry)} for batch in batches]
    assert by[0] == {os.getpid()}
    assert by[1] == by[2] != by[0]


def test_what_cannot_be_read_there_is_told_here(content: Source, tmp_path: Path) -> None:
    batches = read_ahead(Reading(content, Marked(), 2), 0)
    assert len(next(batches)) == 2
    (tmp_path / "o.jsonl").unlink()
    with pytest.raises(SourceRefused, match="cannot be read"):
        next(batches)


def test_a_reader_that_was_killed_ends_the_import_and_the_next_one_goes_on(
    content: Source, tmp_path: Path
) -> None:
    with pytest.raises(SourceRefused, match="goes on where it was"):
        run(content, Marked(os.getpid()), tmp_path, told=lambda *_: None, batch=2)
    imported = run(content, Marked(), tmp_path, told=lambda *_: None, batch=2)
    assert imported.report.rows == 6
    assert imported.report.taken == {"protected": 5}
    assert imported.report.rows_refused == {"malformed": 1}


@pytest.mark.django_db
def test_orders_are_the_same_whoever_reads_them(tmp_path: Path) -> None:
    lines = [line for number in range(5) for line in with_past(f"A-{number}")]
    content = open_file(write_lines(tmp_path / "o.jsonl", lines), "acme")
    shop = Marketplace.objects.create(slug="acme", name="Acme", zone="UTC")
    door = ImportDoor(Site.of(shop), clock.now())
    batches = [*Reading(content, door, 2).batches(0)]
    assert [*read_ahead(Reading(content, door, 2), 0)] == batches
    imported = run(content, door, tmp_path, told=lambda *_: None, batch=2)
    assert imported.report.taken == {"protected": 5}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM orders), (SELECT count(*) FROM parcels),"
            " (SELECT count(*) FROM checkpoints)"
        )
        assert cursor.fetchone() == (5, 5, 5)


@pytest.mark.django_db
def test_a_payment_of_another_marketplaces_order_is_refused_by_its_field(tmp_path: Path) -> None:
    reports = []
    for slug, order in (("acme", "A-1"), ("mall", "B-1")):
        content = open_file(write_lines(tmp_path / f"{slug}.jsonl", [order_line(order)]), slug)
        shop = Marketplace.objects.create(slug=slug, name=slug, zone="UTC")
        door = ImportDoor(Site.of(shop), clock.now())
        reports.append(run(content, door, tmp_path / slug, told=lambda *_: None))
    first, second = reports
    assert first.report.taken == {"protected": 1}
    assert second.report.orders_refused == {"payment_taken": 1}
    assert PAYMENT_TAKEN in second.listing.read_text()
