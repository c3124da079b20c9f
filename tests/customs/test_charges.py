"""What should be charged at the border, and what a claimed charge comes to beside it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from amends.core.money import Money
from amends.customs import (
    Comparison,
    Consignment,
    Ground,
    Kind,
    Rate,
    compare,
    expected,
    jurisdictions,
)

from tests.customs.sent import DECLARED, LYON, WITH_IOSS, eur, to

OTHER = {"eu-duty-flat-other"}


def usd_to(currency: str, rate: str, on: date = DECLARED) -> Rate:
    return Rate(one="USD", other=currency, rate=Decimal(rate), on=on)


def test_with_ioss_the_vat_is_paid_at_checkout_and_none_is_due_at_the_border() -> None:
    charge = expected(Kind.VAT, WITH_IOSS)
    assert charge.amount == eur(0)
    assert charge.paid_before
    assert charge.row is not None
    assert charge.row.id == "eu-vat-ioss"


def test_the_flat_duty_is_counted_by_tariff_lines() -> None:
    charge = expected(Kind.DUTY, WITH_IOSS)
    assert charge.amount == eur(600)
    assert charge.ground is Ground.EACH_LINE


def test_before_july_2026_a_small_consignment_is_free_of_duty() -> None:
    charge = expected(Kind.DUTY, replace(WITH_IOSS, declared_on=date(2026, 6, 30)))
    assert charge.amount == eur(0)
    assert charge.ground is Ground.NOTHING
    assert charge.row is not None
    assert charge.row.id == "eu-duty-relief"


def test_without_the_number_of_tariff_lines_the_duty_is_unknown() -> None:
    charge = expected(Kind.DUTY, replace(WITH_IOSS, tariff_lines=None))
    assert (charge.amount, charge.ground) == (None, Ground.TARIFF_LINES)


def test_an_unverified_row_counts_only_when_it_is_asked_for() -> None:
    assert expected(Kind.DUTY, LYON).amount is None
    assert expected(Kind.DUTY, LYON).row is None
    assert expected(Kind.DUTY, LYON, OTHER).amount == eur(600)


def test_vat_at_the_border_is_of_goods_shipping_and_duty() -> None:
    charge = expected(Kind.VAT, LYON, OTHER)
    assert (charge.basis, charge.amount) == (eur(5100), eur(1020))
    assert charge.ground is Ground.PERCENT


def test_where_the_duty_is_unknown_the_vat_on_it_is_too() -> None:
    charge = expected(Kind.VAT, LYON)
    assert charge.amount is None
    assert charge.ground is Ground.DUTY


def test_a_fee_may_be_by_the_parcel() -> None:
    charge = expected(Kind.FEE, to("RO", "010011"))
    assert (charge.amount, charge.ground) == (Money(2500, "RON"), Ground.EACH_PARCEL)


def test_that_something_is_due_may_be_all_that_is_known() -> None:
    charge = expected(Kind.DUTY, to("US", "10001"))
    assert (charge.amount, charge.ground) == (None, Ground.HOW_MUCH)


@pytest.mark.parametrize(("minor", "row"), [(13_500, "gb-vat-checkout"), (13_501, "gb-vat-border")])
def test_the_threshold_itself_is_within(minor: int, row: str) -> None:
    british = to("GB", "EC1A 1BB", goods=Money(minor, "GBP"), shipping=Money(0, "GBP"))
    found = expected(Kind.VAT, british).row
    assert found is not None
    assert found.id == row


def test_the_norwegian_limit_is_that_of_the_dearest_item_and_excludes_itself() -> None:
    oslo = to("NO", "0150", goods=Money(500_000, "NOK"), shipping=Money(0, "NOK"), scheme="voec ")
    cheap = replace(oslo, dearest_item=Money(299_999, "NOK"))
    assert expected(Kind.VAT, cheap).amount == Money(0, "NOK")
    dear = expected(Kind.VAT, replace(oslo, dearest_item=Money(300_000, "NOK")))
    assert dear.row is not None
    assert dear.row.id == "no-vat-border"
    unknown = expected(Kind.VAT, replace(oslo, dearest_item=None))
    assert unknown.ground is Ground.PIECE


def test_the_swiss_limit_counts_shipping_in() -> None:
    bern = to("CH", "3011", goods=Money(6000, "CHF"), shipping=Money(200, "CHF"))
    assert expected(Kind.VAT, bern).ground is Ground.NOTHING
    above = replace(bern, shipping=Money(201, "CHF"))
    assert expected(Kind.VAT, above).amount is None
    # 8.1 % of 62.01 is 5.02281.
    assert expected(Kind.VAT, above, {"ch-duty-industrial"}).amount == Money(502, "CHF")


@pytest.mark.parametrize(
    ("country", "postal_code"),
    [
        ("GB", "BT1 1AA"),
        ("ES", "35001"),
        ("FI", "22100"),
        ("DE", "DE-78266"),
        ("PT", ""),
        ("NO", "9170"),
    ],
)
def test_special_territories_answer_unknown(country: str, postal_code: str) -> None:
    charge = expected(Kind.VAT, to(country, postal_code))
    assert (charge.amount, charge.row) == (None, None)
    assert charge.ground is Ground.PLACE


def test_a_country_without_special_territories_needs_no_postal_code() -> None:
    dutch = replace(WITH_IOSS, jurisdictions=jurisdictions("NL", ""))
    assert expected(Kind.VAT, dutch).amount == eur(0)


def test_a_threshold_in_another_currency_needs_a_rate() -> None:
    dollars = replace(WITH_IOSS, goods=Money(16_000, "USD"), collected=None)
    charge = expected(Kind.VAT, dollars)
    assert charge.ground is Ground.RATE
    assert charge.row is not None
    assert charge.row.id == "eu-vat-ioss"
    small = replace(dollars, rates=(usd_to("EUR", "0.9"),))
    assert expected(Kind.VAT, small).amount == Money(0, "USD")
    large = replace(dollars, rates=(usd_to("EUR", "0.95"),))
    assert expected(Kind.VAT, large).row != charge.row


@pytest.mark.parametrize(
    ("on", "known"),
    [
        (date(2026, 10, 6), False),
        (date(2026, 10, 5), True),
        (date(2026, 9, 4), True),
        (date(2026, 9, 3), False),
    ],
)
def test_a_rate_holds_from_its_day_for_31_days(on: date, known: bool) -> None:  # noqa: FBT001 - a row of a table
    plain = replace(WITH_IOSS, collected=None)
    dollars = replace(plain, goods=Money(5000, "USD"), rates=(usd_to("EUR", "0.9", on),))
    assert (expected(Kind.VAT, dollars).amount is not None) is known


def test_the_latest_rate_counts_and_is_read_both_ways() -> None:
    old = usd_to("EUR", "0.5", date(2026, 9, 20))
    back = Rate(one="EUR", other="USD", rate=Decimal(2), on=date(2026, 10, 1))
    dollars = replace(LYON, goods=Money(20_000, "USD"), shipping=Money(0, "USD"))
    charge = expected(Kind.VAT, replace(dollars, rates=(old, back)), OTHER)
    # EUR 6 of duty are USD 12.
    assert (charge.basis, charge.amount) == (Money(21_200, "USD"), Money(4240, "USD"))


def test_currencies_without_cents_are_scaled() -> None:
    yen = Rate(one="EUR", other="JPY", rate=Decimal(160), on=DECLARED)
    parcel = replace(WITH_IOSS, goods=Money(24_001, "JPY"), rates=(yen,))
    over = expected(Kind.VAT, parcel).row
    assert over is not None
    assert over.id == "fr-vat-border"
    assert expected(Kind.VAT, replace(parcel, goods=Money(24_000, "JPY"))).paid_before


def test_shipping_in_a_currency_without_a_rate_leaves_the_vat_unknown() -> None:
    mixed = replace(LYON, shipping=Money(500, "USD"))
    assert expected(Kind.VAT, mixed, OTHER).ground is Ground.RATE


def test_tax_that_a_scheme_took_at_checkout_shows_that_it_was_within_the_scheme() -> None:
    dollars = replace(WITH_IOSS, goods=Money(5000, "USD"), collected=Money(900, "USD"))
    charge = expected(Kind.VAT, dollars)
    assert (charge.ground, charge.paid_before) == (Ground.CHECKOUT, True)


def compared(sent: Consignment, claimed: Money, *rates: Rate) -> Comparison:
    charge = expected(Kind.VAT, sent, OTHER)
    paid_before = charge.paid_before
    return compare(charge.amount, claimed, on=DECLARED, paid_before=paid_before, rates=rates)


def test_vat_that_was_paid_at_checkout_is_charged_twice() -> None:
    assert compared(WITH_IOSS, eur(900)) is Comparison.CHARGED_TWICE
    assert compared(WITH_IOSS, eur(0)) is Comparison.AS_EXPECTED


def test_vat_that_is_not_known_to_be_paid_is_only_more_than_expected() -> None:
    unpaid = replace(WITH_IOSS, collected=None)
    assert compared(unpaid, eur(900)) is Comparison.MORE_THAN_EXPECTED


@pytest.mark.parametrize(
    ("minor", "comparison"),
    [(1322, Comparison.AS_EXPECTED), (1323, Comparison.MORE_THAN_EXPECTED)],
)
def test_a_tenth_and_two_units_more_pass(minor: int, comparison: Comparison) -> None:
    assert compared(LYON, eur(minor)) is comparison


def test_a_claim_in_another_currency_needs_a_rate() -> None:
    assert compared(LYON, Money(1000, "USD")) is Comparison.UNKNOWN
    assert compared(LYON, Money(1000, "USD"), usd_to("EUR", "0.9")) is Comparison.AS_EXPECTED


def test_what_is_expected_of_nothing_compares_with_nothing() -> None:
    assert compare(expected(Kind.VAT, LYON).amount, eur(900), on=DECLARED) is Comparison.UNKNOWN
