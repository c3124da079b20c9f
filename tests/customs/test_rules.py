"""The table of rules: complete, dated, sourced, and never contradicting itself."""

from datetime import date

import pytest

from amends.customs import Collected, Kind, Row, rows
from amends.customs.rows import Side

IDS = [row.id for row in rows()]


def test_every_row_has_an_id_of_its_own_and_a_source() -> None:
    assert len(IDS) == len(set(IDS))
    assert [row.id for row in rows() if len(row.source) < 20] == []


@pytest.mark.parametrize("row", rows(), ids=IDS)
def test_a_row_ends_after_it_begins_and_charges_in_one_way(row: Row) -> None:
    assert row.valid_to is None or row.valid_from < row.valid_to
    assert row.percent is None or row.fixed is None
    assert row.collected is Collected.BORDER or (row.percent, row.fixed) == (None, None)
    assert (row.percent is None) == (row.basis == "")
    assert row.threshold is not None or row.side is Side.UP_TO


def test_every_member_of_the_union_has_its_rate() -> None:
    members = {r.jurisdiction for r in rows() if "eu-vat-rates-data" in r.source}
    assert len(members) == 27


def test_what_is_not_certain_is_marked_as_unverified() -> None:
    assert {row.id for row in rows() if not row.verified} == {
        "eu-duty-flat-other",
        "eu-handling-fee",
        "it-parcel-fee",
        "ch-duty-industrial",
        "nz-gst-checkout",
        "ca-duty-small",
        "ca-tax-small",
    }


def test_the_relief_ends_on_the_day_on_which_the_flat_duty_begins() -> None:
    by_id = {row.id: row for row in rows()}
    assert by_id["eu-duty-relief"].in_force(date(2026, 6, 30))
    assert not by_id["eu-duty-relief"].in_force(date(2026, 7, 1))
    assert not by_id["eu-duty-flat-ioss"].in_force(date(2026, 6, 30))
    assert by_id["eu-duty-flat-ioss"].in_force(date(2026, 7, 1))
    assert {row.kind for row in rows()} == set(Kind)
