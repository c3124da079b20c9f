"""`amends tracking read`: answers on standard output, what was not understood beside them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from amends.cli import commands
from amends.cli.tracking import show

from tests.cli.conftest import Amends
from tests.parcels.trackers.replies import track17, track17_event, track17_reply


@pytest.fixture
def reply(tmp_path: Path) -> Path:
    path = tmp_path / "reply.json"
    event = track17_event("Delivered_Other", "Delivered")
    path.write_text(json.dumps(track17_reply(track17(event))))
    return path


def test_a_reply_is_one_object_a_line_in_the_words_of_the_domain(
    amends: Amends, reply: Path
) -> None:
    result = amends("tracking", "read", "--format", "track17", "--json", reply)
    assert result.exit_code == 0, result.output
    (line,) = map(json.loads, result.stdout.splitlines())
    said = line["checkpoint"]
    assert (said["status"], said["leg"], said["physical"]) == ("delivered", "outbound", True)
    assert said["happened_at"] == "2026-05-02T11:34:00Z"
    assert said["place"]["country"] == "RU"


def test_in_words_it_is_a_table_and_a_count(amends: Amends, reply: Path) -> None:
    result = amends("tracking", "read", "--format", "track17", reply)
    assert "delivered" in result.stdout
    assert "1 checkpoints: 1 delivered; numbers: 1 found" in result.stderr


def pasted(text: str, *options: str) -> Result:
    return CliRunner().invoke(commands, ["tracking", "read", *options], input=text)


def test_pasted_text_comes_by_standard_input() -> None:
    result = pasted("RR123456785CN\n2026-05-02 14:34 Delivered\n", "--json")
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)["checkpoint"]
    assert (said["local_time"], said["happened_at"]) == ("2026-05-02T14:34:00", None)


def test_what_is_not_understood_is_counted_and_ends_with_one() -> None:
    result = pasted("2026-05-02 14:34 Zxqv\n")
    assert result.exit_code == 1
    assert "1  unknown_wording: Zxqv" in result.stderr
    nothing = pasted("")
    assert nothing.exit_code == 1
    assert "No checkpoint could be read." in nothing.stdout


@pytest.mark.parametrize("arguments", [("not-there.json",), ("--format", "nobody", "-")])
def test_a_wrong_question_ends_with_two(amends: Amends, arguments: tuple[str, ...]) -> None:
    assert amends("tracking", "read", *arguments).exit_code == 2


def test_findings_are_printed_beside_checkpoints(capsys: pytest.CaptureFixture[str]) -> None:
    finding = {"finding": "delivered_far", "grade": "strong", "words": "80 km away."}
    show([{"finding": finding}], as_json=True)
    assert json.loads(capsys.readouterr().out) == {"finding": finding}
    show([{"finding": finding}], as_json=False)
    assert "80 km away." in capsys.readouterr().out
