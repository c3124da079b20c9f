"""The Olist tables, with one hand-made row for each trap that the real ones hold."""

import csv
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from amends.core.parcel import ParcelStatus, Source
from amends.orders.importers import olist
from amends.orders.importers.entries import Entry, RefusedRow, SourceRefused, Step
from amends.orders.importers.olist import Olist
from amends.orders.importers.olist.tables import (
    COLUMNS,
    CUSTOMERS,
    ITEMS,
    ORDERS,
    PAYMENTS,
    PRODUCTS,
    REVIEWS,
)
from amends.orders.importers.run import run
from amends.orders.intake import OrderBody

from tests.orders.importers.samples import Killed, Shelf, entry, fields, refused

BOUGHT, PAID, LIMIT = "2018-03-01 10:00:00", "2018-03-01 12:00:00", "2018-03-05 12:00:00"
SENT, CAME, PROMISED = "2018-03-04 09:00:00", "2018-03-12 15:00:00", "2018-03-20 00:00:00"
# São Paulo was three hours behind UTC in March.
BEHIND = timedelta(hours=3)


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC) + BEHIND


class Tables:
    """A folder of tables that grows by hand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: dict[str, list[Sequence[str]]] = {name: [] for name in COLUMNS}
        self.rows[CUSTOMERS].append(("c1", "alice0123456789", "01001", "santa rita", "SP"))
        self.rows[CUSTOMERS].append(("c2", "bruno0123456789", "58300", "santa rita", "PB"))
        self.rows[PRODUCTS].append(("p1", "cama_mesa_banho"))
        self.rows[PRODUCTS].append(("p2", ""))

    def order(
        self, name: str, *dates: str, status: str = "delivered", buyer: str = "c1"
    ) -> "Tables":
        own = (PAID, SENT, CAME)
        moments = [*dates, *own[len(dates) :]]
        self.rows[ORDERS].append((name, buyer, status, BOUGHT, *moments, PROMISED))
        return self

    def item(
        self, name: str, seller: str = "s1", price: str = "20.5", limit: str = LIMIT
    ) -> "Tables":
        number = str(1 + sum(row[0] == name for row in self.rows[ITEMS]))
        product = "p1" if seller == "s1" else "p2"
        self.rows[ITEMS].append((name, number, product, seller, limit, price, "4.50"))
        return self

    def paid(self, name: str, value: str, kind: str = "credit_card") -> "Tables":
        self.rows[PAYMENTS].append((name, kind, value))
        return self

    def write(self) -> Path:
        for name, rows in self.rows.items():
            with (self.folder / name).open("w", newline="") as file:
                csv.writer(file).writerows([COLUMNS[name], *rows])
        return self.folder

    def steps(self) -> list[Step]:
        return list(olist.read(self.write()))

    def only(self) -> tuple[Entry, OrderBody]:
        (step,) = self.steps()
        only = entry(step)
        assert only.order is not None
        return only, only.order


@pytest.fixture
def tables(tmp_path: Path) -> Tables:
    return Tables(tmp_path)


def test_an_order_holds_its_items_and_their_freight(tables: Tables) -> None:
    only, order = tables.order("o1").item("o1").item("o1", price="9.99").paid("o1", "39.49").only()
    assert (only.marketplace, only.reference) == ("olist", "o1")
    assert [money.minor for money in order.line_sums] == [2050, 999]
    assert (order.shipping.minor, order.captured.minor, order.currency) == (900, 3949, "BRL")
    assert (order.placed_at, order.paid_at) == (utc(BOUGHT), utc(PAID))
    assert order.dispatch_by == utc(LIMIT)
    assert order.buyer.name == "Buyer alice012"
    assert order.lines[0].title == "cama mesa banho"
    assert order.domestic
    assert only.row.notes == ()


def test_late_is_only_after_the_promised_day_has_ended(tables: Tables) -> None:
    _, order = tables.order("o1").item("o1").paid("o1", "25").only()
    assert order.promised_by == date(2018, 3, 20)
    assert order.promise_ends_at == datetime(2018, 3, 21, 3, tzinfo=UTC)


def test_a_scan_is_known_from_its_own_moment(tables: Tables) -> None:
    only, _ = tables.order("o1").item("o1").paid("o1", "25").only()
    assert only.parcels[0].recorded_at == utc(SENT)
    accepted, delivered = only.checkpoints
    assert (accepted.body.status, accepted.recorded_at) == (ParcelStatus.ACCEPTED, utc(SENT))
    assert (delivered.body.status, delivered.recorded_at) == (ParcelStatus.DELIVERED, utc(CAME))
    assert accepted.body.scanned
    assert delivered.body.scanned
    assert {accepted.parcel, delivered.parcel} == {1}


def test_an_order_of_several_sellers_is_one_order_for_each(tables: Tables) -> None:
    tables.order("o1").item("o1", "s1").item("o1", "s2", "7").item("o1", "s1").paid("o1", "61.50")
    first, second = map(entry, tables.steps())
    assert (first.reference, second.reference) == ("o1-1", "o1-2")
    assert first.order is not None
    assert second.order is not None
    assert (first.order.seller.id, first.order.captured.minor) == ("s1", 5000)
    assert (second.order.seller.id, second.order.captured.minor) == ("s2", 1150)
    assert second.order.lines[0].title == "Product p2"
    assert (first.row.rows, second.row.rows) == (1, 0)
    assert first.row.notes == ("split_by_seller",)
    assert second.row.notes == ()


def test_an_order_without_items_is_refused_and_named(tables: Tables) -> None:
    tables.order("o1", "", "", "", status="unavailable")
    (row,) = map(refused, tables.steps())
    assert (row.reason, row.row.name, row.row.line) == ("no_items", "o1", 2)
    assert fields(row.problems) == ["order_id", "order_approved_at"]


def test_an_order_that_was_never_paid_is_refused(tables: Tables) -> None:
    (row,) = map(refused, tables.order("o1", "", "", "", status="created").item("o1").steps())
    assert row.reason == "not_paid"


def test_what_was_sent_was_paid_even_if_nobody_dated_it(tables: Tables) -> None:
    only, order = tables.order("o1", "").item("o1").paid("o1", "25").only()
    assert order.paid_at == utc(BOUGHT)
    assert only.row.notes == ("approval_not_dated",)


def test_a_delivery_before_the_hand_over_is_kept_and_reported(tables: Tables) -> None:
    only, _ = tables.order("o1", PAID, CAME, SENT).item("o1").paid("o1", "25").only()
    assert [scan.recorded_at for scan in only.checkpoints] == [utc(CAME), utc(SENT)]
    assert only.row.notes == ("delivered_before_hand_over",)


def test_an_approval_after_the_hand_over_is_kept_and_reported(tables: Tables) -> None:
    only, order = tables.order("o1", "2018-03-04 18:00:00").item("o1").paid("o1", "25").only()
    assert order.paid_at > only.parcels[0].body.handed_over_at
    assert only.row.notes == ("handed_over_before_payment",)


def test_delivered_without_a_date_is_only_said_and_only_at_the_end(tables: Tables) -> None:
    tables.order("o1", PAID, SENT, "").item("o1").paid("o1", "25")
    tables.order("o2").item("o2").paid("o2", "25")
    first = entry(tables.steps()[0])
    said = first.checkpoints[-1]
    assert (said.body.status, said.body.source) == (ParcelStatus.DELIVERED, Source.SELLER)
    assert not said.body.scanned
    assert said.recorded_at == utc(CAME)
    assert first.row.notes == ("delivery_not_dated",)


def test_delivered_without_any_date_has_a_parcel_from_the_end_only(tables: Tables) -> None:
    only, _ = tables.order("o1", PAID, "", "").item("o1").paid("o1", "25").only()
    assert only.parcels[0].recorded_at == utc(PAID)
    assert only.row.notes == ("hand_over_not_dated", "delivery_not_dated")


def test_a_delivery_without_a_hand_over_is_still_a_scan(tables: Tables) -> None:
    only, _ = tables.order("o1", PAID, "").item("o1").paid("o1", "25").only()
    assert only.parcels[0].body.handed_over_at == utc(CAME)
    assert [scan.body.status for scan in only.checkpoints] == [ParcelStatus.DELIVERED]
    assert only.row.notes == ("hand_over_not_dated",)


@pytest.mark.parametrize("status", ["canceled", "unavailable"])
def test_called_off_yet_delivered_is_kept_and_reported(tables: Tables, status: str) -> None:
    only, _ = tables.order("o1", status=status).item("o1").paid("o1", "25").only()
    assert len(only.checkpoints) == 2
    assert only.row.notes == tuple(
        f"{status}_{what}" for what in ("with_items", "yet_handed_over", "yet_delivered")
    )


def test_a_status_without_a_date_is_counted_and_never_believed(tables: Tables) -> None:
    only, _ = tables.order("o1", PAID, "", "", status="shipped").item("o1").paid("o1", "25").only()
    assert (only.parcels, only.checkpoints) == ((), ())
    assert only.row.counted == ("order_status shipped",)


def test_payments_that_differ_change_nothing_and_are_reported(tables: Tables) -> None:
    only, order = tables.order("o1").item("o1").paid("o1", "25.01").only()
    assert order.captured.minor == 2500
    assert only.row.notes == ("payments_differ",)


def test_two_kinds_of_payment_are_added_up(tables: Tables) -> None:
    tables.order("o1").item("o1").paid("o1", "20.00").paid("o1", "5", "voucher")
    only, _ = tables.only()
    assert only.row.notes == ("paid_in_several_ways",)


def test_an_order_without_a_payment_row_is_reported(tables: Tables) -> None:
    only, _ = tables.order("o1").item("o1").only()
    assert only.row.notes == ("payment_not_listed",)


def test_of_several_shipping_limits_the_latest_holds(tables: Tables) -> None:
    later = "2018-03-08 12:00:00"
    only, order = tables.order("o1").item("o1").item("o1", limit=later).paid("o1", "50").only()
    assert order.dispatch_by == utc(later)
    assert only.row.notes == ("shipping_limits_differ",)


def test_a_limit_that_was_over_before_the_payment_binds_nobody(tables: Tables) -> None:
    only, order = tables.order("o1").item("o1", limit=BOUGHT).paid("o1", "25").only()
    assert order.dispatch_by is None
    assert only.row.notes == ("shipping_limit_not_used",)


def test_the_same_town_in_two_states_stays_two_towns(tables: Tables) -> None:
    tables.order("o1").item("o1").order("o2", buyer="c2").item("o2")
    places = [entry(step).order for step in tables.steps()]
    assert [(o.ship_to.city, o.ship_to.region, o.ship_to.postal_code) for o in places if o] == [
        ("santa rita", "SP", "01001"),
        ("santa rita", "PB", "58300"),
    ]


def test_nothing_is_dropped_silently(tables: Tables) -> None:
    tables.order("o1").item("o1").order("o1").order("o2", buyer="c9").item("o2")
    tables.order("o3", "yesterday").item("o3").order("o4").item("o4", price="1,5").item("o9")
    got = tables.steps()
    reasons = [step.reason for step in got if isinstance(step, RefusedRow)]
    assert reasons == ["order_twice", "no_buyer", "not_dated", "malformed", "no_order"]
    assert sum(step.row.rows for step in got) == 5


def test_a_folder_without_a_table_or_a_column_is_refused(tables: Tables) -> None:
    folder = tables.order("o1").write()
    (folder / ORDERS).write_text("order_id\no1\n")
    with pytest.raises(SourceRefused, match="lacks the columns customer_id"):
        list(olist.read(folder))
    (folder / ITEMS).unlink()
    with pytest.raises(SourceRefused, match="Name the folder"):
        list(olist.read(folder))
    with pytest.raises(SourceRefused, match="no time zone"):
        list(olist.read(folder, zone="Mars/Base"))


def test_reviews_are_read_with_the_lines_of_their_text(tables: Tables) -> None:
    text = "Nada chegou.\nNem resposta."
    tables.rows[REVIEWS].append(("o1", "1", "", text, PROMISED, CAME))
    (review,) = olist.reviews(tables.write())
    assert (review.order_id, review.score, review.message) == ("o1", 1, text)
    assert review.created_at == utc(PROMISED)


def test_an_import_killed_inside_an_order_of_two_sellers_counts_it_once(
    tables: Tables, tmp_path: Path
) -> None:
    for name in ("o1", "o2", "o3"):
        tables.order(name).item(name, "s1").item(name, "s2")
    source = Olist(tables.write())
    killed = Shelf(lives=1)
    with pytest.raises(Killed):
        run(source, killed, tmp_path, told=lambda _done, _size: None, batch=1)
    heir = Shelf(orders=killed.orders)
    report = run(source, heir, tmp_path, told=lambda _done, _size: None, batch=3).report
    assert (report.rows, report.rows_taken, report.orders, report.split) == (3, 3, 6, 3)
    assert report.taken == {"protected": 6}
    assert report.notes["split_by_seller"] == 3
