"""From an order to the facts that rules name, and from an answer to a ruling."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from amends.core.parcel import Facts, ParcelStatus
from amends.core.reasons import Burden, Reason
from amends.core.rulings import RulingOutcome
from amends.policy.errors import PackError
from amends.policy.facts import FACTS
from amends.policy.judge import facts_of, judge_of, pack_of, rule_because, rule_words
from amends.policy.rules import PACKS

from tests.policy.cases import day, disputed, eur, scan

MICROSECOND = timedelta(microseconds=1)
JUDGE = judge_of("default")
TAKEN = scan(ParcelStatus.ACCEPTED, 1), scan(ParcelStatus.ACCEPTED, 1, 2)
MOVING = (*TAKEN, scan(ParcelStatus.IN_TRANSIT, 18), scan(ParcelStatus.IN_TRANSIT, 19, 2))


def test_every_declared_fact_is_answered_and_no_other() -> None:
    assert set(facts_of(disputed(Reason.LATE, *MOVING), Facts(MOVING), day(21))) == set(FACTS)


def test_the_promised_day_is_over_at_its_end_and_not_before() -> None:
    order = disputed(Reason.LATE, *MOVING)
    before = facts_of(order, Facts(MOVING), day(20) - MICROSECOND)
    after = facts_of(order, Facts(MOVING), day(20))
    assert (before["promised_day_over"], after["promised_day_over"]) == (False, True)
    assert (before["days_since_promised"], after["days_since_promised"]) == (-1, 0)
    assert (before["late"], after["late"]) == (False, True)


def test_an_order_is_as_far_as_its_slowest_parcel() -> None:
    found = facts_of(disputed(Reason.LATE, *MOVING), Facts(MOVING), day(21))
    assert (found["days_since_last_scan"], found["moving"]) == (3, True)
    later = facts_of(disputed(Reason.LATE, *MOVING), Facts(MOVING), day(28))
    assert later["moving"] is False


def test_what_needs_a_tracker_or_a_map_is_not_known() -> None:
    found = facts_of(disputed(Reason.LATE, *MOVING), Facts(MOVING), day(21))
    unknown = ("number_proven_invalid", "delivered_far", "customs_held", "return_by_buyer")
    assert [found[name] for name in unknown] == [None] * 4


def test_without_a_dispute_what_it_asks_is_not_known() -> None:
    order = replace(disputed(Reason.LATE, *MOVING), disputes=())
    found = facts_of(order, Facts(MOVING), day(21))
    assert (found["asked"], found["waited_before"], found["late"]) == (None, None, True)


def test_nothing_recorded_later_is_used() -> None:
    order = disputed(Reason.LATE, *MOVING)
    delivered = scan(ParcelStatus.DELIVERED, 25), scan(ParcelStatus.DELIVERED, 25, 2)
    whole = Facts((*MOVING, *delivered))
    assert facts_of(order, whole.at(day(21)), day(21)) == facts_of(order, Facts(MOVING), day(21))


def test_a_ruling_names_its_rule_its_facts_and_its_burden() -> None:
    order = disputed(Reason.LATE, *MOVING)
    ruling = JUDGE(order, Facts(MOVING), day(21))
    assert (ruling.outcome, ruling.rule, ruling.policy) == (
        RulingOutcome.WAIT,
        "late-1",
        "default@1",
    )
    assert (ruling.automatic, ruling.burden) == (True, Burden.SELLER)
    assert ruling.wait_until == day(31)
    used = {fact.name: fact for fact in ruling.facts}
    assert (used["moving"].value, used["moving"].source) == ("yes", "the carrier's scans")
    because = rule_because(ruling.policy, ruling.rule, ruling.facts)
    assert because == "The promised day is over since 1 days, and the parcel still moves."
    assert "trouble" in rule_words(ruling.policy, ruling.rule)


def test_no_more_is_refunded_than_was_asked() -> None:
    order = disputed(Reason.STALLED, *TAKEN, lines=(2,))
    ruling = JUDGE(order, Facts(TAKEN), day(22))
    assert (ruling.outcome, ruling.refund) == (RulingOutcome.REFUND, eur(1100))


def test_the_same_case_is_judged_the_same_byte_for_byte() -> None:
    order = disputed(Reason.LATE, *MOVING)
    one = repr(JUDGE(order, Facts(MOVING), day(21)))
    assert one == repr(judge_of("default@1")(order, Facts(MOVING), day(21)))


def test_a_contested_reason_is_never_automatic() -> None:
    order = disputed(Reason.DELIVERED_NOT_RECEIVED, *MOVING)
    assert JUDGE(order, Facts(MOVING), day(21)).automatic is False


def test_what_is_unknown_is_asked_for_by_name() -> None:
    order = disputed(Reason.PARTIAL, *MOVING)
    ruling = JUDGE(order, Facts(MOVING), day(21))
    assert ruling.outcome is RulingOutcome.ASK
    assert ruling.asks
    assert ruling.items
    assert [fact.value for fact in ruling.facts] == ["not known"]


def test_where_no_rule_is_named_the_words_say_so() -> None:
    assert rule_because("default@1", "silence.seller", ()) == ""
    assert rule_words("default@1", "silence.seller") == "A fact that makes a rule hold."


def test_an_operators_own_pack_stands_before_the_shipped_ones(
    tmp_path: Path, settings: Settings
) -> None:
    settings.AMENDS_HOME = tmp_path
    (tmp_path / "packs").mkdir()
    shipped = (PACKS / "default.toml").read_text()
    (tmp_path / "packs" / "own.toml").write_text(shipped.replace('"default"', '"own"'))
    assert pack_of("own").name == "own@1"
    (tmp_path / "packs" / "own.toml").write_text(
        shipped.replace('"default"', '"own"').replace('version = "1"', 'version = "2"')
    )
    with pytest.raises(PackError, match=r"Orders need own@1, and this is own@2\."):
        pack_of("own@1")


def test_a_policy_that_is_not_there_is_an_error_with_words() -> None:
    with pytest.raises(PackError, match="cannot be read"):
        judge_of("nonsense")
