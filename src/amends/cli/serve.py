"""`amends serve`: the pages and the API over HTTP, by Granian, in one process or several."""

import ipaddress
import multiprocessing
import socket

import click
from django.conf import settings
from django.db import connections
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server import MPServer, MTServer

from amends.accounts import second_person
from amends.parcels.places.making import making

from .database import ready
from .saying import AskedWrongly, tell

APPLICATION = "amends.config.wsgi:application"
THREADS_MOST = 64
PROCESSES_MOST = 64
# Milliseconds. As long as docs/running.md lets nginx wait.
HEADERS_WITHIN = 15_000
EXPOSED = (
    "Warning: {host} can be reached from elsewhere and behind_proxy is not set, so that senders who"
    " are slow on purpose can keep everybody else out; put a proxy before it that takes requests"
    " whole, as docs/running.md shows."
)


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="And the port."
)
@click.option(
    "--processes",
    default=1,
    show_default=True,
    type=click.IntRange(1, PROCESSES_MOST),
    help="How many processes answer; one a core is enough.",
)
@click.option(
    "--threads",
    default=8,
    show_default=True,
    type=click.IntRange(1, THREADS_MOST),
    help="How many requests a process answers at once.",
)
def command(host: str, port: int, processes: int, threads: int) -> None:
    """Serve the pages and the API.

    Brings the database up to date first, and refuses one that would lose what it acknowledges.
    Behind a proxy, set public_url and behind_proxy in the settings file.
    """
    ready()
    require_free(host, port)
    warned = warning(host, port, behind_proxy=settings.AMENDS_OPTIONS.behind_proxy)
    if warned:
        tell(warned)
    for sentence in second_person.missing():
        tell(sentence)
    tell(f"Amends answers at http://{host}:{port} until it is stopped with Ctrl+C.")
    # Pages never wait for the table of places; this process has nothing else to do meanwhile.
    with making(settings.AMENDS_HOME):
        serve(host, port, processes=processes, threads=threads)


def serve(host: str, port: int, *, processes: int = 1, threads: int = 8) -> None:
    """Listen until the process is told to stop."""
    require_free(host, port)
    # Each process begins afresh: what is open or running here is not carried over into it.
    connections.close_all()
    multiprocessing.set_start_method("spawn", force=True)
    made(host, port, processes=processes, threads=threads).serve()


def made(host: str, port: int, *, processes: int, threads: int) -> MPServer | MTServer:
    """Return the server, with its limits.

    It speaks HTTP/1 only, as a proxy does to it: where it also waits to be greeted in HTTP/2, who
    connects and says nothing is never let go.
    """
    return Granian(
        APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=threads,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_WITHIN),
        websockets=False,
        log_enabled=False,
        # A worker that does not come to its end must not keep the machine from stopping.
        workers_kill_timeout=30,
        respawn_failed_workers=True,
    )


def warning(host: str, port: int, *, behind_proxy: bool) -> str:
    """Return what to mind where other machines reach an address without a proxy, else nothing."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    within = all(ipaddress.ip_address(str(entry[4][0])).is_loopback for entry in found)
    return "" if within or behind_proxy else EXPOSED.format(host=host)


def require_free(host: str, port: int) -> None:
    """Refuse an address that cannot be listened at, while it can still be said in a sentence."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, port))
    except OSError as error:
        raise AskedWrongly(
            f"Nothing can listen at {host}:{port} ({error.strerror}). "
            "Name another with --host and --port."
        ) from error
