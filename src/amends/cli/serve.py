"""`amends serve`: the pages and the API over HTTP, by Granian, in one process or several."""

import multiprocessing
import socket

import click
from django.conf import settings
from django.db import connections
from granian import Granian
from granian.constants import Interfaces

from amends.parcels.places.making import making

from .database import ready
from .saying import AskedWrongly, tell

APPLICATION = "amends.config.wsgi:application"
THREADS_MOST = 64
PROCESSES_MOST = 64


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
    server = Granian(
        APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=threads,
        websockets=False,
        log_enabled=False,
        # A worker that does not come to its end must not keep the machine from stopping.
        workers_kill_timeout=30,
        respawn_failed_workers=True,
    )
    server.serve()


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
