"""What customs took, whose cause that was, and what a parcel weighs beside what was said."""

from dataclasses import replace

import pytest

from amends.core.border import Border, Promised, side_of
from amends.core.findings import Finding, FindingCode, Grade, findings
from amends.core.order import Order
from amends.core.parcel import Checkpoint, CustomsCause, Facts, Leg, ParcelStatus, Source
from amends.core.parties import Role

from .beginnings import ACCEPTED, HANDED_OVER, IN_TRANSIT, PROTECTED, SHIPPED, facts, scan, shipped
from .story import day, eur, given

C = FindingCode
HELD = scan(ParcelStatus.CUSTOMS_HELD, 15)
GONE = scan(ParcelStatus.DESTROYED, 16)
BORDER = Border(
    jurisdictions=("DE", "EU"),
    pieces=(eur(3000), eur(1500)),
    shipping=eur(500),
    collected=eur(0),
    scheme="",
)


def sold(vat: Promised, duty: Promised) -> Border:
    return replace(BORDER, vat=vat, duty=duty)


def codes(*checkpoints: Checkpoint, order: Order | None = None, on: float = 17) -> set[FindingCode]:
    seen = facts(ACCEPTED, IN_TRANSIT, *checkpoints)
    return {finding.code for finding in findings(order or shipped().order, seen, day(on))}


@pytest.mark.parametrize(
    ("vat", "duty", "side"),
    [
        (Promised.SELLER, Promised.SELLER, Role.SELLER),
        (Promised.BUYER, Promised.BUYER, Role.BUYER),
        (Promised.SELLER, Promised.NOBODY, None),
        (Promised.UNCLEAR, Promised.UNCLEAR, None),
        (Promised.NOBODY, Promised.NOBODY, None),
    ],
)
def test_what_was_not_paid_is_the_cause_of_whoever_was_said_to_pay_it(
    vat: Promised, duty: Promised, side: Role | None
) -> None:
    assert side_of(CustomsCause.UNPAID, sold(vat, duty)) is side
    assert side_of(CustomsCause.UNPAID, None) is None


def test_what_customs_took_is_not_lost() -> None:
    assert codes(GONE) == {C.LOST}
    for cause in CustomsCause:
        assert C.LOST not in codes(replace(GONE, customs_cause=cause)), cause
    assert codes(replace(GONE, customs_cause=CustomsCause.COUNTERFEIT)) == {C.CUSTOMS_SEIZED}
    assert codes(replace(GONE, customs_cause=CustomsCause.PROHIBITED)) == {C.CUSTOMS_HELD}
    assert codes(replace(GONE, customs_cause=CustomsCause.SEIZED)) == {C.CUSTOMS_HELD}


def test_what_is_destroyed_while_customs_holds_it_was_destroyed_by_customs() -> None:
    counterfeit = replace(HELD, customs_cause=CustomsCause.COUNTERFEIT)
    assert codes(counterfeit, GONE) == {C.CUSTOMS_SEIZED}
    assert codes(HELD, GONE) == {C.CUSTOMS_HELD}
    let_go = scan(ParcelStatus.OUT_FOR_DELIVERY, 15.5)
    assert codes(HELD, let_go, GONE) == {C.LOST}


def test_a_loss_that_another_tracker_says_is_the_same_seizure() -> None:
    lost = scan(ParcelStatus.LOST, 16.5, physical=False, tracker="usps")
    taken = replace(GONE, customs_cause=CustomsCause.PROHIBITED, tracker="17track")
    assert C.LOST not in codes(taken, lost)


def test_what_customs_took_does_not_stand_still_and_may_come_after_all() -> None:
    taken = replace(GONE, customs_cause=CustomsCause.SEIZED)
    assert codes(taken, on=60) == {C.CUSTOMS_HELD, C.LATE}
    assert codes(taken, scan(ParcelStatus.DELIVERED, 17)) == {C.DELIVERED_PROVEN}
    back = replace(taken, leg=Leg.RETURN, physical=False)
    sellers = replace(taken, source=Source.SELLER)
    assert codes(back) == codes(sellers) == {C.MOVING_NORMALLY}


def test_unpaid_duty_is_decisive_where_the_seller_promised_to_pay_it() -> None:
    unpaid = replace(HELD, customs_cause=CustomsCause.UNPAID)
    assert codes(unpaid) == {C.CUSTOMS_HELD}
    promised = replace(shipped().order, border=sold(Promised.SELLER, Promised.SELLER))
    assert codes(unpaid, order=promised) == {C.CUSTOMS_SEIZED}
    told = replace(shipped().order, border=sold(Promised.BUYER, Promised.BUYER))
    assert codes(unpaid, order=told) == {C.CUSTOMS_HELD}


def weighed(
    *grams: int | None, label: int | None = None, lines: tuple[int | None, ...] = ()
) -> list[Finding]:
    handed_over = replace(HANDED_OVER, weight_grams=label)
    story = given(replace(PROTECTED, weights=lines), handed_over, SHIPPED)
    scans = [
        scan(ParcelStatus.IN_TRANSIT, 3 + number, weight_grams=one)
        for number, one in enumerate(grams)
    ]
    found = findings(story.order, Facts(tuple(scans)), day(12))
    return [one for one in found if one.code is C.WEIGHT_MISMATCH]


@pytest.mark.parametrize(
    ("grams", "apart"),
    [(199, True), (200, False), (500, False), (1250, False), (1251, True), (30, True)],
)
def test_a_weight_far_from_the_label_is_a_weak_finding(grams: int, *, apart: bool) -> None:
    found = weighed(grams, label=500)
    assert [(one.rests_on, one.worth.grade) for one in found] == (
        [((300,), Grade.WEAK)] if apart else []
    )


def test_light_things_are_never_far_apart() -> None:
    assert weighed(101, label=1) == []
    assert len(weighed(102, label=1)) == 1


def test_what_the_lines_weigh_counts_too_where_all_of_them_are_stated() -> None:
    assert len(weighed(60, lines=(400, 100))) == 1
    assert weighed(60, lines=(400, None)) == []
    assert len(weighed(500, label=500, lines=(2000, 1000))) == 1


def test_one_weight_that_fits_is_enough_and_none_proves_nothing() -> None:
    assert weighed(30, 480, label=500) == []
    assert [one.rests_on for one in weighed(30, None, 40, label=500)] == [(300, 500)]
    assert weighed(None, label=500) == weighed(30) == []
