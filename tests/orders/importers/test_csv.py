"""The neutral format as CSV: orders by lines, parcels, checkpoints."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from amends.core.parcel import ParcelStatus, Source
from amends.orders.importers.entries import Entry, SourceRefused, Step
from amends.orders.importers.neutral import open_file
from amends.orders.intake import OrderBody

from tests.orders.importers.samples import CELLS, HEADER, entry, fields, refused, write_csv

SENT = f"{HEADER},line_id,quantity,zone,carrier,tracking_number,accepted_at,delivered_at"


def steps(folder: Path, *rows: str, header: str = HEADER) -> list[Step]:
    return list(open_file(write_csv(folder / "o.csv", rows, header), "acme").read())


def only_order(got: list[Step]) -> tuple[Entry, OrderBody]:
    (only,) = map(entry, got)
    assert only.order is not None
    return only, only.order


def test_one_row_makes_one_order_with_the_gaps_filled(tmp_path: Path) -> None:
    only, order = only_order(steps(tmp_path, CELLS))
    assert (only.reference, only.row.line, only.parcels) == ("A-1", 2, ())
    assert order.captured.minor == 2490
    assert (order.buyer.tz, order.buyer.locale) == ("Europe/Paris", "en")
    assert order.ship_to.name == "Alice"
    assert order.placed_at == order.paid_at == datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
    assert order.lines[0].quantity == 1


def test_rows_with_the_same_id_are_lines_of_one_order(tmp_path: Path) -> None:
    more = CELLS.replace("Lamp,19.90", '"Shade, red",0.10')
    only, order = only_order(steps(tmp_path, CELLS, more))
    assert [line.title for line in order.lines] == ["Lamp", "Shade, red"]
    assert [line.id for line in order.lines] == ["1", "2"]
    assert order.captured.minor == 2500
    assert only.row.rows == 2


def test_lines_that_name_the_same_parcel_are_in_it(tmp_path: Path) -> None:
    one = f"{CELLS},a,2,Asia/Shanghai,Post,LP1,2026-03-03 10:00:00,"
    two = f"{CELLS},b,1,Asia/Shanghai,Post,LP2,2026-03-04 10:00:00,2026-03-09 08:00:00"
    three = f"{CELLS},c,1,Asia/Shanghai,Post,LP1,2026-03-03 10:00:00,"
    only, order = only_order(steps(tmp_path, one, two, three, header=SENT))
    assert order.captured.minor == 4 * 1990 + 500
    assert [parcel.body.lines for parcel in only.parcels] == [[1, 3], [2]]
    assert [scan.parcel for scan in only.checkpoints] == [1, 2, 2]
    delivered = only.checkpoints[-1].body
    assert (delivered.status, delivered.source) == (ParcelStatus.DELIVERED, Source.CARRIER)
    assert delivered.utc == datetime(2026, 3, 9, 0, tzinfo=UTC)


def test_rows_of_an_order_that_differ_are_refused_with_the_column(tmp_path: Path) -> None:
    (row,) = map(refused, steps(tmp_path, CELLS, CELLS.replace(",bob,", ",bert,")))
    assert fields(row.problems) == ["seller_id"]
    assert row.row.rows == 2


def test_an_order_whose_rows_stand_apart_is_refused_the_second_time(tmp_path: Path) -> None:
    got = steps(tmp_path, CELLS, CELLS.replace("A-1", "A-2"), CELLS)
    assert refused(got[2]).reason == "rows_apart"


def test_every_wrong_cell_is_named_by_its_column(tmp_path: Path) -> None:
    cells = CELLS.replace("Lamp,19.90", ",19.905").replace(",FR,", ",FRA,").replace("+01:00", "")
    (row,) = map(refused, steps(tmp_path, cells))
    assert set(fields(row.problems)) == {
        "unit_price",
        "title",
        "ship_to_country",
        "paid_at",
    }


def test_what_is_wrong_with_one_of_several_lines_names_its_row(tmp_path: Path) -> None:
    (row,) = map(refused, steps(tmp_path, CELLS, CELLS.replace("Lamp,19.90", ",19.905")))
    assert fields(row.problems) == ["unit_price", "title"]
    assert all(problem.problem.startswith("Line 3: ") for problem in row.problems)


def test_a_country_of_several_days_needs_the_buyers_zone(tmp_path: Path) -> None:
    (row,) = map(refused, steps(tmp_path, CELLS.replace(",FR,", ",BR,")))
    assert fields(row.problems) == ["buyer_tz"]


def test_a_country_of_several_zones_with_one_clock_needs_none(tmp_path: Path) -> None:
    _, order = only_order(steps(tmp_path, CELLS.replace(",FR,", ",DE,")))
    assert order.promise_ends_at == datetime(2026, 3, 20, 23, tzinfo=UTC)


def test_money_that_does_not_fit_its_currency_is_refused(tmp_path: Path) -> None:
    (row,) = map(refused, steps(tmp_path, CELLS.replace("EUR", "JPY")))
    assert fields(row.problems) == ["unit_price"]


def test_what_was_captured_must_add_up(tmp_path: Path) -> None:
    got = steps(tmp_path, f"{CELLS},24.89", header=f"{HEADER},captured")
    assert fields(refused(got[0]).problems) == ["captured"]


def test_a_parcel_that_was_only_delivered_needs_its_hand_over(tmp_path: Path) -> None:
    row = f"{CELLS},1,1,Asia/Shanghai,Post,LP1,,2026-03-09 08:00:00"
    assert fields(refused(steps(tmp_path, row, header=SENT)[0]).problems) == ["handed_over_at"]


def test_a_row_with_other_cells_than_the_header_is_refused(tmp_path: Path) -> None:
    got = steps(tmp_path, f"{CELLS},x", CELLS.replace("A-1", "A-2"))
    assert refused(got[0]).reason == "broken_row"
    assert entry(got[1]).reference == "A-2"


def test_a_quote_that_is_never_closed_says_what_was_not_read(tmp_path: Path) -> None:
    got = steps(tmp_path, CELLS, CELLS.replace("A-1", "A-2").replace("Lamp", '"Lamp'))
    assert entry(got[0]).reference == "A-1"
    assert "Lines 3 to 3 were not read" in refused(got[1]).problems[0].problem


def test_other_separators_and_a_mark_of_unicode_are_understood(tmp_path: Path) -> None:
    text = "\ufeff" + f"{HEADER}\n{CELLS}\n".replace(",", ";")
    path = tmp_path / "o.csv"
    path.write_text(text, encoding="utf-8")
    assert entry(next(iter(open_file(path, "acme").read()))).reference == "A-1"


def test_checkpoints_have_a_file_of_their_own(tmp_path: Path) -> None:
    got = steps(
        tmp_path,
        "A-1,LP1,accepted,carrier,2026-03-03 10:00:00,Asia/Shanghai,",
        "A-1,LP1,delivered,seller,2026-03-09 10:00:00,,2026-03-10T00:00:00Z",
        "A-1,LP1,delivered,postman,2026-03-09T10:00:00Z,,",
        header="order_id,parcel,status,source,happened_at,zone,recorded_at",
    )
    first = entry(got[0])
    assert [scan.body.scanned for scan in first.checkpoints] == [True, False]
    assert first.checkpoints[0].recorded_at == datetime(2026, 3, 3, 2, tzinfo=UTC)
    assert first.checkpoints[1].body.utc is None
    assert fields(refused(got[1]).problems) == ["checkpoint.source"]


def test_parcels_have_a_file_of_their_own(tmp_path: Path) -> None:
    got = steps(
        tmp_path,
        "A-1,Post,LP1,2026-03-03 10:00:00,Asia/Shanghai,1 2",
        header="order_id,carrier,tracking_number,handed_over_at,zone,lines",
    )
    parcel = entry(got[0]).parcels[0]
    assert parcel.body.lines == [1, 2]
    assert parcel.recorded_at == datetime(2026, 3, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "named"),
    [
        (HEADER.replace("title", "name"), ["not known: name", "lacks the columns title"]),
        ("order_id,name", ["no column unit_price"]),
        (f"{HEADER},title", ["a column twice: title"]),
        (",,", ["has no header"]),
    ],
)
def test_a_header_that_does_not_fit_refuses_the_whole_file(
    tmp_path: Path, header: str, named: list[str]
) -> None:
    with pytest.raises(SourceRefused) as caught:
        steps(tmp_path, CELLS, header=header)
    for words in named:
        assert words in str(caught.value)


def test_an_empty_or_missing_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\n\n")
    for name in ("empty", "missing"):
        with pytest.raises(SourceRefused):
            open_file(tmp_path / name, "acme")


def test_reading_goes_on_after_any_step(tmp_path: Path) -> None:
    rows = [CELLS, CELLS.replace("A-1", "A-2"), f"{CELLS},x", CELLS.replace("A-1", "A-3"), CELLS]
    source = open_file(write_csv(tmp_path / "o.csv", rows), "acme")
    got = list(source.read())
    assert got[-1].row.position == source.size
    for number, step in enumerate(got, start=1):
        assert list(source.read(step.row.position)) == got[number:]
