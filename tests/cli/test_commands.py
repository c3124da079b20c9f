"""The list of commands: every one is there, loads, and explains itself."""

import pytest

from amends.cli.commands import COMMANDS

from tests.cli.conftest import Amends


def test_help_lists_every_command_with_its_words(amends: Amends) -> None:
    shown = " ".join(amends("--help").stdout.split())
    assert all(name in shown and words in shown for name, (_, words) in COMMANDS.items())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(amends: Amends, name: str) -> None:
    result = amends(name, "--help")
    assert result.exit_code == 0
    assert "Usage" in result.stdout


def test_the_version_is_that_of_the_package(amends: Amends) -> None:
    assert amends("--version").stdout == "amends, version 0.1.0\n"
