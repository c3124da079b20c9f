"""What every benchmark stands on: a database of its own, alternating runs, and honest printing.

Both raw figures of a ratio come from one run on one machine, taken in turns, as medians. A
database is durable here as it is in production: nothing that keeps a commit safe is switched off.
"""

import json
import os
import platform
import shutil
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
ROUNDS = 5
SQLITE, POSTGRESQL = "sqlite", "postgresql"
# What an order of the trials is, as a marketplace would describe it.
PARTICULARS = json.dumps(
    {
        "buyer": {"id": "buyer", "name": "Buyer", "locale": "en", "tz": "UTC"},
        "seller": {"id": "seller", "name": "Seller", "locale": "en", "tz": "UTC"},
        "currency": "EUR",
        "lines": [
            {
                "id": "1",
                "title": "Lamp",
                "quantity": 1,
                "unit_price": {"minor": 4000, "currency": "EUR"},
            }
        ],
        "ship_to": {"name": "Buyer", "lines": [], "city": "Lyon", "country": "FR"},
    }
)


@contextmanager
def database(engine: str) -> Iterator[Path]:
    """Give a fresh, migrated database of one engine to this process; yields the home folder."""
    import django  # noqa: PLC0415 - it reads what is set here

    from tests.postgres import cluster  # noqa: PLC0415 - found by the path set above

    home = Path(tempfile.mkdtemp(prefix="amends-bench-"))
    os.environ["AMENDS_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "amends.config.settings"
    os.environ.pop("AMENDS_DATABASE_URL", None)
    try:
        if engine == SQLITE:
            django.setup()
            _make()
            yield home
            return
        with cluster() as url:
            os.environ["AMENDS_DATABASE_URL"] = url
            django.setup()
            _make()
            yield home
            _leave()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def alternate(
    sides: Mapping[str, Callable[[int], float]], rounds: int = ROUNDS
) -> dict[str, list[float]]:
    """Run each side once a round, in turns, and return the rate of every run."""
    rates: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(rounds):
        # The order turns round, so that nobody always comes after the same one.
        names = list(sides) if number % 2 == 0 else list(sides)[::-1]
        for name in names:
            rates[name].append(sides[name](number))
    return rates


def report(rates: Mapping[str, Sequence[float]], unit: str, ours: str) -> None:
    """Print every raw figure, the medians, and our ratio to each of the others."""
    for name, runs in rates.items():
        raw = "  ".join(f"{run:,.1f}" for run in runs)
        print(f"{name:<44} median {statistics.median(runs):>12,.1f} {unit}   runs: {raw}")
    own = statistics.median(rates[ours])
    for name, runs in rates.items():
        if name != ours:
            print(f"ratio  {ours} / {name} = {own / statistics.median(runs):.3f}")


def machine(*packages: str) -> None:
    """Print what was measured on: the machine, its load, and the versions."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"machine   {platform.machine()}, {os.cpu_count()} cores, {_memory()}, load {load}")
    print(f"system    {platform.system()} {platform.release()}, {_processor()}")
    print(f"python    {platform.python_version()}, SQLite {sqlite3.sqlite_version}")
    for name in packages:
        print(f"          {name} {_version(name)}")


def server_version() -> None:
    """Print the version and the durability of the PostgreSQL that runs."""
    from django.db import connection  # noqa: PLC0415 - only once Django is set up

    with connection.cursor() as cursor:
        cursor.execute("SELECT version()")
        print(f"server    {cursor.fetchone()[0].partition(' on ')[0]}")
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            cursor.execute(f"SHOW {name}")
            print(f"          {name} {cursor.fetchone()[0]}")


def _make() -> None:
    from amends.cli.database import ready  # noqa: PLC0415 - only once Django is set up

    # As every command of the command line begins.
    ready()


def _leave() -> None:
    from django.db import connections  # noqa: PLC0415 - only once Django is set up

    connections.close_all()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "is not installed"


def _memory() -> str:
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return f"{pages / 2**30:.1f} GiB"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), "?")
