"""Which reason a buyer's form chooses first, and why."""

from dataclasses import replace

import pytest

from amends.core.border import Border, Promised
from amends.core.findings import FindingCode
from amends.core.parcel import CustomsCause, Facts, ParcelStatus
from amends.core.reasons import Reason
from amends.policy.suggesting import CustomsGround, Suggested, suggested

from tests.policy.cases import day, disputed, scan
from tests.policy.test_charges import DUTCH, HELD, MOVING, PROMISED, TOLD

G = CustomsGround


def fits(cause: CustomsCause | None, border: Border | None = DUTCH) -> tuple[Reason, G | None]:
    order = replace(disputed(Reason.LATE, *MOVING, lines=(1,)), disputes=(), border=border)
    seen = Facts((*MOVING, replace(HELD, customs_cause=cause)))
    found = suggested(order, seen, day(19))
    assert found is not None
    assert found.finding in {FindingCode.CUSTOMS_HELD, FindingCode.CUSTOMS_SEIZED}
    return found.reason, found.ground


@pytest.mark.parametrize(
    ("cause", "reason", "ground"),
    [
        (CustomsCause.COUNTERFEIT, Reason.CUSTOMS_SELLER, G.COUNTERFEIT),
        (CustomsCause.UNDERVALUED, Reason.CUSTOMS_SELLER, G.UNDERVALUED),
        (CustomsCause.PROHIBITED, Reason.CUSTOMS_BUYER, G.PROHIBITED),
        (CustomsCause.SEIZED, Reason.CUSTOMS_UNKNOWN, G.NOT_SAID),
        (None, Reason.CUSTOMS_UNKNOWN, G.NOT_SAID),
    ],
)
def test_the_cause_that_customs_names_chooses_the_reason(
    cause: CustomsCause | None, reason: Reason, ground: G
) -> None:
    assert fits(cause) == fits(cause, None) == (reason, ground)


def test_tax_that_was_paid_before_is_not_due_again() -> None:
    for border in (DUTCH, PROMISED, TOLD):
        assert fits(CustomsCause.UNPAID, border) == (Reason.DUTY_NOT_DUE, G.PAID_BEFORE)


def test_what_is_due_is_the_reason_of_whoever_pays_it() -> None:
    nobody_paid = replace(DUTCH, scheme="", jurisdictions=("BR",))
    unpaid = CustomsCause.UNPAID
    promised = replace(nobody_paid, vat=Promised.SELLER, duty=Promised.SELLER)
    assert fits(unpaid, promised) == (Reason.CUSTOMS_SELLER, G.SELLER_PAYS)
    told = replace(nobody_paid, vat=Promised.BUYER, duty=Promised.BUYER)
    assert fits(unpaid, told) == (Reason.CUSTOMS_BUYER, G.BUYER_PAYS)
    assert fits(unpaid, nobody_paid) == (Reason.CUSTOMS_UNKNOWN, G.NOT_SAID)
    assert fits(unpaid, None) == (Reason.CUSTOMS_UNKNOWN, G.NOT_SAID)
    # Nothing is due, but nobody took tax at checkout either.
    british = replace(TOLD, scheme="", collected=replace(TOLD.collected, minor=0))
    assert fits(unpaid, replace(british, jurisdictions=("NL", "EU")))[0] is Reason.CUSTOMS_BUYER


def test_another_finding_suggests_its_own_reason_and_none_suggests_nothing() -> None:
    order = replace(disputed(Reason.LATE, *MOVING), disputes=())
    assert suggested(order, Facts(MOVING), day(20.5)) == Suggested(Reason.LATE, FindingCode.LATE)
    moving = Facts((*MOVING, *(scan(ParcelStatus.IN_TRANSIT, 18, p) for p in (1, 2))))
    assert suggested(order, moving, day(19)) is None
