"""The tables of codes: complete, spelled in canonical words, with no delivery that is none."""

import pytest

from amends.core.parcel import RETURN_STATUSES, Leg, ParcelStatus
from amends.parcels.trackers.entries import VOCABULARIES, sense_of_code
from amends.parcels.trackers.reading import Problems
from amends.parcels.trackers.vocabulary import NOT_PHYSICAL, codes_of

TABLES = (*VOCABULARIES.values(), "parcelsapp/codes.toml")
COMPLETE = {
    "lists/upu_emsevt.toml": 25,
    "lists/colissimo.toml": 38,
    "track17/codes.toml": 9 + 30 - 1 + 5,
    "aftership/codes.toml": 9 + 48,
}
WAITING = {"DEPGUI", "RENAVI", "MLVARS", "RSTBRT"}


@pytest.mark.parametrize("path", TABLES)
def test_every_entry_is_spelled_in_canonical_words(path: str) -> None:
    for code, sense in codes_of(path).items():
        assert sense.leg is Leg.RETURN or sense.status not in RETURN_STATUSES, code
        assert not (sense.physical and sense.status in NOT_PHYSICAL), code


@pytest.mark.parametrize(("path", "count"), COMPLETE.items())
def test_a_list_is_as_long_as_its_owner_makes_it(path: str, count: int) -> None:
    assert len(codes_of(path)) == count


def test_a_parcel_that_waits_at_the_post_is_not_delivered() -> None:
    colissimo = codes_of(VOCABULARIES["colissimo"])
    assert {colissimo[code].status for code in WAITING} == {ParcelStatus.READY_FOR_PICKUP}


def test_a_code_may_be_known_by_its_beginning() -> None:
    problems = Problems()
    found = sense_of_code("CC_IM_WHATEVER", "cainiao", problems)
    exact = sense_of_code("CC_IM_SUCCESS", "cainiao", problems)
    assert found is not None
    assert exact is not None
    assert (found.status, exact.status) == (ParcelStatus.AT_CUSTOMS, ParcelStatus.IN_TRANSIT)
    assert problems.counted() == ()


def test_a_code_of_no_list_is_counted() -> None:
    problems = Problems()
    assert sense_of_code("EMI", "unheard of", problems) is None
    assert sense_of_code("EZZ", "upu", problems) is None
    assert len(problems.counted()) == 2
