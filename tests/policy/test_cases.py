"""One case: the function made of a pack's rules says what a slow reader of them says."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.parties import Role
from amends.core.reasons import Reason
from amends.core.rulings import RulingOutcome
from amends.policy.cases import answer
from amends.policy.facts import FACTS, Kind, Value
from amends.policy.judge import pack_of
from amends.policy.pack import Answer, Pack
from amends.policy.rules import load

from tests.policy.cases import CALM
from tests.policy.slow import Told, slow_answer

EVERY: st.SearchStrategy[dict[str, Value]] = st.fixed_dictionaries(
    {
        name: st.sampled_from((True, False, False, None))
        if fact.kind is Kind.FLAG
        else st.one_of(st.none(), st.integers(-5, 60))
        for name, fact in FACTS.items()
    }
)
# Rules that share their facts in every way: a sum reads what a later condition reads again.
SHARED = """
id = "shared"
version = "1"
title = "Shared"

[[rule]]
id = "sum"
reasons = ["late", "lost"]
when = "late and not (lost == stalled)"
outcome = "refund"
refund = "claimed - shipping * 2"
because = "A sum."
changes = "Nothing."

[[rule]]
id = "wait"
reasons = ["late"]
when = "(shipping > 3 or lost is None) and claimed is not None and asked in (1, 2, 3)"
outcome = "wait"
wait_days = "days_since_promised + shipping"
because = "A wait."
changes = "Nothing."

[[rule]]
id = "asks"
reasons = ["any"]
when = "0 <= asked // 2 < claimed and (received != moving or not stalled)"
outcome = "ask"
asks = ["buyer", "seller"]
if_unknown = ["seller"]
items = ["photo"]
automatic = false
because = "A question."
changes = "Nothing."
"""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    path: Path = tmp_path_factory.mktemp("packs") / "shared.toml"
    path.write_text(SHARED)
    return load(path)


def told(found: Answer) -> Told:
    return Told(found.outcome, found.looked_at, found.unknown, found.refund, found.wait_days)


@given(st.sampled_from(Reason), EVERY)
def test_the_shipped_pack_says_what_a_slow_reader_says(
    reason: Reason, facts: Mapping[str, Value]
) -> None:
    pack = pack_of("default")
    assert told(answer(pack, reason, facts)) == slow_answer(pack, reason, facts)


@given(st.sampled_from((Reason.LATE, Reason.LOST, Reason.PARTIAL)), EVERY)
def test_rules_that_share_facts_say_what_a_slow_reader_says(
    shared: Pack, reason: Reason, facts: Mapping[str, Value]
) -> None:
    assert told(answer(shared, reason, facts)) == slow_answer(shared, reason, facts)


def test_an_answer_names_the_facts_that_it_came_from_and_no_others(shared: Pack) -> None:
    found = answer(shared, Reason.LATE, {**CALM, "late": True, "lost": True})
    assert found.used == ("late", "lost", "stalled", "claimed", "shipping", "asked")
    found = answer(shared, Reason.LATE, {**CALM, "late": None, "lost": True})
    assert (found.used, found.unknown) == (("late", "lost", "stalled"), ("late",))
    found = answer(shared, Reason.LATE, {**CALM, "late": True, "lost": True, "claimed": None})
    assert (found.used[-2:], found.unknown) == (("claimed", "shipping"), ("claimed",))


def test_an_answer_asks_whom_its_rule_names(shared: Pack) -> None:
    found = answer(shared, Reason.PARTIAL, {**CALM, "claimed": 1})
    assert (found.outcome, found.asks) == (RulingOutcome.ASK, (Role.BUYER, Role.SELLER))
    found = answer(shared, Reason.PARTIAL, {**CALM, "claimed": None})
    assert (found.outcome, found.asks) == (RulingOutcome.ASK, (Role.SELLER,))
    assert (found.unknown, found.automatic) == (("claimed",), False)
