"""Every package that Amends needs to run is argued for in writing, and no other is."""

import re
import tomllib

from packaging.requirements import Requirement

from tests.tidy.source import ROOT


def test_every_dependency_has_its_line_of_reason() -> None:
    page = (ROOT / "docs" / "decisions" / "dependencies.md").read_text()
    rows = {row.split()[0] for row in re.findall(r"^\| ([a-z][^|]+) \|", page, re.MULTILINE)}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    needed = {Requirement(one).name for one in project["project"]["dependencies"]}
    assert rows - {"package"} == needed
