"""What the tests of the command line share: a runner, and files to import."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

import pytest
from click.testing import CliRunner, Result

from amends.cli import commands

Ran: TypeAlias = subprocess.CompletedProcess[str]
Amends: TypeAlias = Callable[..., Result]
PROCESS_SECONDS = 240


@pytest.fixture
def amends() -> Amends:
    """Run a command in this process."""
    return lambda *arguments: CliRunner().invoke(commands, [str(one) for one in arguments])


def lines(result: Result) -> list[dict[str, object]]:
    """Return what a command answered, an object a line."""
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def program(tmp_path: Path) -> Callable[..., Ran]:
    """Run a command as a program, in a home of its own."""

    def run(*arguments: object, home: Path = tmp_path / "home", **environ: str) -> Ran:
        return subprocess.run(
            command_line(arguments),
            env={**clean(home), **environ},
            capture_output=True,
            text=True,
            timeout=PROCESS_SECONDS,
            check=False,
        )

    return run


def command_line(arguments: Sequence[object]) -> list[str]:
    return [sys.executable, "-m", "amends", *map(str, arguments)]


def clean(home: Path) -> dict[str, str]:
    """The environment of a person who has set nothing but a home folder."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "PYTHONPATH") if name in os.environ}
    return {**kept, "AMENDS_HOME": str(home)}


@pytest.fixture
def order_file(tmp_path: Path) -> Path:
    """A file with one good order, and one whose sums do not agree."""
    path = tmp_path / "orders.jsonl"
    good, bad = order("A-1", 2500), order("A-2", 2600)
    path.write_text("\n".join(json.dumps(line) for line in (good, bad)) + "\n")
    return path


def order(reference: str, captured: int) -> dict[str, object]:
    def eur(minor: int) -> dict[str, object]:
        return {"minor": minor, "currency": "EUR"}

    buyer = {"id": "alice", "name": "Alice", "locale": "fr-FR", "tz": "Europe/Paris"}
    body = {
        "buyer": buyer,
        "seller": {"id": "bob", "name": "Bob", "locale": "en", "tz": "Asia/Shanghai"},
        "currency": "EUR",
        "lines": [{"id": "1", "title": "Lamp", "quantity": 2, "unit_price": eur(1000)}],
        "shipping": eur(500),
        "ship_to": {"name": "Alice", "lines": ["1 rue X"], "city": "Lyon", "country": "FR"},
        "ships_from": "CN",
        "placed_at": "2026-03-01T08:00:00Z",
        "paid_at": "2026-03-01T08:05:00Z",
        "promised_by": "2026-03-20",
        "payment": {"gateway": "acme", "reference": "pay-1", "captured": eur(captured)},
    }
    return {"kind": "order", "order_id": reference, "order": body}


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port of loopback at which somebody else listens."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


@pytest.fixture
def unused_port() -> int:
    """A port of loopback at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as trial:
        return int(trial.getsockname()[1])
