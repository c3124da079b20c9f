"""What the door is told of an imported order's parcels."""

from datetime import UTC, datetime
from pathlib import Path

from amends.orders.importers.entries import EntryRefused
from amends.orders.importers.neutral import open_file
from amends.orders.importers.past import past_of

from tests.orders.importers.samples import Json, entry, order_line, write_lines

SCAN = {"status": "accepted", "source": "carrier", "happened_at": "2026-03-03T12:00:00Z"}
PARCEL = {"tracking_number": "LP1", "handed_over_at": "2026-03-03T10:00:00Z"}


def past(folder: Path, parcel: object) -> object:
    lines: list[Json | str] = [
        order_line("A-1"),
        {"kind": "parcel", "order_id": "A-1", "parcel": PARCEL},
        {"kind": "checkpoint", "order_id": "A-1", "parcel": parcel, "checkpoint": SCAN},
    ]
    source = open_file(write_lines(folder / "o.jsonl", lines), "acme")
    return past_of(entry(next(iter(source.read()))))


def test_a_parcel_goes_to_the_door_with_its_scans(tmp_path: Path) -> None:
    got = past(tmp_path, "LP1")
    assert isinstance(got, tuple)
    (sent,) = got
    assert (sent.tracked, sent.tracking_number, sent.lines) == (True, "LP1", ())
    assert sent.scans[0].checkpoint.recorded_at == datetime(2026, 3, 3, 12, tzinfo=UTC)


def test_a_checkpoint_of_a_parcel_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for parcel in ("LP2", 2):
        got = past(tmp_path, parcel)
        assert isinstance(got, EntryRefused)
        assert got.reason == "parcel_unknown"
