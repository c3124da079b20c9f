"""Short runs of the campaigns of time, restores and webhooks, and of faults they must catch."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CAMPAIGN_SECONDS = 300


def test_virtual_deadlines_hold() -> None:
    ran = _campaign("deadlines.py", "--size", 400, "--engine", "none")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "virtual: 400 deadlines, 0 wrong" in ran.stdout


@pytest.mark.parametrize(
    "fault", ["le-for-lt", "a-microsecond-early", "an-hour-early", "dated-when-seen"]
)
def test_a_fault_in_the_clocks_is_caught(fault: str) -> None:
    ran = _campaign("deadlines.py", "--size", 40, "--engine", "none", "--plant", fault)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "virtual: 40 deadlines, 40 wrong" in ran.stdout


@pytest.mark.slow
def test_real_deadlines_hold_under_kills_and_jumps() -> None:
    few = ("--orders", 60, "--kills", 6, "--jumps", 3, "--workers", 2)
    ran = _campaign("deadlines.py", "--size", 10, *few)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "60 orders, 6 kills, 3 jumps, 2 workers, 0 wrong" in ran.stdout


@pytest.mark.slow
def test_an_old_backup_pays_nothing_twice() -> None:
    ran = _campaign("restore_old_backup.py", "--size", 2)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "2 drills, 24 refunds paid" in ran.stdout


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["no-reconcile", "unblocked"])
def test_a_fault_on_the_way_back_is_caught(fault: str) -> None:
    ran = _campaign("restore_old_backup.py", "--size", 2, "--plant", fault)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "an order was refunded 2 times" in ran.stdout


@pytest.mark.slow
def test_webhooks_of_a_killed_sender_all_arrive() -> None:
    ran = _campaign("webhook_kills.py", "--size", 60, "--kills", 3)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "60 events, 3 kills" in ran.stdout
    assert "60 events arrived" in ran.stdout


def _campaign(name: str, *options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, ROOT / "campaigns" / name, *map(str, options)],
        capture_output=True,
        text=True,
        timeout=CAMPAIGN_SECONDS,
        check=False,
    )
