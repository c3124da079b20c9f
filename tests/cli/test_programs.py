"""Commands as a person starts them: real programs, with a home folder of their own."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.db import DataError, ProgrammingError

from amends.cli.saying import stopped

from tests.cli.conftest import Ran, clean, command_line, order

# Only so that a test ends: how long it takes is measured elsewhere.
UP_SECONDS = 180
# More than the 30 seconds that the server gives a worker that does not come to its end.
STOP_SECONDS = 180
MANY = 4_000
NO_SECOND_PERSON = "Warning: at shop, what is above approval_above waits"


def test_help_needs_no_home_and_no_settings(program: Callable[..., Ran], tmp_path: Path) -> None:
    ran = program("--help", home=tmp_path / "never")
    assert ran.returncode == 0
    assert "import" in ran.stdout
    assert not (tmp_path / "never").exists()


def test_a_broken_settings_file_is_refused_in_one_sentence(
    program: Callable[..., Ran], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "amends.toml").write_text("alowed_hosts = []\n")
    ran = program("serve")
    assert ran.returncode == 2
    assert "did you mean allowed_hosts" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_workers_remove_what_a_crash_left_behind_long_ago(
    program: Callable[..., Ran], tmp_path: Path
) -> None:
    assert program("migrate").returncode == 0
    aside = tmp_path / "home" / "evidence" / "incoming"
    aside.mkdir(parents=True)
    for number in range(50):
        (aside / f"old-{number}").touch()
        os.utime(aside / f"old-{number}", (0, 0))
    (aside / "new").touch()
    ran = program("worker", "--once", "--workers", "2")
    assert ran.returncode == 0, ran.stderr
    assert [path.name for path in aside.iterdir()] == ["new"]
    assert "files that belong to no order were removed" in ran.stderr
    assert "sweep 0" in program("worker", "--once").stderr


def test_workers_say_once_that_there_is_no_second_person(
    program: Callable[..., Ran], tmp_path: Path
) -> None:
    _needing_two(program, tmp_path)
    command = command_line(["worker", "--workers", "2"])
    with subprocess.Popen(
        command, env=clean(tmp_path / "home"), stderr=subprocess.PIPE, text=True
    ) as workers:
        try:
            said = _until_both_wait(workers)
        finally:
            workers.terminate()
        assert workers.wait(timeout=STOP_SECONDS) == 0
    assert said.count(NO_SECOND_PERSON) == 1


def test_a_database_that_cannot_be_reached_is_said_in_one_sentence(
    program: Callable[..., Ran],
) -> None:
    ran = program("verify", AMENDS_DATABASE_URL="postgresql://nobody:secret@127.0.0.1:1/none")
    assert ran.returncode == 2
    assert "AMENDS_DATABASE_URL" in ran.stderr
    assert "secret" not in ran.stderr
    assert "Traceback" not in ran.stderr


def test_what_the_machine_refuses_is_said_in_one_sentence(
    program: Callable[..., Ran], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "amends.sqlite3").write_bytes(b"no database" * 100)
    damaged = program("verify")
    assert (damaged.returncode, "put a backup back" in damaged.stderr) == (2, True)
    nowhere = program("demo", "--home", "/proc/demo", "--no-serve")
    assert (nowhere.returncode, "/proc/demo cannot be used" in nowhere.stderr) == (2, True)
    assert "Traceback" not in damaged.stderr + nowhere.stderr


def test_values_that_a_database_does_not_take_are_said_in_a_sentence() -> None:
    error = DataError("value too long for type character varying(40)\n")
    assert stopped(error) == (
        "The database does not take what was given: value too long for type character varying(40)."
        " Write it shorter."
    )
    assert stopped(ProgrammingError("no such table")) is None


def test_an_import_that_is_killed_goes_on_where_it_was(
    program: Callable[..., Ran], tmp_path: Path
) -> None:
    many, home = tmp_path / "many.jsonl", tmp_path / "home"
    many.write_text("".join(json.dumps(order(f"A-{n}", 2500)) + "\n" for n in range(MANY)))
    first = subprocess.Popen(command_line(["import", many]), env=clean(home))
    _await(lambda: any(home.glob("imports/*.json")))
    first.kill()
    first.wait()
    ran = program("import", many, "--json")
    assert ran.returncode == 0, ran.stderr
    report = json.loads(ran.stdout.splitlines()[-1])
    assert sum(report["taken"].values()) == report["rows"] == MANY
    assert f"{MANY} orders looked at, 0 of them" in program("verify").stderr


@pytest.mark.slow
def test_serve_answers_and_stops_when_it_is_told_to(
    program: Callable[..., Ran], tmp_path: Path, unused_port: int
) -> None:
    _needing_two(program, tmp_path)
    command = command_line(["serve", "--port", unused_port])
    with subprocess.Popen(command, env=clean(tmp_path / "home"), stderr=subprocess.PIPE) as server:
        try:
            assert _status(f"http://127.0.0.1:{unused_port}/sign-in") == 200
        finally:
            server.terminate()
        assert server.wait(timeout=STOP_SECONDS) in {0, -15}
        assert server.stderr is not None
        assert server.stderr.read().decode().count(NO_SECOND_PERSON) == 1


@pytest.mark.slow
def test_the_demo_opens_and_ends(tmp_path: Path, unused_port: int) -> None:
    command = command_line(["demo", "--port", unused_port])
    with subprocess.Popen(
        command, env=clean(tmp_path / "home"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as demo:
        try:
            assert _status(f"http://127.0.0.1:{unused_port}/sign-in") == 200
        finally:
            demo.send_signal(signal.SIGINT)
        assert demo.wait(timeout=STOP_SECONDS) in {0, 1}


def test_serve_says_that_a_port_is_taken(program: Callable[..., Ran], taken_port: int) -> None:
    ran = program("serve", "--port", taken_port)
    assert ran.returncode == 2
    assert "--port" in ran.stderr
    assert "answers at" not in ran.stderr
    assert "Traceback" not in ran.stderr


def test_the_demo_is_made_once_and_found_again(program: Callable[..., Ran], tmp_path: Path) -> None:
    first = program("demo", "--no-serve")
    assert first.returncode == 0, first.stderr
    assert "tell every status" in first.stderr
    second = program("demo", "--no-serve")
    assert second.stdout == first.stdout
    assert "tell every status" not in second.stderr
    ran = program("verify", home=tmp_path / "home" / "demo")
    assert "53 orders looked at, 0 of them" in ran.stderr


def test_the_demo_with_a_file_has_the_visitors_own_orders(
    program: Callable[..., Ran], order_file: Path
) -> None:
    ran = program("demo", order_file, "--no-serve")
    assert ran.returncode == 0, ran.stderr
    assert "buyer, Alice" in ran.stdout
    assert "seller, Bob" in ran.stdout


def test_the_demo_touches_no_folder_that_holds_something_else(
    program: Callable[..., Ran], tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").touch()
    ran = program("demo", "--home", tmp_path / "mine", "--fresh", "--no-serve")
    assert ran.returncode == 2
    assert (tmp_path / "mine" / "letter.txt").exists()


def _status(address: str) -> int | None:
    _await(lambda: _asked(address) is not None)
    return _asked(address)


def _await(reached: Callable[[], bool]) -> None:
    until = time.monotonic() + UP_SECONDS
    while not reached():
        assert time.monotonic() < until, "it did not come in time"
        time.sleep(0.02)


def _asked(address: str) -> int | None:
    try:
        with urlopen(address, timeout=5) as answered:  # noqa: S310 - our own server on loopback
            return int(answered.status)
    except URLError:
        return None


def _needing_two(program: Callable[..., Ran], folder: Path) -> None:
    """Make a marketplace whose terms ask for a second person, where there is nobody."""
    terms = folder / "terms.json"
    terms.write_text('{"approval_above": 20000}')
    assert program("marketplace", "shop", "--name", "Shop", "--terms", terms).returncode == 0


def _until_both_wait(workers: subprocess.Popen[str]) -> str:
    """Return what two workers say until both have begun."""
    assert workers.stderr is not None
    said = ""
    while said.count("The worker waits for what falls due.") < 2:
        line = workers.stderr.readline()
        assert line, said
        said += line
    return said
