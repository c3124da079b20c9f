"""A real PostgreSQL of our own: made in a temporary folder, reached by a socket, gone afterwards.

PostgreSQL keeps its default durability here, because the tests are of what survives.
"""

import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

START_SECONDS = 60
STOP_SECONDS = 60
CONNECTIONS_MOST = 200
OWNER = "postgres"
# Oldest that is supported in production, so the oldest that is tested.
VERSION_OLDEST = 15


@dataclass
class Server:
    """A running server, which a campaign may crash and start again."""

    binaries: Path
    folder: Path
    process: subprocess.Popen[str]

    @property
    def url(self) -> str:
        """The address of its database, by its socket."""
        return f"postgresql://{OWNER}@{quote(str(self.folder), safe='')}/postgres"

    @property
    def socket(self) -> str:
        """Where its socket lies, for who speaks to it without a driver."""
        return f"{self.folder}/.s.PGSQL.5432"

    def crash(self) -> None:
        """End it as `pg_ctl -m immediate` does: what was not on the disk is gone."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.communicate(timeout=STOP_SECONDS)

    def start(self) -> None:
        """Start it again after a crash, and wait until it answers."""
        self.process = _start(self.binaries, self.folder)
        _await_ready(self.process, self.folder)


@contextmanager
def cluster() -> Iterator[str]:
    """Run a PostgreSQL server for the length of a `with`; give the address of its database."""
    with server() as running:
        yield running.url


@contextmanager
def server() -> Iterator[Server]:
    """Run a PostgreSQL server for the length of a `with`."""
    binaries = _binaries()
    # A socket's path may have about a hundred characters, which some temporary folders exceed.
    folder = Path(tempfile.mkdtemp(prefix="amends-pg-", dir="/tmp"))
    try:
        _give_away(folder)
        _initialise(binaries, folder)
        running = Server(binaries, folder, _start(binaries, folder))
        try:
            _await_ready(running.process, folder)
            yield running
        finally:
            _stop(running.process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path:
    """Return the folder of the newest server installed; Debian keeps it off the path."""
    on_path = shutil.which("initdb")
    found = [Path(on_path).resolve().parent] if on_path else []
    found += [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    assert found, "initdb is not installed; bin/test installs it or says how"
    newest = max(found, key=_version)
    assert _version(newest) >= VERSION_OLDEST, f"PostgreSQL {VERSION_OLDEST} or newer is needed"
    return newest


def _version(binaries: Path) -> int:
    said = subprocess.run(
        [binaries / "postgres", "--version"], capture_output=True, text=True, check=True
    )
    number = re.search(r"(\d+)", said.stdout)
    assert number is not None, said.stdout
    return int(number[1])


def _owner() -> pwd.struct_passwd | None:
    """Return who must run the server: PostgreSQL refuses root, so root names someone else."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(OWNER)
    except KeyError:
        return pwd.getpwnam("nobody")


def _give_away(folder: Path) -> None:
    owner = _owner()
    if owner is not None:
        os.chown(folder, owner.pw_uid, owner.pw_gid)


def _initialise(binaries: Path, folder: Path) -> None:
    options = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-instructions"]
    command = [str(binaries / "initdb"), f"--pgdata={folder}/cluster", f"--username={OWNER}"]
    made = _run([*command, *options]).communicate()[0]
    assert (folder / "cluster" / "PG_VERSION").exists(), f"initdb failed:\n{made}"


def _start(binaries: Path, folder: Path) -> subprocess.Popen[str]:
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(folder),
        "max_connections": str(CONNECTIONS_MOST),
        # Its words go to a file: a pipe that nobody reads would fill and stop the server.
        "logging_collector": "on",
        "log_directory": "log",
    }
    options = [f"--{name}={value}" for name, value in settings.items()]
    return _run([str(binaries / "postgres"), "-D", f"{folder}/cluster", *options])


def _run(command: list[str]) -> subprocess.Popen[str]:
    owner = _owner()
    return subprocess.Popen(
        command,
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        user=owner.pw_uid if owner else None,
        group=owner.pw_gid if owner else None,
        extra_groups=[] if owner else None,
    )


def _await_ready(server: subprocess.Popen[str], folder: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(host=str(folder), user=OWNER, dbname="postgres").close()
        except psycopg.OperationalError:
            assert server.poll() is None, f"PostgreSQL did not start:\n{server.communicate()[0]}"
            assert time.monotonic() < until, "PostgreSQL did not start in time"
            time.sleep(0.05)
        else:
            return


def _stop(server: subprocess.Popen[str]) -> None:
    # SIGINT asks for a fast shutdown: connections are cut, nothing is lost.
    server.send_signal(signal.SIGINT)
    try:
        server.communicate(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.communicate()
