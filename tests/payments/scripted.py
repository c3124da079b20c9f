"""A gateway that answers by a script: what it says, word by word."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from amends.outbound.client import Reach
from amends.payments.gateways.paypal import PayPalGateway, PayPalSettings
from amends.payments.gateways.stripe import StripeGateway, StripeSettings

TOKEN = {"access_token": "simulated"}
Answer = tuple[int, object]


class Scripted(ThreadingHTTPServer):
    """Answers each path as the test says: by a list of answers, the last of them for ever."""

    script: dict[str, list[Answer]]


class _Speaking(BaseHTTPRequestHandler):
    server: Scripted

    def do_GET(self) -> None:
        """Answer by the script."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        answers = self.server.script[self.path.partition("?")[0]]
        status, said = answers.pop(0) if len(answers) > 1 else answers[0]
        self.send_response(status)
        self.end_headers()
        self.wfile.write(said if isinstance(said, bytes) else json.dumps(said).encode())

    def do_POST(self) -> None:
        """Answer by the script."""
        self.do_GET()

    def log_message(self, *arguments: object) -> None:
        """Say nothing: a test is quiet."""


@contextmanager
def scripting() -> Iterator[Scripted]:
    """Let a gateway answer by a script for as long as a test takes."""
    server = Scripted(("127.0.0.1", 0), _Speaking)
    server.script = {"/v1/oauth2/token": [(200, TOKEN)]}
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def stripe(server: Scripted) -> StripeGateway:
    host = f"127.0.0.1:{server.server_port}"
    settings = StripeSettings("sk_test", "whsec", f"http://{host}")
    return StripeGateway(settings, Reach(frozenset({host})))


def paypal(server: Scripted) -> PayPalGateway:
    host = f"127.0.0.1:{server.server_port}"
    settings = PayPalSettings("us", "secret", "hook", f"http://{host}")
    return PayPalGateway(settings, Reach(frozenset({host})))


def refund(number: int, **more: object) -> dict[str, object]:
    known = {"id": f"re_{number}", "object": "refund", "amount": 4500, "currency": "eur"}
    return {**known, "status": "succeeded", "metadata": {"amends_transfer": "a-t1"}, **more}


def amount(value: object, status: str = "COMPLETED") -> Answer:
    return 201, {
        "id": "re_1",
        "status": status,
        "amount": {"value": value, "currency_code": "EUR"},
    }
