"""Who pays at the border, what was to be expected, and what the default pack makes of both."""

from dataclasses import replace
from datetime import date

import pytest

from amends.core.border import Border, Promised
from amends.core.order import Order
from amends.core.parcel import Checkpoint, CustomsCause, Facts, Leg, ParcelStatus
from amends.core.parties import Role
from amends.core.places import Place, Route
from amends.core.reasons import EvidenceKind, Reason
from amends.core.rulings import Ruling, RulingOutcome
from amends.customs import Payer
from amends.policy.charges import assessed, claimed_parcels
from amends.policy.facts import Value
from amends.policy.judge import facts_of, judge_of

from tests.policy.cases import day, disputed, eur, scan

JUDGE = judge_of("default")
# One line alone, so that the number of tariff lines is known; until July 2026 nothing is due.
LINE = (1,)
MOVING = (scan(ParcelStatus.ACCEPTED, 1), scan(ParcelStatus.ACCEPTED, 1, 2))
HELD = scan(ParcelStatus.CUSTOMS_HELD, 18)
TAKEN = scan(ParcelStatus.DESTROYED, 19)
DUTCH = Border(
    jurisdictions=("NL", "EU"),
    pieces=(eur(3000), eur(1000)),
    shipping=eur(400),
    collected=eur(840),
    scheme="IOSS",
)
PROMISED = replace(DUTCH, vat=Promised.SELLER, duty=Promised.SELLER, fee=Promised.SELLER)
TOLD = replace(DUTCH, vat=Promised.BUYER, duty=Promised.BUYER, fee=Promised.BUYER)
NOT_PAID = replace(TOLD, collected=eur(0))
BILL = ((Role.BUYER, EvidenceKind.INVOICE),)


def claimed(
    reason: Reason,
    border: Border | None = DUTCH,
    *,
    demanded: int | str | None = None,
    bill: bool = False,
    lines: tuple[int, ...] = LINE,
) -> Order:
    order = disputed(reason, *MOVING, lines=lines)
    asked = eur(demanded) if isinstance(demanded, int) else None
    if isinstance(demanded, str):
        asked = replace(eur(900), currency=demanded)
    order = order.with_dispute(replace(order.dispute, demanded=asked))
    return replace(order, border=border, evidence=BILL if bill else ())


def caused(one: Checkpoint, cause: CustomsCause | None) -> Checkpoint:
    return replace(one, customs_cause=cause)


def ruled(order: Order, *scans: Checkpoint, on: float = 25) -> Ruling:
    return JUDGE(order, Facts((*MOVING, *scans)), day(on))


def told(order: Order, *scans: Checkpoint, on: float = 25) -> dict[str, Value]:
    return facts_of(order, Facts((*MOVING, *scans)), day(on))


def test_without_a_border_nothing_is_known_of_charges() -> None:
    found = told(claimed(Reason.DUTY_NOT_DUE, None, demanded=900))
    assert (found["demanded"], found["charge_expected"]) == (900, None)
    assert (found["duty_charged_twice"], found["charges_by_buyer"]) == (None, None)


def test_tax_that_was_paid_at_checkout_is_charged_twice() -> None:
    found = told(claimed(Reason.DUTY_NOT_DUE, demanded=900))
    assert (found["charge_expected"], found["duty_charged_twice"]) == (0, True)
    assert found["charge_excessive"] is True
    # That nobody promised to pay it makes it neither side's.
    assert (found["charges_by_seller"], found["charges_by_buyer"]) == (False, False)
    unpaid = replace(DUTCH, collected=eur(0))
    found = told(claimed(Reason.DUTY_NOT_DUE, unpaid, demanded=900))
    assert (found["duty_charged_twice"], found["charge_excessive"]) == (False, True)
    assert found["charges_by_buyer"] is True


def test_what_nobody_named_and_what_is_of_another_currency_is_not_known() -> None:
    assert told(claimed(Reason.DUTY_NOT_DUE))["duty_charged_twice"] is None
    foreign = told(claimed(Reason.DUTY_NOT_DUE, demanded="USD"))
    assert (foreign["demanded"], foreign["duty_charged_twice"]) == (None, True)


def test_of_two_parcels_nobody_can_say_what_is_due() -> None:
    order = claimed(Reason.DUTY_NOT_DUE, demanded=900, lines=())
    found = told(order)
    assert (found["charge_expected"], found["duty_charged_twice"]) == (None, None)


def test_before_anything_was_sent_the_whole_order_is_one_consignment() -> None:
    order = replace(claimed(Reason.DUTY_NOT_DUE), disputes=(), parcels=())
    due = assessed(order, [], day(25))
    assert due is not None
    assert (due.declared_on, due.payer) == (date(2026, 3, 26), Payer.BUYER)
    # Several lines may be of several tariff headings; until July that does not matter.
    assert due.expects == eur(0)
    later = assessed(order, [], day(150))
    assert later is not None
    assert later.expects is None


def test_the_day_of_the_declaration_is_that_of_the_scan_at_customs() -> None:
    order = claimed(Reason.CUSTOMS_UNKNOWN)
    out = replace(scan(ParcelStatus.AT_CUSTOMS, 3), place=Place(country="CN"))
    seen = Facts((*MOVING, out, HELD), route=Route("CN", Place(country="NL"), day(1)))
    due = assessed(order, claimed_parcels(order, seen), day(25))
    assert due is not None
    assert due.declared_on == date(2026, 3, 19)
    back = Facts((*MOVING, replace(HELD, leg=Leg.RETURN)))
    opened = assessed(order, claimed_parcels(order, back), day(25))
    assert opened is not None
    assert opened.declared_on == date(2026, 3, 22)
    undisputed = replace(order, disputes=())
    sent = assessed(undisputed, claimed_parcels(undisputed, back), day(25))
    assert sent is not None
    assert sent.declared_on == date(2026, 3, 2)


def test_what_a_claim_names_that_is_being_written_is_compared() -> None:
    order = claimed(Reason.DUTY_NOT_DUE)
    due = assessed(order, [], day(25), demanded=eur(700))
    assert due is not None
    assert due.demanded == eur(700)


def test_a_second_charge_goes_back_and_not_the_goods() -> None:
    asked = ruled(claimed(Reason.DUTY_NOT_DUE, demanded=900))
    assert (asked.outcome, asked.asks, asked.automatic) == (RulingOutcome.ASK, (Role.BUYER,), True)
    shown = ruled(claimed(Reason.DUTY_NOT_DUE, demanded=900, bill=True))
    assert (shown.rule, shown.refund, shown.automatic) == ("duty-3", eur(900), False)


def test_a_promise_of_the_seller_covers_what_is_due() -> None:
    found = ruled(claimed(Reason.DUTY_NOT_DUE, PROMISED, demanded=300, bill=True))
    assert (found.rule, found.refund, found.automatic) == ("duty-2", eur(300), False)


def test_what_was_to_be_expected_stays_with_the_buyer_who_was_told() -> None:
    found = ruled(claimed(Reason.DUTY_NOT_DUE, NOT_PAID, demanded=100, bill=True))
    assert (found.rule, found.outcome) == ("duty-5", RulingOutcome.REVIEW)
    more = ruled(claimed(Reason.DUTY_NOT_DUE, NOT_PAID, demanded=900, bill=True))
    assert (more.rule, more.outcome) == ("duty-4", RulingOutcome.REVIEW)


ANY = (Reason.LATE, Reason.LOST, Reason.CUSTOMS_UNKNOWN)


@pytest.mark.parametrize("reason", [*ANY, Reason.CUSTOMS_BUYER])
def test_a_counterfeit_that_customs_took_is_the_sellers(reason: Reason) -> None:
    found = ruled(claimed(reason), caused(TAKEN, CustomsCause.COUNTERFEIT))
    assert (found.outcome, found.refund, found.automatic) == (RulingOutcome.REFUND, eur(3300), True)


@pytest.mark.parametrize("reason", [*ANY, Reason.CUSTOMS_SELLER])
def test_a_prohibited_import_that_customs_took_is_the_buyers(reason: Reason) -> None:
    found = ruled(claimed(reason), caused(TAKEN, CustomsCause.PROHIBITED))
    assert (found.outcome, found.refund, found.automatic) == (RulingOutcome.REFUND, eur(3000), True)


@pytest.mark.parametrize("reason", [*ANY, Reason.CUSTOMS_SELLER])
@pytest.mark.parametrize(
    ("border", "refund"), [(PROMISED, 3300), (NOT_PAID, 3000), (TOLD, 3300), (DUTCH, 3300)]
)
def test_what_was_taken_for_unpaid_duty_is_decided_by_the_promise(
    reason: Reason, border: Border, refund: int
) -> None:
    found = ruled(claimed(reason, border), caused(TAKEN, CustomsCause.UNPAID))
    assert (found.outcome, found.refund) == (RulingOutcome.REFUND, eur(refund))


@pytest.mark.parametrize("cause", [CustomsCause.SEIZED, CustomsCause.UNPAID])
@pytest.mark.parametrize("reason", [Reason.LATE, Reason.LOST])
def test_where_nobody_knows_the_cause_both_are_asked(cause: CustomsCause, reason: Reason) -> None:
    unclear = replace(NOT_PAID, vat=Promised.UNCLEAR, duty=Promised.UNCLEAR)
    found = ruled(claimed(reason, unclear), caused(TAKEN, cause))
    assert (found.outcome, found.asks) == (RulingOutcome.ASK, (Role.BUYER, Role.SELLER))


def test_a_held_import_of_the_buyers_cause_is_not_paid_as_a_late_one() -> None:
    held = caused(HELD, CustomsCause.PROHIBITED)
    found = ruled(claimed(Reason.LATE), held)
    assert (found.rule, found.refund) == ("seized-1", eur(3000))


def test_a_bill_for_what_the_seller_promised_is_recommended_and_read_by_a_person() -> None:
    order = claimed(Reason.CUSTOMS_SELLER, PROMISED, demanded=900)
    assert ruled(order, HELD).outcome is RulingOutcome.ASK
    shown = ruled(claimed(Reason.CUSTOMS_SELLER, PROMISED, demanded=900, bill=True), HELD)
    assert (shown.rule, shown.refund) == ("customs-promise-1", eur(3300))
    assert shown.automatic is False
    # A cause that a tracker names needs no bill.
    named = claimed(Reason.CUSTOMS_SELLER, TOLD, demanded=100, bill=True)
    assert ruled(named, caused(HELD, CustomsCause.COUNTERFEIT)).rule == "customs-seller-1"


def test_duty_where_nothing_was_due_is_not_the_buyers_cause() -> None:
    for demanded in (None, 900):
        order = claimed(Reason.CUSTOMS_UNKNOWN, TOLD, demanded=demanded)
        found = ruled(order, caused(HELD, CustomsCause.UNPAID))
        assert (found.rule, found.refund) == ("customs-cause-2", eur(3300))


def test_whether_tax_is_asked_for_again_beside_duty_that_is_due_cannot_be_told() -> None:
    # In August three euros of duty are due, and nobody says how much is asked for.
    held = caused(scan(ParcelStatus.CUSTOMS_HELD, 160), CustomsCause.UNPAID)
    found = told(claimed(Reason.CUSTOMS_UNKNOWN), held, on=161)
    assert (found["charge_expected"], found["customs_by_buyer"]) == (300, None)
    paid = told(claimed(Reason.CUSTOMS_UNKNOWN, demanded=300), held, on=161)
    assert paid["customs_by_buyer"] is True
    # The buyer's word alone makes it no cause of the seller's.
    twice = told(claimed(Reason.CUSTOMS_UNKNOWN, demanded=900, bill=True), held, on=161)
    assert (twice["duty_charged_twice"], twice["customs_by_seller"]) == (True, None)


def test_causes_of_both_sides_are_for_a_person() -> None:
    two = caused(HELD, CustomsCause.PROHIBITED), caused(TAKEN, CustomsCause.COUNTERFEIT)
    found = told(claimed(Reason.LATE), *two)
    assert (found["customs_by_seller"], found["customs_by_buyer"]) == (None, None)
    assert (found["customs_held"], found["seized"]) == (True, True)
