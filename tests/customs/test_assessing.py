"""A consignment as a whole: what is due of it together, who pays, and what a demand comes to."""

from dataclasses import replace
from datetime import date

import pytest

from amends.core.border import Promised
from amends.core.money import Money
from amends.customs import Assessed, Comparison, Consignment, Ground, Kind, Payer, assess, crosses

from tests.customs.sent import DECLARED, LYON, WITH_IOSS, eur, to

BEFORE_JULY = date(2026, 6, 30)
DUTCH = replace(WITH_IOSS, jurisdictions=("NL", "EU"))


def found(
    sent: Consignment | None, demanded: Money | None = None, **promised: Promised
) -> Assessed:
    told = {kind: promised.get(kind.value, Promised.NOBODY) for kind in Kind}
    return assess(sent, sent.declared_on if sent else DECLARED, told, demanded)


def test_everything_that_is_due_is_added_up() -> None:
    # 6 EUR of duty and 4 EUR of the French fee, two tariff lines each; the tax was paid before.
    assert found(WITH_IOSS).expects == eur(1000)
    assert found(DUTCH).expects == eur(600)
    assert found(replace(DUTCH, declared_on=BEFORE_JULY)).expects == eur(0)


def test_what_is_not_known_of_one_charge_leaves_the_sum_unknown() -> None:
    assert found(LYON).expects is None
    assert found(replace(DUTCH, tariff_lines=None)).expects is None


def test_sums_of_two_currencies_are_not_added_without_a_rate() -> None:
    romanian = replace(WITH_IOSS, jurisdictions=("RO", "EU"))
    assert found(romanian).expects is None
    free = found(replace(romanian, declared_on=BEFORE_JULY))
    assert free.expects == Money(2500, "RON")


@pytest.mark.parametrize(
    ("sent", "minor", "comparison"),
    [
        (DUTCH, 600, Comparison.AS_EXPECTED),
        (DUTCH, 860, Comparison.AS_EXPECTED),
        (DUTCH, 861, Comparison.CHARGED_TWICE),
        (replace(DUTCH, declared_on=BEFORE_JULY), 1, Comparison.CHARGED_TWICE),
        (replace(DUTCH, collected=None), 861, Comparison.MORE_THAN_EXPECTED),
        (LYON, 861, Comparison.UNKNOWN),
    ],
)
def test_what_is_more_than_due_is_tax_again_where_it_was_paid_before(
    sent: Consignment, minor: int, comparison: Comparison
) -> None:
    assert found(sent, eur(minor)).comparison is comparison


def test_a_second_charge_is_never_the_buyers() -> None:
    twice = found(DUTCH, eur(1500), vat=Promised.BUYER, duty=Promised.BUYER)
    assert twice.payer is Payer.PLATFORM_OR_SELLER
    promised = found(DUTCH, eur(1500), vat=Promised.SELLER, duty=Promised.SELLER)
    assert promised.payer is Payer.SELLER
    assert [due.payer for due in promised.dues] == [Payer.SELLER, Payer.SELLER, Payer.UNKNOWN]


def test_tax_and_duty_with_two_payers_are_for_a_person_to_read() -> None:
    assert found(DUTCH, vat=Promised.SELLER).payer is Payer.UNKNOWN
    assert found(DUTCH).payer is Payer.BUYER


def test_of_several_parcels_nothing_is_said() -> None:
    several = found(None, eur(500))
    assert {due.charge.ground for due in several.dues} == {Ground.PARCELS}
    assert (several.expects, several.comparison) == (None, Comparison.UNKNOWN)


@pytest.mark.parametrize(
    ("origin", "country", "postal_code", "meets"),
    [
        ("CN", "FR", "69001", True),
        ("FR", "FR", "97100", False),
        ("DE", "FR", "69001", False),
        ("DE", "FR", "97100", True),
        ("DE", "NL", "", False),
        ("DE", "PT", "", False),
        ("DE", "GB", "EC1A 1BB", True),
        ("GB", "DE", "10115", True),
    ],
)
def test_goods_meet_customs_where_they_leave_the_union_or_their_country(
    origin: str, country: str, postal_code: str, *, meets: bool
) -> None:
    assert crosses(origin, country, postal_code) is meets


def test_a_fee_that_a_row_knows_counts() -> None:
    assert found(to("RO", "010011")).dues[2].charge.amount == Money(2500, "RON")
