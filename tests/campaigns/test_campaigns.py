"""Each campaign at its smallest: it passes as things are, and catches every fault planted in it.

The long runs are started by hand; what is tested here is that they can be, and that they see.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENGINE = os.environ.get("AMENDS_TEST_DATABASE", "sqlite")
SECONDS = 240
# What each is run with, at which size, and on which engines.
SOUND = (
    ("kill_nine", 6, ("sqlite", "postgresql")),
    ("power_loss", 60, ("sqlite",)),
    ("races", 30, ("sqlite", "postgresql")),
    ("random_lives", 600, ("core",)),
    ("commit_unknown", 8, ("postgresql",)),
    ("duplicates", 4, ("sqlite", "postgresql")),
    ("gateway_faults", 40, ("sqlite", "postgresql")),
)
PLANTED = (
    ("kill_nine", 40, "early-reply", ("sqlite", "postgresql")),
    ("kill_nine", 2, "synchronous-off", ("sqlite",)),
    ("kill_nine", 40, "synchronous-off", ("postgresql",)),
    ("power_loss", 60, "wal-normal", ("sqlite",)),
    ("power_loss", 60, "delete-full", ("sqlite",)),
    ("power_loss", 60, "folders-unsynced", ("sqlite",)),
    ("races", 30, "no-lock", ("sqlite", "postgresql")),
    ("random_lives", 500, "a-cent", ("core",)),
    ("random_lives", 500, "refusal-acts", ("core",)),
    ("random_lives", 500, "dated-back", ("core",)),
    ("commit_unknown", 20, "new-key", ("postgresql",)),
    ("duplicates", 6, "answer-later", ("sqlite", "postgresql")),
    ("gateway_faults", 40, "new-key-per-retry", ("sqlite", "postgresql")),
    ("gateway_faults", 40, "no-look-up", ("sqlite", "postgresql")),
    ("gateway_faults", 40, "believe-not-found-at-once", ("sqlite", "postgresql")),
)
# The core speaks to no database, so it is enough to run it with the first.
HERE = {"sqlite": ("sqlite", "core"), "postgresql": ("postgresql",)}[ENGINE]


def _runs(cases: tuple[tuple[object, ...], ...]) -> list[tuple[object, ...]]:
    return [
        (*case[:-1], engine)
        for case in cases
        for engine in HERE
        if isinstance(case[-1], tuple) and engine in case[-1]
    ]


@pytest.fixture
def _traceable(request: pytest.FixtureRequest) -> None:
    """Skip what records system calls where the system forbids it; bin/test installs strace."""
    if "power_loss" in request.node.name:
        traced = subprocess.run(
            ["strace", "-o", os.devnull, "true"], capture_output=True, check=False
        )
        if traced.returncode:
            pytest.skip(reason=f"strace cannot trace here: {traced.stderr.decode().strip()}")


@pytest.mark.usefixtures("_traceable")
@pytest.mark.parametrize(("name", "size", "engine"), _runs(SOUND))
def test_nothing_is_lost(name: str, size: int, engine: str) -> None:
    ran = _run(name, size, engine)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    closing = ran.stdout.splitlines()[-1]
    assert closing.startswith(f"{name}: {engine}, seed 1: ")
    assert closing.endswith("nothing was lost")


@pytest.mark.usefixtures("_traceable")
@pytest.mark.parametrize(("name", "size", "plant", "engine"), _runs(PLANTED))
def test_a_planted_fault_is_caught(name: str, size: int, plant: str, engine: str) -> None:
    ran = _run(name, size, engine, "--plant", plant)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    closing = ran.stdout.splitlines()[-1]
    assert closing.startswith(f"{name}: {engine}, seed 1, planted {plant}: ")
    assert closing.endswith(" wrong")
    assert "caught: " in ran.stdout


def _run(name: str, size: int, engine: str, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, f"campaigns/{name}.py", "--size", str(size), "--engine", engine]
    # Nothing here is timed: a busy machine is no fault.
    command += ["--ready-within", str(SECONDS)]
    environ = {key: value for key, value in os.environ.items() if not key.startswith("AMENDS_")}
    return subprocess.run(
        [*command, *more],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
