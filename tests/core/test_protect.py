"""Protecting an order: what is held, until when, and which orders are not taken."""

from dataclasses import replace

import pytest

from amends.core.commands import ProtectOrder
from amends.core.decide import protect
from amends.core.evolve import evolve, fold
from amends.core.money import Money
from amends.core.order import Status
from amends.core.refusals import Refusal, Refused
from amends.core.terms import RefundMethod

from .beginnings import HANDED_OVER, PROTECT, PROTECTED, SHIPPED, with_terms
from .story import START, day, eur, given


def asked(command: ProtectOrder) -> Refused:
    with pytest.raises(Refused) as refused:
        protect(command, given().world(START))
    return refused.value


def test_the_money_of_an_order_is_held() -> None:
    assert protect(PROTECT, given().world(START)) == [PROTECTED]
    order = fold([PROTECTED])
    assert order.status is Status.PAID
    assert order.held == eur(5000)
    assert order.refund_method is RefundMethod.ORIGINAL_PAYMENT


def test_an_order_may_have_its_own_dispatch_term() -> None:
    command = replace(PROTECT, dispatch_by=day(3))
    assert protect(command, given().world(START)) == [replace(PROTECTED, dispatch_by=day(3))]


def test_protection_lasts_three_days_beyond_the_promise() -> None:
    assert fold([PROTECTED]).protected_until == day(23)


def test_protection_never_lasts_longer_than_sixty_days() -> None:
    assert fold([replace(PROTECTED, promise_ends_at=day(59))]).protected_until == day(60)


def test_a_later_promise_is_refused_with_the_latest_day() -> None:
    refused = asked(replace(PROTECT, promise_ends_at=day(60.01)))
    assert refused.refusal is Refusal.PROMISE_TOO_LATE
    assert refused.details == {"latest": day(60)}
    assert protect(replace(PROTECT, promise_ends_at=day(60)), given().world(START))


@pytest.mark.parametrize(
    "lines",
    [(eur(0), eur(0)), ()],
    ids=["free of charge", "no line"],
)
def test_nothing_is_not_protected(lines: tuple[Money, ...]) -> None:
    free = replace(PROTECT, shipping=eur(0), lines=lines)
    assert asked(free).refusal is Refusal.NOTHING_HELD


def test_a_single_cent_is_protected() -> None:
    begun = protect(replace(PROTECT, shipping=eur(0), lines=(eur(1),)), given().world(START))
    assert fold(begun).held == eur(1)


def test_shipping_alone_is_no_order() -> None:
    assert asked(replace(PROTECT, lines=())).refusal is Refusal.NOTHING_HELD


def test_the_terms_of_an_order_never_change() -> None:
    story = given(with_terms(faults_reported_within=day(3) - START), HANDED_OVER, SHIPPED)
    assert story.order.terms.faults_reported_within == day(3) - START


def test_a_life_begins_once_and_goes_forward() -> None:
    with pytest.raises(AssertionError, match="protected once"):
        fold([PROTECTED, PROTECTED])
    with pytest.raises(AssertionError, match="begins with OrderProtected"):
        evolve(None, SHIPPED)
    with pytest.raises(AssertionError, match="begins with OrderProtected"):
        fold([])
    with pytest.raises(AssertionError, match="dated before"):
        fold([PROTECTED, SHIPPED, HANDED_OVER])


def test_what_lines_can_give_back_is_their_price_with_their_share_of_the_shipping() -> None:
    order = fold([PROTECTED])
    assert order.cap_of((1,)) == eur(3333)
    assert order.cap_of((2,)) == eur(1667)
    assert order.cap_of((1, 2)) == order.held
