"""Everything that may be set is on the settings page, with what holds when it is not set."""

import re
from dataclasses import fields
from pathlib import Path

from amends.config.options import Options

PAGE = Path(__file__).resolve().parents[2] / "docs" / "settings.md"


def test_the_page_lists_every_key_of_the_settings_file_and_no_other() -> None:
    rows = re.findall(r"^\| `([a-z0-9_]+)` \|", PAGE.read_text(), re.MULTILINE)
    assert rows == [field.name for field in fields(Options)]


def test_the_page_states_the_values_that_hold_without_a_file() -> None:
    stated = dict(
        re.findall(r"^\| `([a-z0-9_]+)` \|.*\| `([^`]+)` \|$", PAGE.read_text(), re.MULTILINE)
    )
    options = Options()
    assert stated == {
        "time_zone": f'"{options.time_zone}"',
        "behind_proxy": "false",
        "debug": "false",
        "stripe_address": f'"{options.stripe_address}"',
        "paypal_address": f'"{options.paypal_address}"',
    }
