"""Receivers of webhooks and of mail on loopback, real ones, that behave as they are told."""

import json
import threading
import time
from asyncio import Server
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

MEGABYTE = b"x" * 1_000_000


@dataclass
class Hook:
    """One request that came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def said(self) -> dict[str, Any]:
        """The body as JSON."""
        read: dict[str, Any] = json.loads(self.body)
        return read


@dataclass
class Hooks:
    """A receiver. `answers` returns the status for each request, by its path and how many came."""

    host: str
    came: list[Hook] = field(default_factory=list)
    status: Callable[[str, int], int] = lambda _path, _number: 200

    def url(self, path: str = "/hook") -> str:
        return f"http://{self.host}{path}"


@contextmanager
def hooks() -> Iterator[Hooks]:
    """Start a receiver and end it. Paths: /hang, /reset, /long, /moved; others answer `status`."""
    receiver = Hooks("")

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(length)
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.came.append(Hook(self.path, headers, body))
            _answer(self, receiver.status(self.path, len(receiver.came)))

        def log_message(self, *arguments: object) -> None:
            """Say nothing: a test is quiet."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    listening.daemon_threads = True
    receiver.host = f"127.0.0.1:{listening.server_port}"
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    yield receiver
    listening.shutdown()
    thread.join()
    listening.server_close()


def _answer(handler: BaseHTTPRequestHandler, status: int) -> None:
    if handler.path == "/hang":
        time.sleep(1.5)
    if handler.path == "/reset":
        handler.connection.close()
        return
    try:
        handler.send_response(302 if handler.path == "/moved" else status)
        handler.send_header("Location", "http://127.0.0.1:1/")
        handler.end_headers()
        for _ in range(100 if handler.path == "/long" else 0):
            handler.wfile.write(MEGABYTE)
        handler.wfile.write(b"heard")
    except OSError:
        # Whoever asked has hung up, as it should.
        return


@dataclass
class Postbox:
    """A mail server. `refuses` says what it answers to a recipient, and None takes the mail."""

    port: int = 0
    came: list[EmailMessage] = field(default_factory=list)
    refuses: Callable[[str], str | None] = lambda _address: None
    drops: bool = False

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's own name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        refused = self.refuses(address)
        if refused is not None:
            return refused
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's own name
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        read = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(read, EmailMessage)
        self.came.append(read)
        if self.drops:
            assert server.transport is not None
            server.transport.close()
        return "250 2.0.0 kept as 4711"


class Listening(Controller):
    """Listens on whatever port is free."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # aiosmtpd has no types there.


@contextmanager
def postbox(**options: Any) -> Iterator[Postbox]:
    """Start a mail server and end it."""
    box = Postbox()
    controller = Listening(box, hostname="127.0.0.1", port=0, **options)
    controller.start()
    box.port = controller.port
    yield box
    controller.stop()
