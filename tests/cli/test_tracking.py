"""`amends tracking read`: answers on standard output, what was not understood beside them."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.conf import settings

from amends.cli import commands

from tests.cli.conftest import Amends
from tests.parcels.trackers.replies import track17, track17_event, track17_reply
from tests.web.atlas import lay_atlas


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
    said = json.loads(result.stdout.splitlines()[0])["checkpoint"]
    assert (said["position"], said["status"]) == (1, "delivered")
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
    said = json.loads(result.stdout.splitlines()[0])["checkpoint"]
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


DELIVERED = "RR123456785CN\n2026-05-02 14:34 Delivered\n"
BACK = "RR123456785CN\n2026-05-03 09:00 Returned to sender\n"


def findings_of(result: Result) -> dict[str, Any]:
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    found = [line["finding"] for line in lines if "finding" in line]
    return {one["name"]: one for one in found}


def test_findings_follow_the_checkpoints_that_they_rest_on() -> None:
    result = pasted(DELIVERED, "--json")
    assert [json.loads(line).popitem()[0] for line in result.stdout.splitlines()] == [
        "checkpoint",
        "finding",
    ]
    assert findings_of(result) == {
        "delivered_proven": {
            "number": "RR123456785CN",
            "name": "delivered_proven",
            "grade": "strong",
            "rests_on": [1],
            "words": "A carrier's scan shows it delivered.",
        }
    }
    assert "A carrier's scan shows it delivered." in pasted(DELIVERED).stdout


def test_findings_are_of_the_moment_that_is_asked_about() -> None:
    moved = "RR123456785CN\n2026-05-02 14:34 Arrived at sorting centre\n"
    day = ["--json", "--as-of"]
    assert set(findings_of(pasted(moved, *day, "2026-05-02"))) == set()
    assert set(findings_of(pasted(moved, *day, "2026-05-04"))) == {"moving_normally"}
    assert set(findings_of(pasted(moved, *day, "2026-06-01T00:00:00Z"))) == {"stalled"}


def test_what_is_known_of_the_order_can_be_said() -> None:
    known = ["--to-country", "fr", "--to-postcode", "75001", "--from-country", "CN"]
    known += ["--paid-at", "2026-05-04", "--to-name", "Alice Example", "--json"]
    body = json.dumps(
        {
            "checkpoints": [
                {
                    "number": "RR123456785CN",
                    "text": "Delivered",
                    "time": "2026-05-02T14:34:00+03:00",
                    "country": "RU",
                    "recipient": "Charlie Stranger",
                }
            ]
        }
    )
    found = findings_of(pasted(body, "--format", "generic", *known))
    assert set(found) == {
        *("delivered_other_country", "recipient_mismatch"),
        *("scan_before_payment", "origin_mismatch"),
    }
    assert found["delivered_other_country"]["rests_on"] == [1]


def test_a_town_is_looked_up_in_the_table_of_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_atlas(tmp_path)
    monkeypatch.setattr(settings, "AMENDS_HOME", tmp_path)
    hamburg = {"number": "A1", "text": "Delivered", "latitude": 53.55, "longitude": 9.99}
    body = json.dumps({"checkpoints": [{**hamburg, "country": "DE"}]})
    known = ["--format", "generic", "--to-country", "DE", "--json", "--to-city"]
    assert set(findings_of(pasted(body, *known, "Leipzig"))) == {"delivered_far"}
    assert set(findings_of(pasted(body, *known, "Nowhere"))) == {"delivered_proven"}


def test_trackers_are_compared_where_each_file_has_its_own(amends: Amends, tmp_path: Path) -> None:
    first, second = tmp_path / "first.txt", tmp_path / "second.json"
    first.write_text(DELIVERED)
    lost = {"number": "RR123456785CN", "text": "Lost", "status": "lost"}
    second.write_text(json.dumps({"checkpoints": [lost]}))
    files = [first, second]
    both = amends("tracking", "read", "--format", "pasted", "--format", "generic", "--json", *files)
    assert findings_of(both)["trackers_disagree"]["rests_on"] == [1, 2]
    assert amends("tracking", "read", *["--format", "pasted"] * 3, *files).exit_code == 2
    assert amends("tracking", "read", *["some.txt"] * 1001).exit_code == 2


def test_a_collection_of_replies_is_counted_file_by_file(amends: Amends, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("one.txt", "two.txt", "three.txt")]
    for file, text in zip(files, (DELIVERED, BACK, DELIVERED), strict=True):
        file.write_text(text)
    counted = amends("tracking", "read", "--count", "--json", *files)
    assert counted.exit_code == 0
    assert list(map(json.loads, counted.stdout.splitlines())) == [
        {"what": "status", "name": "delivered", "times": 2},
        {"what": "status", "name": "returned", "times": 1},
        {"what": "number", "name": "found", "times": 3},
        {"what": "finding", "name": "delivered_proven", "times": 2},
        {"what": "finding", "name": "returned", "times": 1},
    ]
    assert "delivered_proven" in amends("tracking", "read", "--count", *files).stdout


@pytest.mark.parametrize(
    ("option", "text", "words"),
    [
        ("--to-country", "France", "write its two letters"),
        ("--as-of", "yesterday", "--as-of is no moment"),
        ("--paid-at", "1999-01-01", "between the years 2000 and 2099"),
        ("--promised-by", "9999-12-31", "between the years 2000 and 2099"),
    ],
)
def test_what_cannot_be_known_is_refused_with_words(option: str, text: str, words: str) -> None:
    result = pasted(DELIVERED, option, text)
    assert result.exit_code == 2
    assert words in result.stderr
