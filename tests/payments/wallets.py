"""A marketplace's own wallet: credits what a signed instruction asks for, once a transfer."""

import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

Said = dict[str, object]


@dataclass
class Wallet:
    """What was credited, and how it answers: `status` 0 drops the line once all is done."""

    host: str = ""
    credited: dict[str, Said] = field(default_factory=dict)
    status: int = 200
    answer: Said = field(default_factory=lambda: {"state": "paid", "reference": "w-1"})
    forged: int = 0


class _Server(ThreadingHTTPServer):
    wallet: Wallet


class _Speaking(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        """Credit a person."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self._count(body)
        if self.server.wallet.status == 200:
            said = json.loads(body)
            self.server.wallet.credited[said["transfer"]] = said
        self._say()

    def do_GET(self) -> None:
        """Say what became of a transfer."""
        query = urlsplit(self.path).query
        self._count(query.encode())
        found = parse_qs(query)["transfer"][0] in self.server.wallet.credited
        self._say(None if found or self.server.wallet.status != 200 else 404)

    def log_message(self, *arguments: object) -> None:
        """Say nothing: a test is quiet."""

    def _count(self, signed: bytes) -> None:
        expected = hmac.new(b"shared", signed, sha256).hexdigest()
        self.server.wallet.forged += self.headers["Amends-Signature"] != expected

    def _say(self, status: int | None = None) -> None:
        status = self.server.wallet.status if status is None else status
        if not status:
            self.connection.shutdown(2)
            return
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(self.server.wallet.answer).encode() if status != 404 else b"")


@contextmanager
def open_wallet() -> Iterator[Wallet]:
    """Run a wallet for as long as it is needed."""
    server = _Server(("127.0.0.1", 0), _Speaking)
    server.wallet = Wallet(f"127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server.wallet
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
