"""The locks agree: what pip installs is what uv installs, each file pinned by its hash."""

import re
import tomllib
from functools import cache
from typing import TypeAlias
from urllib.parse import urlsplit

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.tidy.source import ROOT

Pins: TypeAlias = dict[str, str]
Package: TypeAlias = dict[str, object]
# A package by name, with the extras that are wanted of it.
Need: TypeAlias = tuple[str, tuple[str, ...]]

# The public registry and where it keeps its files; a mirror of one office must never be locked.
HOSTS = {"pypi.org", "files.pythonhosted.org"}
PIN = re.compile(r"^([a-z0-9-]+)==([^ ;]+)(?: ; .*)? \\$", re.MULTILINE)
HASH = re.compile(r"--hash=(sha256:[0-9a-f]{64})")


def test_pip_installs_for_running_what_uv_does() -> None:
    assert _pins("requirements.txt") == _reached(dev=False)


def test_pip_installs_for_working_here_what_uv_does() -> None:
    assert _pins("requirements-dev.txt") == _reached(dev=True)


def test_pip_accepts_the_same_files_as_uv() -> None:
    locked = {hash_ for package in _packages().values() for hash_ in _hashes(package)}
    for name in ("requirements.txt", "requirements-dev.txt"):
        listed = set(HASH.findall((ROOT / name).read_text()))
        assert listed <= locked
        assert len(listed) > len(_pins(name)), "every pin has hashes"


def test_the_lock_names_the_public_registry_only() -> None:
    addresses = re.findall(r'https?://[^"\s]+', (ROOT / "uv.lock").read_text())
    assert {urlsplit(address).hostname for address in addresses} <= HOSTS
    for name in ("requirements.txt", "requirements-dev.txt"):
        assert "://" not in (ROOT / name).read_text()


def test_the_lock_holds_everything_that_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    locked = _packages()
    for requirement in map(Requirement, asked):
        package = locked[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(str(package["version"])), requirement


@cache
def _packages() -> dict[str, Package]:
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    return {package["name"]: package for package in lock["package"]}


def _pins(name: str) -> Pins:
    return dict(PIN.findall((ROOT / name).read_text()))


def _reached(*, dev: bool) -> Pins:
    """Return the versions of all that the project needs, directly or through another."""
    ours = _packages()["amends"]
    waiting = _needs(ours, "dependencies")
    if dev:
        waiting += _needs(_table(ours, "dev-dependencies"), "dev")
    seen: set[Need] = set()
    while waiting:
        need = waiting.pop()
        if need not in seen:
            seen.add(need)
            waiting += _needs_of(need)
    return {name: str(_packages()[name]["version"]) for name, _ in seen}


def _needs_of(need: Need) -> list[Need]:
    name, extras = need
    package = _packages()[name]
    optional = _table(package, "optional-dependencies")
    return [
        *_needs(package, "dependencies"),
        *(further for extra in extras for further in _needs(optional, extra)),
    ]


def _table(package: Package, key: str) -> Package:
    table = package.get(key, {})
    assert isinstance(table, dict)
    return table


def _needs(table: Package, key: str) -> list[Need]:
    listed = table.get(key, [])
    assert isinstance(listed, list)
    return [(need["name"], tuple(need.get("extra", ()))) for need in listed]


def _hashes(package: Package) -> list[str]:
    wheels = package.get("wheels", [])
    assert isinstance(wheels, list)
    kept = [*wheels, *([package["sdist"]] if "sdist" in package else [])]
    return [file["hash"] for file in kept]
