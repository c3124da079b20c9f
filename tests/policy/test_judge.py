"""From an order to the facts that rules name, and from an answer to a ruling."""

import os
import subprocess
import sys
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
    assert because == "The promised day ended 1 day ago, and the parcel still moves."
    assert "trouble" in rule_words(ruling.policy, ruling.rule)


@pytest.mark.parametrize("fate", [ParcelStatus.LOST, ParcelStatus.DELIVERED])
def test_another_parcels_fate_is_not_that_of_the_claim(fate: ParcelStatus) -> None:
    scans = (*TAKEN, scan(fate, 15), scan(ParcelStatus.IN_TRANSIT, 19, 2))
    order = disputed(Reason.LATE, *scans, lines=(2,))
    found = facts_of(order, Facts(scans), day(21))
    assert (found["lost"], found["delivered_proven"], found["moving"]) == (False, False, True)
    ruling = JUDGE(order, Facts(scans), day(21))
    assert (ruling.outcome, ruling.rule) == (RulingOutcome.WAIT, "late-1")


def test_a_claim_about_two_parcels_of_different_fate_is_for_a_person() -> None:
    scans = (*TAKEN, scan(ParcelStatus.LOST, 15), scan(ParcelStatus.DELIVERED, 16, 2))
    ruling = JUDGE(disputed(Reason.LATE, *scans), Facts(scans), day(21))
    assert (ruling.outcome, ruling.rule) == (RulingOutcome.REVIEW, "mixed-1")
    assert ruling.automatic is False
    both = (*TAKEN, scan(ParcelStatus.LOST, 15), scan(ParcelStatus.LOST, 16, 2))
    ruling = JUDGE(disputed(Reason.LATE, *both), Facts(both), day(21))
    assert (ruling.rule, ruling.refund) == ("lost-1", eur(4400))


def test_an_order_without_any_parcel_was_never_accepted() -> None:
    order = replace(disputed(Reason.NOT_SHIPPED, *TAKEN), parcels=())
    found = facts_of(order, Facts(), day(21))
    assert (found["parcel_handed_over"], found["never_accepted"]) == (False, True)
    assert (found["days_since_last_scan"], found["parcels_differ"]) == (None, False)


def test_no_more_is_refunded_than_was_asked() -> None:
    order = disputed(Reason.STALLED, *TAKEN, lines=(2,))
    ruling = JUDGE(order, Facts(TAKEN), day(22))
    assert (ruling.outcome, ruling.refund) == (RulingOutcome.REFUND, eur(1100))


def test_the_same_case_is_judged_the_same_byte_for_byte() -> None:
    order = disputed(Reason.LATE, *MOVING)
    one = repr(JUDGE(order, Facts(MOVING), day(21)))
    assert one == repr(judge_of("default@1")(order, Facts(MOVING), day(21)))


@pytest.mark.parametrize("seed", ["1", "2"])
def test_another_process_with_other_hashes_judges_the_same(seed: str) -> None:
    program = (
        "from pathlib import Path; from django.conf import settings;"
        "settings.configure(AMENDS_HOME=Path('none'));"
        "from tests.policy.test_judge import *;"
        "print(JUDGE(disputed(Reason.LATE, *MOVING), Facts(MOVING), day(21)))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
    said = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    order = disputed(Reason.LATE, *MOVING)
    assert said.stdout.strip() == repr(JUDGE(order, Facts(MOVING), day(21)))


@pytest.mark.parametrize(
    ("days", "waited"), [("claimed * 1000000000", 30), ("0 - claimed", 1), ("3", 3)]
)
def test_a_wait_is_as_long_as_the_terms_allow_and_a_day_at_least(
    tmp_path: Path, settings: Settings, days: str, waited: int
) -> None:
    settings.AMENDS_HOME = tmp_path
    (tmp_path / "packs").mkdir()
    name = f"waits-{waited}"
    shipped = (PACKS / "default.toml").read_text()
    text = shipped.replace('"default"', f'"{name}"').replace('"10"', f'"{days}"')
    (tmp_path / "packs" / f"{name}.toml").write_text(text)
    ruling = judge_of(name)(disputed(Reason.LATE, *MOVING), Facts(MOVING), day(21))
    assert ruling.wait_until == day(21 + waited)


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
    because = rule_because(ruling.policy, ruling.rule, ruling.facts)
    assert because == "Nobody can tell yet. Not known: Part of it is missing."


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


def test_a_shipped_version_is_found_behind_an_operators_newer_one(
    tmp_path: Path, settings: Settings
) -> None:
    settings.AMENDS_HOME = tmp_path
    (tmp_path / "packs").mkdir()
    newer = (PACKS / "default.toml").read_text().replace('version = "1"', 'version = "2"')
    (tmp_path / "packs" / "default.toml").write_text(newer)
    # Asked past the cache, so that no other test is judged by this folder.
    assert pack_of.__wrapped__("default").name == "default@2"
    assert pack_of.__wrapped__("default@1").name == "default@1"


def test_a_pack_that_calls_itself_otherwise_than_its_file_is_refused(
    tmp_path: Path, settings: Settings
) -> None:
    settings.AMENDS_HOME = tmp_path
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "mine.toml").write_text((PACKS / "default.toml").read_text())
    with pytest.raises(PackError, match="This pack calls itself default, and its file mine"):
        pack_of("mine")


def test_a_policy_that_is_a_path_is_no_policy() -> None:
    with pytest.raises(PackError, match="is no name of a policy"):
        pack_of("../default")


def test_a_policy_that_is_not_there_is_an_error_with_words() -> None:
    with pytest.raises(PackError, match="cannot be read"):
        judge_of("nonsense")
