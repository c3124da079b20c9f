"""The real Olist tables, where they stand beside the repository: every row must be accounted for.

Nothing of them is copied here: only what can be counted is compared, by a second, plainer count.
"""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from amends.orders.importers.olist import Olist, reviews
from amends.orders.importers.olist.tables import ITEMS, ORDERS
from amends.orders.importers.run import Imported, run

from tests.orders.importers.samples import Shelf
from tests.tidy.source import ROOT

FOLDER = ROOT.parent / "shared" / "data" / "olist"

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the Olist tables do not stand beside the repository"
)


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture(scope="module")
def imported(shelf: Shelf, tmp_path_factory: pytest.TempPathFactory) -> Imported:
    home = tmp_path_factory.mktemp("home")
    return run(Olist(FOLDER), shelf, home, told=lambda _done, _size: None)


def column(table: str, *names: str) -> list[tuple[str, ...]]:
    with (FOLDER / table).open(encoding="utf-8-sig", newline="") as file:
        return [tuple(row[name] for name in names) for row in csv.DictReader(file)]


def test_rows_in_are_rows_taken_and_rows_refused(imported: Imported) -> None:
    report = imported.report
    rows = column(ORDERS, "order_id")
    assert report.rows == len(rows) == report.rows_taken + report.rows_refused.total()
    with_items = set(column(ITEMS, "order_id"))
    assert report.rows_refused == {"no_items": sum(row not in with_items for row in rows)}
    statuses = sum(n for name, n in report.counted.items() if name.startswith("order_status"))
    assert statuses == report.rows


def test_each_seller_of_an_order_has_an_order_of_their_own(
    imported: Imported, shelf: Shelf
) -> None:
    sellers = defaultdict(set)
    for order_id, seller in column(ITEMS, "order_id", "seller_id"):
        sellers[order_id].add(seller)
    report = imported.report
    assert report.orders == len(shelf.orders) == sum(map(len, sellers.values()))
    assert report.split == sum(len(own) - 1 for own in sellers.values())
    assert report.notes["split_by_seller"] == sum(len(own) > 1 for own in sellers.values())
    assert report.taken == {"protected": report.orders}


def test_what_is_held_is_all_that_the_items_cost(imported: Imported, shelf: Shelf) -> None:
    held = sum(entry.order.captured.minor for entry in shelf.orders.values() if entry.order)
    cents = [
        round(float(sum_) * 100) for row in column(ITEMS, "price", "freight_value") for sum_ in row
    ]
    assert held == sum(cents)


def test_every_refused_row_stands_in_the_list(imported: Imported) -> None:
    lines = Path(imported.listing).read_text().splitlines()
    refused = [line for line in lines if '"row_refused"' in line]
    assert len(refused) == imported.report.rows_refused.total()


def test_reviews_are_of_orders_of_the_set() -> None:
    known = {order_id for (order_id,) in column(ORDERS, "order_id")}
    assert {review.order_id for review in reviews(FOLDER)} <= known
