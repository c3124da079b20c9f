"""The processes beside the workers of `gateway_faults.py`: the provider, and the shipped hooks."""

import json
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, TypeAlias
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.core.wsgi import get_wsgi_application
from django.db import connections

from amends.outbound.client import Outgoing, Reach, send
from amends.payments.simulator.server import Simulator

Made: TypeAlias = dict[str, Any]
LOOKS_SECONDS = 0.1


@contextmanager
def forked(serve: Callable[[Callable[[int], None]], NoReturn]) -> Iterator[int]:
    """Run a server in a process of its own; yields the port that it tells."""
    reading, writing = os.pipe()
    connections.close_all()
    pid = os.fork()
    if not pid:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        serve(lambda port: _told(writing, port))
    os.close(writing)
    with os.fdopen(reading) as said:
        port = int(said.readline())
    try:
        yield port
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _told(writing: int, port: int) -> None:
    os.write(writing, f"{port}\n".encode())
    os.close(writing)


def listen(tell: Callable[[int], None]) -> NoReturn:
    """Take the provider's messages at the shipped address."""
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=_Quiet)
    tell(server.server_port)
    server.serve_forever()
    os._exit(1)


class _Quiet(WSGIRequestHandler):
    def log_message(self, *arguments: object) -> None:
        """Say nothing: the campaign counts by itself."""


def provide(simulator: Simulator, tell: Callable[[int], None]) -> NoReturn:
    """Be the payment provider, and tell of refunds that banks send back."""
    tell(simulator.server_port)
    threading.Thread(target=simulator.serve_forever, daemon=True).start()
    while not threading.Event().wait(LOOKS_SECONDS):
        simulator.tell_of_failures()
    os._exit(1)


def made_at(port: int) -> list[Made]:
    """Return every refund that the provider at a port has made, as it stands now."""
    host = f"127.0.0.1:{port}"
    reply = send(Outgoing("GET", f"http://{host}/simulator/refunds"), Reach(frozenset({host})))
    made: list[Made] = json.loads(reply.body)["refunds"]
    return made
