"""The bodies: what they take, what they refuse, and that everything wrong is said at once."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from amends.core.money import Money
from amends.core.parcel import ParcelStatus, Source
from amends.orders.intake import CheckpointBody, OrderBody, ParcelBody, problems, scan_of
from amends.orders.intake.decimals import NotMoney, minor_of

from tests.orders.importers.samples import ALICE, body, eur, fields

NOW = datetime(2026, 3, 5, tzinfo=UTC)


def read(**changes: object) -> OrderBody:
    return OrderBody.model_validate_json(json.dumps(body(**changes)))


def wrong(**changes: object) -> dict[str, str]:
    with pytest.raises(ValidationError) as caught:
        read(**changes)
    return {problem.field: problem.problem for problem in problems(caught.value)}


def test_an_order_is_read_with_what_it_holds() -> None:
    order = read()
    assert order.line_sums == (Money(2000, "EUR"),)
    assert order.shipping_and_tax == Money(600, "EUR")
    assert order.captured == Money(2600, "EUR")
    assert order.paid_at == datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert not order.domestic


def test_a_promised_day_is_over_where_the_buyer_lives() -> None:
    assert read().promise_ends_at == datetime(2026, 3, 20, 23, tzinfo=UTC)


def test_a_promised_instant_is_taken_as_it_is() -> None:
    promised = read(promised_by="2026-03-20T12:00:00+09:00").promise_ends_at
    assert promised == datetime(2026, 3, 20, 3, tzinfo=UTC)


def test_a_day_that_has_no_midnight_begins_when_its_clock_does() -> None:
    # In Brazil the summer of 2017 began at midnight: the day started at one o'clock.
    buyer = {**ALICE, "tz": "America/Sao_Paulo"}
    order = read(buyer=buyer, promised_by="2017-10-14")
    assert order.promise_ends_at == datetime(2017, 10, 15, 3, tzinfo=UTC)


def test_everything_wrong_is_said_at_once() -> None:
    found = wrong(
        buyer={**ALICE, "id": "", "locale": "xx-YY", "tz": "Mars/Base", "name": "A\u0000"},
        ship_to={"name": "A", "lines": [], "city": "B", "country": "EU"},
        currency="XXX",
        paid_at="2026-03-01T09:00:00",
        placed_at="1772355600",
        promised_by="2026-02-30",
        colour="red",
        shipping={"minor": -1, "currency": "EUR"},
        payment=None,
    )
    assert set(found) == {
        "buyer.id",
        "buyer.locale",
        "buyer.tz",
        "buyer.name",
        "ship_to.country",
        "currency",
        "paid_at",
        "placed_at",
        "promised_by",
        "colour",
        "shipping.minor",
        "payment",
    }
    assert "offset" in found["paid_at"]


def test_no_more_than_a_hundred_problems_are_listed() -> None:
    with pytest.raises(ValidationError) as caught:
        read(lines=[{}] * 60)
    assert len(problems(caught.value)) == 100


def test_what_was_paid_must_be_what_it_was_paid_for() -> None:
    found = wrong(payment={"gateway": "acme", "reference": "pay-1", "captured": eur(2599)})
    assert "25.99 EUR" in found["payment.captured"]
    assert "26.00 EUR" in found["payment.captured"]


def test_an_order_for_nothing_has_nothing_to_protect() -> None:
    free = [{"id": "1", "title": "Gift", "quantity": 1, "unit_price": eur(0)}]
    paid = {"gateway": "acme", "reference": "pay-1", "captured": eur(0)}
    assert "payment.captured" in wrong(lines=free, shipping=eur(0), tax=None, payment=paid)


def test_all_sums_are_in_the_currency_of_the_order() -> None:
    found = wrong(shipping={"minor": 500, "currency": "USD"})
    assert found == {"shipping.currency": "This is in USD, and the order in EUR."}


def test_nobody_sells_to_themselves() -> None:
    assert "seller.id" in wrong(seller=ALICE)


def test_a_line_is_named_once() -> None:
    line = {"id": "1", "title": "Lamp", "quantity": 1, "unit_price": eur(1000)}
    assert "lines.1.id" in wrong(lines=[line, line])


def test_the_dispatch_term_ends_after_the_payment() -> None:
    assert "dispatch_by" in wrong(dispatch_by="2026-03-01T08:00:00Z")


@pytest.mark.parametrize("moment", ["1999-12-31T23:59:59Z", "2100-01-01T00:00:00Z", "9999-12-31"])
def test_years_without_orders_are_refused(moment: str) -> None:
    assert "promised_by" in wrong(promised_by=moment)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_moment_at_the_edge_of_the_calendar_is_a_problem_not_a_bug(moment: str) -> None:
    assert "paid_at" in wrong(paid_at=moment)


def test_a_term_has_a_name_and_is_short() -> None:
    found = wrong(terms={"grace_for": "x" * 300})
    assert set(found) == {"terms.grace_for"}


def test_text_that_is_no_json_is_named_as_that() -> None:
    with pytest.raises(ValidationError) as caught:
        OrderBody.model_validate_json("{")
    assert problems(caught.value)[0].problem.startswith("This is not JSON")


def checkpoint(**changes: object) -> CheckpointBody:
    own = {"status": "delivered", "source": "carrier", "happened_at": "2026-03-04T10:00:00"}
    return CheckpointBody.model_validate_json(json.dumps({**own, **changes}))


def test_a_local_time_without_a_zone_is_never_made_utc() -> None:
    scan = scan_of(checkpoint(), 1, NOW)
    assert scan.checkpoint.happened_at is None
    assert scan.local_time == "2026-03-04T10:00:00"
    assert scan.checkpoint.by == NOW


def test_a_zone_tells_the_utc_of_a_local_time() -> None:
    assert checkpoint(zone="Asia/Shanghai").utc == datetime(2026, 3, 4, 2, tzinfo=UTC)


def test_an_hour_that_came_twice_is_read_as_the_second_one() -> None:
    twice = checkpoint(happened_at="2026-10-25T02:30:00", zone="Europe/Paris")
    assert twice.utc == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "physical"),
    [
        ({}, True),
        ({"source": "seller"}, False),
        ({"source": "platform_timer"}, False),
        ({"status": "announced"}, False),
        ({"status": "lost"}, False),
        ({"physical": False}, False),
    ],
)
def test_only_a_carriers_sight_of_the_thing_is_physical(
    changes: dict[str, object], *, physical: bool
) -> None:
    scan = scan_of(checkpoint(**changes), 2, NOW).checkpoint
    assert (scan.parcel, scan.physical) == (2, physical)


def test_every_status_and_source_is_taken_by_its_own_name() -> None:
    for status in ParcelStatus:
        for source in Source:
            assert checkpoint(status=status.value, source=source.value).status is status


def test_a_parcel_names_a_line_once() -> None:
    with pytest.raises(ValidationError) as caught:
        ParcelBody.model_validate_json(
            '{"handed_over_at": "2026-03-04T10:00:00Z", "lines": [1, 1]}'
        )
    assert fields(problems(caught.value)) == ["lines"]


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [("19.90", "EUR", 1990), ("19.900", "EUR", 1990), ("19", "JPY", 19), ("1.234", "BHD", 1234)],
)
def test_decimal_text_becomes_minor_units_exactly(text: str, currency: str, minor: int) -> None:
    assert minor_of(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency"),
    [("19.905", "EUR"), ("0.5", "JPY"), ("1,5", "EUR"), ("-1", "EUR"), ("1e3", "EUR"), ("", "EUR")],
)
def test_a_sum_that_does_not_fit_is_refused_and_never_rounded(text: str, currency: str) -> None:
    with pytest.raises(NotMoney):
        minor_of(text, currency)


@given(st.integers(0, 10**13))
def test_a_sum_survives_being_written_down(minor: int) -> None:
    assert minor_of(str(Decimal(minor).scaleb(-2)), "EUR") == minor
