"""The rules that come with Amends: each fires, none falls through, none decides what it may not."""

from itertools import product

import pytest

from amends.core.parties import Role
from amends.core.reasons import AT_CUSTOMS, REASONS, Reason
from amends.core.rulings import RulingOutcome
from amends.policy.cases import Answer, answer
from amends.policy.facts import FACTS, Kind, Value
from amends.policy.judge import pack_of

from tests.policy.cases import CALM

PACK = pack_of("default")
MISSING = [reason for reason, about in REASONS.items() if not about.received]
RECEIVED = [reason for reason, about in REASONS.items() if about.received]


def decided(reason: Reason, **facts: Value) -> Answer:
    return answer(PACK, reason, {**CALM, **facts})


FIRING: dict[str, tuple[Reason, dict[str, Value]]] = {
    "mixed-1": (Reason.LATE, {"parcels_differ": True, "lost": True, "delivered_proven": True}),
    "disagree-1": (Reason.LATE, {"trackers_disagree": True, "lost": True}),
    "lost-1": (Reason.LATE, {"lost": True}),
    "returned-1": (Reason.RETURNED_TO_SENDER, {"returned": True, "return_by_buyer": True}),
    "returned-2": (Reason.RETURNED_TO_SENDER, {"returned": True, "return_by_buyer": None}),
    "contradicted-1": (Reason.LATE, {"delivered_proven": True}),
    "not-shipped-1": (Reason.NOT_SHIPPED, {"never_accepted": True}),
    "stalled-1": (Reason.STALLED, {"stalled": True}),
    "pickup-1": (Reason.LATE, {"waiting_for_pickup": True, "promised_day_over": True}),
    "waited-1": (Reason.LATE, {"waited_before": True, "promised_day_over": True}),
    "ending-1": (Reason.PROTECTION_ENDING, {"days_of_protection_left": 2}),
    "late-1": (Reason.LATE, {"promised_day_over": True, "moving": True}),
    "late-2": (Reason.LATE, {"promised_day_over": True}),
    "early-1": (Reason.LATE, {}),
    "shipped-1": (Reason.NOT_SHIPPED, {"physical_scan": True}),
    "tracking-1": (Reason.NO_TRACKING, {"number_proven_invalid": True}),
    "cancelled-1": (Reason.SELLER_CANCELLED, {}),
    "customs-seller-1": (
        Reason.CUSTOMS_SELLER,
        {"customs_held": True, "customs_by_seller": True},
    ),
    "customs-buyer-1": (Reason.CUSTOMS_BUYER, {"customs_held": True, "customs_by_buyer": True}),
    "seized-1": (Reason.LOST, {"seized": True, "customs_by_buyer": True}),
    "seized-2": (Reason.LATE, {"seized": True, "customs_by_buyer": False}),
    "customs-cause-1": (Reason.CUSTOMS_UNKNOWN, {"customs_by_buyer": True}),
    "customs-cause-2": (Reason.CUSTOMS_BUYER, {"customs_by_seller": True}),
    "customs-promise-1": (
        Reason.CUSTOMS_SELLER,
        {
            "customs_held": True,
            "customs_by_seller": None,
            "charges_by_seller": True,
            "charge_shown": True,
        },
    ),
    "customs-1": (Reason.CUSTOMS_UNKNOWN, {"customs_held": True, "days_since_last_scan": 20}),
    "duty-1": (Reason.DUTY_NOT_DUE, {"duty_charged_twice": True}),
    "duty-2": (Reason.DUTY_NOT_DUE, {"charge_shown": True, "charges_by_seller": True}),
    "duty-3": (Reason.DUTY_NOT_DUE, {"charge_shown": True, "duty_charged_twice": True}),
    "duty-4": (Reason.DUTY_NOT_DUE, {"charge_shown": True, "charge_excessive": True}),
    "duty-5": (Reason.DUTY_NOT_DUE, {"charge_shown": True, "charges_by_buyer": True}),
    "elsewhere-1": (Reason.DELIVERED_ELSEWHERE, {"delivered_other_country": True}),
    "elsewhere-2": (
        Reason.DELIVERED_ELSEWHERE,
        {"delivered_far": True, "kilometres_astray": 110},
    ),
    "elsewhere-3": (Reason.DELIVERED_ELSEWHERE, {"delivered_other_postcode": True}),
    "address-1": (Reason.WRONG_ADDRESS, {"wrong_address_proven": True}),
    "partial-1": (Reason.PARTIAL, {"part_missing_proven": True}),
    "method-1": (Reason.METHOD_CHANGED, {"method_differs": True}),
    "denied-1": (Reason.DELIVERED_NOT_RECEIVED, {"delivered_proven": True}),
    "denied-2": (Reason.DELIVERED_SAME_AREA, {}),
    "received-1": (Reason.DAMAGED, {"received": True}),
    "person-1": (Reason.METHOD_CHANGED, {}),
}


def test_every_rule_is_fired_below() -> None:
    assert set(FIRING) == {rule.id for rule in PACK.rules}


@pytest.mark.parametrize("rule", FIRING)
def test_a_rule_fires_in_its_case(rule: str) -> None:
    reason, facts = FIRING[rule]
    found = decided(reason, **facts)
    assert found.rule is not None
    assert (found.rule.id, found.looked_at[-1], found.unknown) == (rule, rule, ())


FIRST = {"parcels_differ", "trackers_disagree", "seized"}
VALUES: dict[Kind, tuple[Value, ...]] = {
    Kind.FLAG: (True, False, None),
    Kind.NUMBER: (-1, 0, 20, 40, None),
}
STOPPED = {RulingOutcome.ASK, RulingOutcome.REVIEW}


@pytest.mark.parametrize("reason", Reason)
def test_every_case_ends_in_a_rule(reason: Reason) -> None:
    # Every fact that a rule of the reason names, in every value that a rule can tell apart. The
    # first ones are left out: each ends every case in which it holds or is not known. Whose cause
    # stopped it at customs ends what is about something else, or changes nothing.
    named = dict.fromkeys(name for rule in PACK.by_reason[reason] for name in rule.needs)
    left_out = FIRST if reason in AT_CUSTOMS else {*FIRST, "customs_by_buyer"}
    varied = [name for name in named if name not in left_out]
    facts = dict(CALM)
    for values in product(*(VALUES[FACTS[name].kind] for name in varied)):
        facts.update(zip(varied, values, strict=True))
        found = answer(PACK, reason, facts)
        assert found.rule is not None, facts
        assert (found.outcome is RulingOutcome.REFUND) is (found.refund is not None)
        assert (found.outcome is RulingOutcome.WAIT) is (found.wait_days is not None)
        assert (found.outcome is RulingOutcome.ASK) is bool(found.asks)
        assert not found.unknown or found.outcome in STOPPED


@pytest.mark.parametrize("reason", Reason)
def test_what_is_unknown_in_the_first_rule_ends_there(reason: Reason) -> None:
    # A rule that says what it does about the unknown passes it over.
    first = next(
        r for r in PACK.by_reason[reason] if r.holds({**CALM, **dict.fromkeys(r.needs)}) is None
    )
    found = decided(reason, **dict.fromkeys(first.needs))
    assert (found.looked_at[-1], found.unknown) == (first.id, first.needs)
    assert found.outcome in STOPPED


@pytest.mark.parametrize("reason", [r for r in Reason if REASONS[r].contested])
def test_what_is_contested_is_never_decided_by_machine(reason: Reason) -> None:
    for delivered in (True, False, None):
        found = decided(reason, delivered_proven=delivered)
        assert (found.outcome, found.automatic) == (RulingOutcome.REVIEW, False)


@pytest.mark.parametrize("reason", RECEIVED)
def test_what_arrived_and_is_wrong_goes_to_a_person(reason: Reason) -> None:
    found = decided(reason, received=True)
    assert (found.outcome, found.automatic) == (RulingOutcome.REVIEW, False)


@pytest.mark.parametrize("reason", MISSING)
def test_against_a_delivery_scan_no_machine_pays(reason: Reason) -> None:
    unknown = {name: None for name, value in CALM.items() if value is False}
    known = {"lost": False, "returned": False, "delivered_proven": True, "return_by_buyer": None}
    found = answer(PACK, reason, {**CALM, **unknown, **known})
    assert found.outcome is not RulingOutcome.REFUND
    assert not (found.automatic and found.outcome is RulingOutcome.RELEASE)


@pytest.mark.parametrize("reason", MISSING)
@pytest.mark.parametrize("moving", [True, False])
def test_there_is_no_second_wait(reason: Reason, moving: bool) -> None:  # noqa: FBT001 - a table of cases
    found = decided(reason, waited_before=True, promised_day_over=True, moving=moving)
    assert found.outcome is not RulingOutcome.WAIT


@pytest.mark.parametrize(
    ("reason", "asked"),
    [
        (Reason.NO_TRACKING, (Role.SELLER,)),
        (Reason.CUSTOMS_UNKNOWN, (Role.BUYER, Role.SELLER)),
        (Reason.DUTY_NOT_DUE, (Role.BUYER,)),
        (Reason.WRONG_ADDRESS, (Role.SELLER,)),
    ],
)
def test_what_needs_a_tracker_is_asked_for(reason: Reason, asked: tuple[Role, ...]) -> None:
    unknown: dict[str, Value] = {
        "number_proven_invalid": None,
        "unknown_to_trackers": None,
        "customs_held": None,
        "days_since_last_scan": 25,
        "charge_shown": None,
        "wrong_address_proven": None,
    }
    found = decided(reason, **unknown)
    assert (found.outcome, found.asks, found.automatic) == (RulingOutcome.ASK, asked, True)
    assert found.unknown


@pytest.mark.parametrize("charged", [{"charges_by_seller": True}, {"duty_charged_twice": True}])
def test_what_a_bill_says_is_recommended_and_never_paid_by_machine(
    charged: dict[str, Value],
) -> None:
    found = decided(Reason.DUTY_NOT_DUE, charge_shown=True, demanded=900, **charged)
    assert (found.outcome, found.refund, found.automatic) == (RulingOutcome.REFUND, 900, False)
    foreign = decided(Reason.DUTY_NOT_DUE, charge_shown=True, demanded=None, **charged)
    assert (foreign.outcome, foreign.unknown) == (RulingOutcome.REVIEW, ("demanded",))


@pytest.mark.parametrize("reason", [Reason.LATE, Reason.LOST, Reason.STALLED])
def test_of_what_customs_took_for_a_cause_that_nobody_knows_both_are_asked(reason: Reason) -> None:
    found = decided(reason, seized=True, customs_by_buyer=None)
    assert (found.outcome, found.asks) == (RulingOutcome.ASK, (Role.BUYER, Role.SELLER))


def test_a_sum_that_cannot_be_told_stops_the_evaluation() -> None:
    found = decided(Reason.LATE, lost=True, claimed=None)
    assert (found.outcome, found.refund) == (RulingOutcome.REVIEW, None)
    assert found.unknown == ("claimed",)
    found = decided(Reason.PROTECTION_ENDING, days_of_protection_left=None)
    assert found.outcome is RulingOutcome.REVIEW


def test_what_no_rule_foresaw_goes_to_a_person() -> None:
    found = decided(Reason.METHOD_CHANGED)
    assert found.rule is not None
    assert (found.outcome, found.rule.id) == (RulingOutcome.REVIEW, "person-1")
    assert found.automatic is False


def test_a_missing_scan_is_no_admission_that_nothing_was_sent() -> None:
    found = decided(Reason.SELLER_CANCELLED)
    assert (found.outcome, found.asks) == (RulingOutcome.ASK, (Role.SELLER,))
    found = decided(Reason.SELLER_CANCELLED, asked_seller_before=True)
    assert (found.outcome, found.automatic) == (RulingOutcome.REVIEW, False)
    found = decided(Reason.SELLER_CANCELLED, physical_scan=True)
    assert (found.outcome, found.automatic) == (RulingOutcome.REVIEW, False)


@pytest.mark.parametrize("reason", MISSING)
def test_parcels_that_fare_differently_are_not_refunded_by_machine(reason: Reason) -> None:
    found = decided(reason, parcels_differ=True, lost=True, delivered_proven=True)
    assert found.outcome is not RulingOutcome.REFUND
