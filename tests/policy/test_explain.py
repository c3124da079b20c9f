"""A decision in words: why, how its sum came about, what would change it."""

from pathlib import Path

import pytest

from amends.core.parcel import Facts, ParcelStatus
from amends.core.reasons import Reason
from amends.core.rulings import FactUsed
from amends.policy.cases import answer
from amends.policy.explain import Explanation, explain
from amends.policy.facts import FACTS, Kind, Value
from amends.policy.judge import explained, judge_of, pack_of
from amends.policy.pack import Pack
from amends.policy.rules import load
from amends.policy.spelling import money, spelled, value_of

from tests.policy.cases import CALM, day, disputed, scan

HEAD = 'id = "mine"\nversion = "1"\ntitle = "Mine"\n[[rule]]\nid = "one"\nreasons = ["any"]\n'
WORDS = 'because = "{late}, {days_since_promised}, {asked}."\nchanges = "A scan."\n'
KNOWN: dict[str, Value] = {"asked": 4000, "claimed": 4400, "shipping": 400, "wait_days_most": 30}
LEFT = "days of protection left"
MONEY = "44.00 EUR (what was paid for it)"
POST = "4.00 EUR (shipping and tax paid for it)"


def pack(tmp_path: Path, outcome: str, when: str = "late") -> Pack:
    path = tmp_path / "mine.toml"
    path.write_text(f'{HEAD}{WORDS}when = "{when}"\n{outcome}\n')
    return load(path)


def told(pack: Pack, currency: str = "EUR", **facts: Value) -> Explanation:
    values = {**CALM, **KNOWN, "late": True, **facts}
    found = answer(pack, Reason.LATE, values)
    assert found.rule is not None
    names = dict.fromkeys((*found.used, *found.rule.says))
    return explain(found.rule, [spelled(name, values[name], currency) for name in names])


@pytest.mark.parametrize(
    ("refund", "asked", "said"),
    [
        ("full", 4400, f"{MONEY}."),
        ("full", 1100, f"{MONEY}. No more is refunded than was asked: 11.00 EUR."),
        ("without_shipping", 4400, f"{MONEY} - {POST} = 40.00 EUR."),
        ("asked", 900, "9.00 EUR (what the buyer asks)."),
        ("claimed // 3", 4400, f"{MONEY} / 3 = 14.66 EUR, rounded down."),
        ("claimed - 500", 4400, f"{MONEY} - 5.00 EUR = 39.00 EUR."),
        ("(claimed - shipping) * 2 // 4", 4400, f"(({MONEY} - {POST}) * 2) / 4 = 20.00 EUR"),
        ("0 - claimed", 4400, f"0.00 EUR - {MONEY} = -44.00 EUR. The least is nothing: 0.00 EUR."),
        ("500", 4400, "5.00 EUR."),
    ],
)
def test_the_arithmetic_of_a_refund_is_told(
    tmp_path: Path, refund: str, asked: int, said: str
) -> None:
    rules = pack(tmp_path, f'outcome = "refund"\nrefund = "{refund}"')
    assert told(rules, asked=asked).arithmetic.startswith(said)


@pytest.mark.parametrize(
    ("days", "left", "said"),
    [
        ("10", 0, "10 days."),
        ("days_of_protection_left", 5, "5 (days of protection left)."),
        ("days_of_protection_left + 1", 2, "2 (days of protection left) + 1 = 3 days."),
        (
            "days_of_protection_left * 10",
            9,
            f"9 ({LEFT}) * 10 = 90 days. The terms allow no longer wait than 30 days.",
        ),
        (
            "days_of_protection_left",
            -2,
            "-2 (days of protection left). No wait is shorter than 1 day.",
        ),
    ],
)
def test_the_arithmetic_of_a_wait_is_told(tmp_path: Path, days: str, left: int, said: str) -> None:
    rules = pack(tmp_path, f'outcome = "wait"\nwait_days = "{days}"')
    assert told(rules, days_of_protection_left=left).arithmetic == said


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "less than a day"), (1, "1 day"), (2, "2 days"), (None, "not known")],
)
def test_days_and_sums_are_said_with_what_they_count(
    tmp_path: Path, days: int | None, said: str
) -> None:
    found = told(pack(tmp_path, 'outcome = "review"'), days_since_promised=days)
    assert found == Explanation(f"yes, {said}, 40.00 EUR.", "", "A scan.")


def test_what_would_follow_is_not_said_where_nobody_can_tell(tmp_path: Path) -> None:
    rules = pack(tmp_path, 'outcome = "review"', when="customs_held and stalled and late")
    found = told(rules, customs_held=None, stalled=True)
    assert found.because == "Nobody can tell yet. Not known: Customs holds it."
    rules = pack(tmp_path, 'outcome = "refund"\nrefund = "without_shipping"')
    found = told(rules, shipping=None)
    assert found.because == "Nobody can tell yet. Not known: Shipping and tax paid for it."
    assert found.arithmetic == ""


def test_a_decision_that_kept_fewer_facts_is_told_as_far_as_they_go(tmp_path: Path) -> None:
    for outcome in ('outcome = "refund"\nrefund = "full"', 'outcome = "wait"\nwait_days = "10"'):
        rule = pack(tmp_path, outcome).rules[0]
        kept = [FactUsed("late", "yes", "x"), FactUsed("gone", "yes", "x")]
        assert explain(rule, kept) == Explanation("yes, not known, not known.", "", "A scan.")
        assert explain(rule, ()).because == "not known, not known, not known."


@pytest.mark.parametrize("name", FACTS)
def test_every_fact_is_read_back_as_it_was_kept(name: str) -> None:
    numbers: tuple[Value, ...] = (0, 7, -12_345, None)
    for value in (True, False, None) if FACTS[name].kind is Kind.FLAG else numbers:
        for currency in ("EUR", "JPY", "KWD"):
            assert (
                value_of(spelled(name, value, currency)) is value
                or value_of(spelled(name, value, currency)) == value
            )


def test_a_sum_has_its_currencys_places() -> None:
    assert [money(1500, currency) for currency in ("EUR", "JPY", "KWD")] == [
        "15.00 EUR",
        "1500 JPY",
        "1.500 KWD",
    ]


def test_a_judges_ruling_explains_itself() -> None:
    scans = scan(ParcelStatus.ACCEPTED, 1), scan(ParcelStatus.ACCEPTED, 1, 2)
    order = disputed(Reason.STALLED, *scans, lines=(2,))
    ruling = judge_of("default")(order, Facts(scans), day(22))
    found = explained(ruling.policy, ruling.rule, ruling.facts)
    assert found == Explanation(
        "The last scan is 21 days old.", "11.00 EUR (what was paid for it).", "A newer scan."
    )


def test_every_shipped_rule_says_its_words_of_a_case_that_it_decides() -> None:
    for rule in pack_of("default").rules:
        names = dict.fromkeys((*rule.needs, *rule.counts, *rule.limits, *rule.says))
        told = explain(rule, [spelled(name, CALM[name], "EUR") for name in names])
        assert told.because.endswith(".")
        assert "{" not in told.because
        assert bool(told.arithmetic) is bool(rule.refund or rule.wait_days)
