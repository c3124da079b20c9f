"""What every campaign stands on: its options, a database of its own, and one closing line.

A campaign that plants a fault must exit with 1 and say what it caught; without one it exits with
0 when nothing was lost.
"""

import argparse
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "bench"), str(ROOT), str(ROOT / "src")]

import django  # noqa: E402 - the path is set above
from django.db import connections  # noqa: E402 - as above
from measuring import POSTGRESQL, SQLITE, machine, server_version  # noqa: E402 - as above

from tests.postgres import Server, server  # noqa: E402 - as above

__all__ = ["POSTGRESQL", "SQLITE"]
SHOWN_MOST = 10
READY_SECONDS = 5.0
BOTH = (SQLITE, POSTGRESQL)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asked for; `plant` is the fault to be caught, or nothing.

    `ready_within` is in seconds; 5 is the promise, and more is for a machine that is busy.
    """

    size: int
    seed: int
    engine: str
    plant: str
    ready_within: float = READY_SECONDS


@dataclass(frozen=True, slots=True)
class Campaign:
    """A name, the size of a usual run, and the faults that can be planted in it."""

    name: str
    about: str
    size: int
    plants: Sequence[str]
    engines: Sequence[str] = (SQLITE,)


@dataclass
class Found:
    """What a run counted, and every sentence on something that does not hold."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, other: "Found") -> None:
        """Take in what another process found."""
        self.counts.update(other.counts)
        self.wrong += other.wrong


@dataclass(frozen=True, slots=True)
class Place:
    """A home folder with a migrated database, and the server where one runs."""

    home: Path
    server: Server | None


def run(campaign: Campaign, fight: Callable[[Asked, Found], None]) -> int:
    """Read the options, fight, and say how it ended; the exit code says so too."""
    asked = _asked(campaign)
    machine("django", "psycopg", "granian")
    found = Found()
    fight(asked, found)
    for sentence in found.wrong[:SHOWN_MOST]:
        print(f"caught: {sentence}")
    counted = ", ".join(f"{name} {count:,}" for name, count in sorted(found.counts.items()))
    planted = f", planted {asked.plant}" if asked.plant else ""
    end = f"{len(found.wrong):,} wrong" if found.wrong else "nothing was lost"
    print(f"{campaign.name}: {asked.engine}, seed {asked.seed}{planted}: {counted}: {end}")
    return 1 if found.wrong else 0


@contextmanager
def place(engine: str) -> Iterator[Place]:
    """Give this process a fresh, migrated and durable database of one engine."""
    from django.core.management import call_command  # noqa: PLC0415 - after Django is set up

    home = Path(tempfile.mkdtemp(prefix="amends-campaign-"))
    with ExitStack() as ending:
        ending.callback(shutil.rmtree, home, ignore_errors=True)
        running = ending.enter_context(server()) if engine == POSTGRESQL else None
        set_up(home, running.url if running else "")
        ending.callback(connections.close_all)
        call_command("migrate", verbosity=0)
        if running:
            server_version()
        yield Place(home, running)


def set_up(home: Path, url: str = "") -> None:
    """Let Django take a home folder and a database; SQLite's lies in the home."""
    os.environ |= {"AMENDS_HOME": str(home), "DJANGO_SETTINGS_MODULE": "amends.config.settings"}
    os.environ.pop("AMENDS_DATABASE_URL", None)
    if url:
        os.environ["AMENDS_DATABASE_URL"] = url
    django.setup()


def _asked(campaign: Campaign) -> Asked:
    parser = argparse.ArgumentParser(description=campaign.about)
    parser.add_argument("--size", type=int, default=campaign.size, help="how much of it")
    parser.add_argument("--seed", type=int, default=1, help="what the draws come from")
    parser.add_argument("--engine", choices=campaign.engines, default=campaign.engines[0])
    parser.add_argument("--plant", choices=campaign.plants, default="", help="a fault to catch")
    parser.add_argument(
        "--ready-within", type=float, default=READY_SECONDS, help="seconds until all answers again"
    )
    given = parser.parse_args()
    return Asked(given.size, given.seed, given.engine, given.plant, given.ready_within)
