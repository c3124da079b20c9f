"""The neutral format as JSON lines."""

from datetime import UTC, datetime
from pathlib import Path

from amends.orders.importers.entries import Step
from amends.orders.importers.neutral import open_file

from tests.orders.importers.samples import (
    Json,
    body,
    entry,
    fields,
    order_line,
    refused,
    write_lines,
)

PARCEL: Json = {
    "kind": "parcel",
    "order_id": "A-1",
    "parcel": {"tracking_number": "LP1", "handed_over_at": "2026-03-03T10:00:00Z"},
}
SCAN = {"status": "accepted", "source": "carrier", "happened_at": "2026-03-03T12:00:00Z"}


def scan(order_id: str = "A-1", **changes: object) -> Json:
    return {"kind": "checkpoint", "order_id": order_id, "checkpoint": SCAN, **changes}


def steps(folder: Path, *lines: Json | str) -> list[Step]:
    return list(open_file(write_lines(folder / "o.jsonl", lines), "acme").read())


def test_lines_of_one_order_that_stand_together_are_one_entry(tmp_path: Path) -> None:
    first, second = map(
        entry, steps(tmp_path, order_line("A-1"), PARCEL, scan(parcel="LP1"), order_line("A-2"))
    )
    assert (first.reference, first.marketplace, first.row.rows) == ("A-1", "acme", 3)
    assert first.parcels[0].recorded_at == datetime(2026, 3, 3, 10, tzinfo=UTC)
    assert first.checkpoints[0].parcel == 1
    assert first.checkpoints[0].recorded_at == datetime(2026, 3, 3, 12, tzinfo=UTC)
    assert second.reference == "A-2"


def test_a_checkpoint_that_names_no_parcel_is_of_the_only_one(tmp_path: Path) -> None:
    (only,) = map(entry, steps(tmp_path, order_line("A-1"), PARCEL, scan()))
    assert only.checkpoints[0].parcel == 1


def test_one_number_written_in_two_ways_is_one_and_what_only_looks_like_it_is_refused(
    tmp_path: Path,
) -> None:
    (only,) = map(entry, steps(tmp_path, order_line("A-1"), PARCEL, scan(parcel="lp-1")))
    assert only.checkpoints[0].parcel == 1
    numbered = {"tracking_number": "L\u04201", "handed_over_at": "2026-03-03T10:00:00Z"}
    row = refused(steps(tmp_path, {**PARCEL, "parcel": numbered})[0])
    assert fields(row.problems) == ["parcel.tracking_number"]
    assert "only looks like the Latin P" in row.problems[0].problem


def test_checkpoints_can_come_without_their_order(tmp_path: Path) -> None:
    first, second = map(entry, steps(tmp_path, scan(parcel="LP1"), scan("A-2", parcel=2)))
    assert first.order is None
    assert first.checkpoints[0].parcel == "LP1"
    assert second.checkpoints[0].parcel == 2


def test_a_scan_is_known_no_earlier_than_is_said(tmp_path: Path) -> None:
    (only,) = map(entry, steps(tmp_path, scan(recorded_at="2026-03-09T00:00:00Z")))
    assert only.checkpoints[0].recorded_at == datetime(2026, 3, 9, tzinfo=UTC)


def test_a_scan_without_utc_must_say_when_it_was_known(tmp_path: Path) -> None:
    local = {**SCAN, "happened_at": "2026-03-03T12:00:00"}
    (row,) = map(refused, steps(tmp_path, scan(checkpoint=local)))
    assert fields(row.problems) == ["recorded_at"]


def test_a_refused_line_is_named_with_its_fields_and_the_rest_goes_on(tmp_path: Path) -> None:
    broken = order_line("A-2", currency="EURO")
    got = steps(tmp_path, order_line("A-1"), broken, "{", "", '{"kind": "refund"}', PARCEL)
    assert entry(got[0]).reference == "A-1"
    row = refused(got[1])
    assert (row.row.line, row.row.name, row.reason) == (2, "A-2", "malformed")
    assert fields(row.problems) == ["order.currency"]
    assert refused(got[2]).row.line == 3
    assert refused(got[3]).row.line == 5
    assert entry(got[4]).order is None


def test_a_line_that_is_no_text_or_has_no_end_is_refused(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "o.jsonl", [order_line("A-1")])
    with path.open("ab") as file:
        file.write(b'{"kind": "\xff"}\n{"kind": "' + b"x" * 2_100_000 + b'"}\n')
    write_lines(tmp_path / "more", [order_line("A-2")])
    path.write_bytes(path.read_bytes() + (tmp_path / "more").read_bytes())
    got = list(open_file(path, "acme").read())
    assert [refused(step).reason for step in got[1:3]] == ["not_text", "not_text"]
    assert entry(got[3]).row.line == 4


def test_reading_goes_on_after_any_step(tmp_path: Path) -> None:
    source = open_file(
        write_lines(
            tmp_path / "o.jsonl", [order_line("A-1"), PARCEL, "{", "", scan(), order_line("A-2")]
        ),
        "acme",
    )
    got = list(source.read())
    assert got[-1].row.position == source.size
    for number, step in enumerate(got, start=1):
        assert list(source.read(step.row.position)) == got[number:]


def test_an_order_wraps_the_very_body_of_the_api(tmp_path: Path) -> None:
    (only,) = map(entry, steps(tmp_path, order_line("A-1")))
    assert only.order is not None
    assert only.order.lines[0].title == "Lamp"
    assert body()["currency"] == only.order.currency
