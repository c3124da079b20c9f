"""`amends number` and `amends place` answer arguments and standard input, one line each."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from amends.cli import commands

from tests.cli.conftest import Amends, Ran


def test_numbers_are_answered_as_objects(amends: Amends) -> None:
    ran = amends("number", "--json", "RB 123456785 GB", "UG123456785YP")
    good, unknown = [json.loads(line) for line in ran.stdout.splitlines()]
    assert ran.exit_code == 0
    assert set(good) == {"number", "validity", "carriers", "why"}
    assert (good["number"], good["validity"]) == ("RB123456785GB", "well_formed")
    assert len(good["carriers"]) == 1
    assert unknown["validity"] == "unknown_format"


def test_a_number_that_is_proven_invalid_exits_with_one() -> None:
    ran = CliRunner().invoke(commands, ["number"], input="RB123456785GB\n\nRB123456786US\n")
    assert ran.exit_code == 1
    assert "proven_invalid" in ran.stdout


def test_a_text_that_is_no_number_exits_with_two_after_the_others_were_answered(
    amends: Amends,
) -> None:
    ran = amends("number", "1Z\u041e", "RB123456785GB")
    assert ran.exit_code == 2
    assert "CYRILLIC CAPITAL LETTER O" in ran.stderr
    assert "RB123456785GB" in ran.stdout


@pytest.mark.slow
def test_places_are_answered_offline_and_the_unknown_exit_with_one(
    program: Callable[..., Ran], tmp_path: Path
) -> None:
    ran = program("place", "--json", "Lyon, FR", "Paris")
    found, unknown = [json.loads(line) for line in ran.stdout.splitlines()]
    assert ran.returncode == 1, ran.stderr
    keys = "text name country latitude longitude radius_km confidence why"
    assert list(found) == keys.split()
    assert (found["name"], found["country"], found["confidence"]) == ("Lyon", "FR", "high")
    assert (unknown["name"], unknown["latitude"]) == (None, None)
    hinted = program("place", "--country", "FR", "Paris")
    assert hinted.returncode == 0
    assert hinted.stdout.startswith("Paris: Paris, FR (48.85")
    wrong = program("place", "--country", "FRANCE", "Paris")
    assert (wrong.returncode, "two-letter code" in wrong.stderr) == (2, True)
    off = program("place", "--geocode", "Nowhere at all")
    assert (off.returncode, "nominatim_url" in off.stdout) == (1, True)
