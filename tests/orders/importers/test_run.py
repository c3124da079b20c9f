"""Driving an import: batches, the report, a second run, and one that was killed."""

import json
from pathlib import Path

import pytest

from amends.orders.importers.entries import Source
from amends.orders.importers.neutral import open_file
from amends.orders.importers.report import Report
from amends.orders.importers.run import run

from tests.orders.importers.samples import (
    CELLS,
    Json,
    Killed,
    Shelf,
    order_line,
    write_csv,
    write_lines,
)


def silent(done: int, size: int) -> None:
    assert 0 <= done <= size


def source(folder: Path, *lines: Json | str) -> Source:
    return open_file(write_lines(folder / "o.jsonl", lines), "acme")


def ten(folder: Path) -> Source:
    lines: list[Json | str] = [order_line(f"A-{number}") for number in range(10)]
    return source(folder, *lines[:5], "{", *lines[5:])


def listed(path: Path) -> list[Json]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def adds_up(report: Report) -> bool:
    rows = report.rows_taken + report.rows_refused.total()
    orders = report.taken.total() + report.orders_refused.total()
    return (report.rows, report.orders) == (rows, orders)


def test_orders_come_to_the_door_in_batches_in_their_order(tmp_path: Path) -> None:
    shelf = Shelf()
    imported = run(ten(tmp_path), shelf, tmp_path, told=silent, batch=4)
    assert shelf.batches == [
        ["A-0", "A-1", "A-2", "A-3"],
        ["A-4", "A-5", "A-6"],
        ["A-7", "A-8", "A-9"],
    ]
    report = imported.report
    assert (report.rows, report.rows_taken, report.rows_refused) == (11, 10, {"malformed": 1})
    assert report.taken == {"protected": 10}
    assert adds_up(report)


def test_every_refused_row_is_listed_with_its_reason(tmp_path: Path) -> None:
    scan = {"status": "lost", "source": "carrier", "happened_at": "2026-03-03T12:00:00Z"}
    unknown: Json = {"kind": "checkpoint", "order_id": "B-1", "checkpoint": scan}
    imported = run(source(tmp_path, "{", unknown), Shelf(), tmp_path, told=silent)
    first, second = listed(imported.listing)
    assert (first["kind"], first["line"], first["reason"]) == ("row_refused", 1, "malformed")
    assert (second["kind"], second["order_id"]) == ("order_refused", "B-1")
    assert imported.report.orders_refused == {"unknown_order": 1}
    assert imported.report.further == 1


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    shelf = Shelf()
    first = run(ten(tmp_path), shelf, tmp_path, told=silent).report
    before = dict(shelf.orders)
    second = run(ten(tmp_path), shelf, tmp_path, told=silent).report
    assert second.taken == {"already_there": 10}
    assert second.rows == first.rows
    assert shelf.orders == before


@pytest.mark.parametrize("lives", [0, 1, 2])
def test_a_killed_import_goes_on_where_it_was(tmp_path: Path, lives: int) -> None:
    content = ten(tmp_path)
    killed = Shelf(lives=lives)
    with pytest.raises(Killed):
        run(content, killed, tmp_path, told=silent, batch=4)
    heir = Shelf(orders=killed.orders)
    imported = run(content, heir, tmp_path, told=silent, batch=4)
    assert len(heir.batches) == 3 - lives
    assert imported.report.taken == {"protected": 10}
    assert imported.report.rows_refused == {"malformed": 1}
    assert len(listed(imported.listing)) == 1
    assert adds_up(imported.report)


def test_a_kill_between_the_commit_and_the_position_loses_nothing(tmp_path: Path) -> None:
    content = ten(tmp_path)
    shelf = Shelf()

    def kill(done: int, size: int) -> None:
        if done == size:
            raise Killed

    # The last position is lost with the power; the orders were committed.
    with pytest.raises(Killed):
        run(content, shelf, tmp_path, told=kill, batch=4)
    for state in (tmp_path / "imports").glob("*.json"):
        state.write_text("")
    report = run(content, shelf, tmp_path, told=silent, batch=4).report
    assert report.taken == {"already_there": 10}
    assert len(shelf.orders) == 10
    assert adds_up(report)


def test_a_file_that_changed_is_read_from_its_start(tmp_path: Path) -> None:
    killed = Shelf(lives=1)
    with pytest.raises(Killed):
        run(ten(tmp_path), killed, tmp_path, told=silent, batch=4)
    heir = Shelf(orders=killed.orders)
    changed = source(tmp_path, order_line("A-0"), order_line("B-1"))
    report = run(changed, heir, tmp_path, told=silent).report
    assert report.taken == {"already_there": 1, "protected": 1}


def test_an_order_comes_once_in_a_batch(tmp_path: Path) -> None:
    shelf = Shelf()
    twice = source(tmp_path, order_line("A-1"), order_line("A-2"), order_line("A-1"))
    report = run(twice, shelf, tmp_path, told=silent).report
    assert shelf.batches == [["A-1", "A-2"], ["A-1"]]
    assert report.taken == {"protected": 2, "already_there": 1}


def test_a_killed_import_of_csv_still_knows_which_orders_it_met(tmp_path: Path) -> None:
    rows = [CELLS.replace("A-1", name) for name in ("A-1", "A-2", "A-3", "A-1")]
    content = open_file(write_csv(tmp_path / "o.csv", rows), "acme")
    killed = Shelf(lives=1)
    with pytest.raises(Killed):
        run(content, killed, tmp_path, told=silent, batch=2)
    report = run(content, Shelf(orders=killed.orders), tmp_path, told=silent, batch=2).report
    assert report.taken == {"protected": 3}
    assert report.rows_refused == {"rows_apart": 1}
