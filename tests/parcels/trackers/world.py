"""A tracker at the edge of the world: a real HTTP server on loopback that says what it is told."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeAlias

from amends.outbound.client import Reach
from amends.parcels.trackers.contract import Access, Line, Wanted

Headers: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; a `body` that is not bytes is sent as JSON. `cut` promises more than it sends."""

    body: object = b""
    status: int = 200
    headers: Headers = field(default_factory=dict)
    cut: bool = False

    @property
    def sent(self) -> bytes:
        """The bytes that go out."""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: Headers
    body: bytes

    @property
    def json(self) -> object:
        """The body, read."""
        return json.loads(self.body)


@dataclass(slots=True)
class World:
    """What the server answers, one after the other, the last for ever; what it was asked."""

    answers: Sequence[Answer]
    asked: list[Asked] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)
    host: str = ""

    def line(self, push_url: str = "") -> Line:
        """The way to this server; pauses are noted instead of waited for."""
        base = f"http://{self.host}/v1"
        access = Access("key-1", "secret-1", base, push_url)
        return Line(access, Reach(frozenset({self.host})), self.pauses.append)

    def next(self) -> Answer:
        """The answer to the request that came last."""
        return self.answers[min(len(self.asked), len(self.answers)) - 1]


@contextmanager
def world(*answers: Answer) -> Iterator[World]:
    """Start a server on a free port of loopback, and end it."""
    told = World(answers)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(told))
    told.host = f"127.0.0.1:{server.server_port}"
    # Asked often whether it is to end: a test waits for that.
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def wanted(*numbers: str) -> list[Wanted]:
    """Numbers to ask for."""
    return [Wanted(number) for number in numbers]


def _handler(told: World) -> type[BaseHTTPRequestHandler]:
    class Answering(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            told.asked.append(Asked(self.command, self.path, headers, body))
            answer = told.next()
            self.send_response(answer.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer.sent) + 100 * answer.cut))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.sent)

        def log_message(self, *arguments: object) -> None:
            """Say nothing: a test is quiet."""

    methods: dict[str, Callable[..., None]] = dict.fromkeys(("do_GET", "do_POST"), Answering.answer)
    return type("Answering", (Answering,), methods)
