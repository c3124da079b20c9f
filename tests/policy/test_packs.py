"""Packs: what is wrong with a file is told with its line and column, all of it at once."""

from pathlib import Path

import pytest

from amends.core.reasons import Reason
from amends.core.rulings import RulingOutcome
from amends.policy.cases import answer
from amends.policy.errors import PackError
from amends.policy.rules import PACKS, load

HEAD = 'id = "mine"\nversion = "1"\ntitle = "Mine"\n'
RULE = """
[[rule]]
id = "one"
reasons = ["late"]
when = "late"
outcome = "review"
because = "It is late."
changes = "A scan."
"""


def refused(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(PackError) as caught:
        load(path)
    assert all(line.startswith(f"{path}:") for line in str(caught.value).splitlines())
    return [line.removeprefix(f"{path}:") for line in str(caught.value).splitlines()]


def test_a_pack_of_ones_own_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(HEAD + RULE)
    pack = load(path)
    assert (pack.name, pack.title, len(pack.rules)) == ("mine@1", "Mine", 1)
    assert [rule.id for rule in pack.by_reason[Reason.LATE]] == ["one"]
    assert pack.by_reason[Reason.LOST] == ()


def test_a_mistake_in_a_condition_has_its_place_in_the_file(tmp_path: Path) -> None:
    said = refused(tmp_path, HEAD + RULE.replace('"late"\noutcome', '"late and stal"\noutcome'))
    assert said == ["8:18: No fact is called `stal`. The nearest that is known is `stalled`."]


def test_a_mistake_in_a_condition_of_several_lines_has_its_place(tmp_path: Path) -> None:
    long = '"""\nlate\nand stal"""'
    said = refused(tmp_path, HEAD + RULE.replace('when = "late"', f"when = {long}"))
    assert said[0].startswith("10:5: No fact is called `stal`.")


WRONG = """
colour = "red"
id = 1
version = "1"

[[rule]]
id = "one"
reasons = ["lat"]
when = "lost and wen"
outcome = "refnd"
because = "It is {lat}."
changes = " "
automatic = "yes"
size = 1

[[rule]]
id = "one"
reasons = []
when = "late"
outcome = "refund"
because = "{"
asks = ["mediator"]
items = "photo"
"""
TOLD = (
    "2:11: `colour` is not known here.",
    "3:6: `id` must be text",
    "`title` is missing.",
    "`lat` is not known here. The nearest that is known is `late`.",
    "No fact is called `wen`.",
    "`refnd` is no outcome. The nearest that is known is `refund`.",
    "No fact is called `lat`.",
    "`changes` must be text",
    "`automatic` must be true or false.",
    "`size` is not known here.",
    "Another rule is called `one`.",
    "`reasons` names nothing. Name at least one",
    "The outcome `refund` needs `refund`.",
    "The outcome `refund` has no `asks`.",
    "The braces do not fit",
    "`mediator` is not known here.",
    "`items` must be a list of codes.",
    "`changes` is missing.",
)


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    said = refused(tmp_path, WRONG)
    for part in TOLD:
        assert any(part in line for line in said), (part, said)
    places = [tuple(map(int, line.split(":")[:2])) for line in said]
    assert places == sorted(places)


def test_items_stand_beside_whom_they_are_asked_of(tmp_path: Path) -> None:
    said = refused(tmp_path, HEAD + RULE + 'items = ["photo"]\n')
    assert "`items` stand beside `asks` or `if_unknown`" in said[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id = ]", "1:6: This is not TOML"),
        ("id = ", "1:6: This is not TOML"),
        (HEAD, "1:1: Write at least one [[rule]]"),
        (HEAD + "rule = 1\n", "4:8: Write at least one [[rule]]"),
    ],
)
def test_what_is_no_pack_is_told(tmp_path: Path, text: str, said: str) -> None:
    assert refused(tmp_path, text)[0].startswith(said)


def test_a_pack_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="This file cannot be read"):
        load(tmp_path / "none.toml")


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b"id = '\xff'")
    with pytest.raises(PackError, match=r"mine\.toml:1:7: This is not text in UTF-8\."):
        load(path)


def test_the_shipped_pack_has_a_rule_for_every_reason() -> None:
    pack = load(PACKS / "default.toml")
    assert [reason for reason in Reason if not pack.by_reason[reason]] == []
    # The others ask by what they do not know; whether it was sent is known, and proves nothing.
    asking = [rule.id for rule in pack.rules if rule.outcome is RulingOutcome.ASK]
    assert asking == ["cancelled-1"]


def test_any_means_every_reason(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(HEAD + RULE.replace('["late"]', '["any"]'))
    assert all(load(path).by_reason[reason] for reason in Reason)


def test_where_no_rule_of_a_pack_holds_a_person_looks_at_it(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(HEAD + RULE)
    found = answer(load(path), Reason.LATE, {"late": False})
    assert (found.outcome, found.rule, found.used) == (RulingOutcome.REVIEW, None, ("late",))


def test_a_refund_can_be_computed(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    rule = RULE.replace('"review"', '"refund"') + 'refund = "claimed // 2"\n'
    path.write_text(HEAD + rule)
    refund = load(path).rules[0].refund
    assert refund is not None
    assert refund.value({"claimed": 101}) == 50
    assert refund.needs == ("claimed",)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"late"\nout', '"late\\tand stal"\nout', "8:19: No fact is called `stal`."),
        ("\n[[rule]]", '# say """ here\n[[rule]]\nitems = ["photo"]', "6:9: `items` stand beside"),
        ('"review"', '"ask"\nasks = []\nitems = ["photo"]', "10:8: `asks` names nothing."),
        ("It is late.", "{late!r}", "10:12: In braces stands a fact's name and nothing else"),
        ("It is late.", "{asked:d}", "10:12: In braces stands a fact's name and nothing else"),
        ("It is late.", "{}", "10:12: No fact is called ``."),
        ("A scan.", "{late}", "11:12: `changes` is said before anything changed"),
        ('"review"', '"wait"\nwait_days = "0"', "10:14: `wait_days` is at least 1."),
        ('"review"', '"refund"\nrefund = "-1"', "10:11: `refund` is at least 0."),
        ('"one"', '"silence.seller"', "6:7: `id` begins with a letter or digit"),
        ('"mine"', '"a/b"', "1:7: `id` begins with a letter or digit"),
        ('version = "1"', 'version = "1/2"', "2:12: `version` begins with a letter or digit"),
        (
            '["late"]',
            '["delivered_same_area"]\nautomatic = true',
            "8:13: `delivered_same_area` is contested",
        ),
    ],
)
def test_a_mistake_is_told_where_it_stands_in_the_file(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert refused(tmp_path, (HEAD + RULE).replace(old, new))[0].startswith(said)


@pytest.mark.parametrize("rules", ["[1]", '[{ id = "one" }]'])
def test_rules_stand_each_under_its_own_line(tmp_path: Path, rules: str) -> None:
    said = refused(tmp_path, f"{HEAD}rule = {rules}\n")
    assert said == ["4:8: Write each rule under a line [[rule]] of its own."]
