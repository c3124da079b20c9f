"""`seconds` bounds the whole of a call: a peer that drips or stalls holds nobody beyond it.

Every peer here ends by itself with a whole answer, so that a call without the limit would get it.
"""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from amends.outbound import client, lookups
from amends.outbound.client import Outgoing, Reach, Unreachable, send
from amends.outbound.lookups import look_up

from tests.delivery.certificates import certificate

SECONDS = 0.5
DRIPS = 60
PAUSE = 0.05
SIZE = 8_000_000
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
Peer = Callable[[socket.socket], None]


@contextmanager
def serving(peer: Peer) -> Iterator[str]:
    """Listen for one connection, and let it be answered."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
        thread = threading.Thread(target=answer_one, args=(listening, peer))
        thread.start()
        yield f"127.0.0.1:{listening.getsockname()[1]}"
        thread.join()


def answer_one(listening: socket.socket, peer: Peer) -> None:
    connection, _ = listening.accept()
    with connection:
        try:
            peer(connection)
        except OSError:
            # Whoever asked has hung up, as it should.
            return


def drip(connection: socket.socket, drops: bytes) -> None:
    for number in range(DRIPS):
        connection.sendall(drops[number : number + 1] or b"x")
        time.sleep(PAUSE)


def drips_headers(connection: socket.socket) -> None:
    connection.recv(65_536)
    drip(connection, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Long: ")
    connection.sendall(b"\r\n\r\nok")


def drips_body(connection: socket.socket) -> None:
    connection.recv(65_536)
    connection.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: {DRIPS}\r\n\r\n".encode())
    drip(connection, b"")


def reads_slowly(connection: socket.socket) -> None:
    left = SIZE
    while left > 0 and (part := connection.recv(50_000)):
        left -= len(part)
        time.sleep(PAUSE / 5)
    connection.sendall(ANSWER)


@pytest.mark.parametrize(
    ("peer", "size"), [(drips_headers, 5), (drips_body, 5), (reads_slowly, SIZE)]
)
def test_a_peer_that_drips_is_let_go(peer: Peer, size: int) -> None:
    with serving(peer) as host:
        headers = {"Content-Length": str(size)}
        outgoing = Outgoing("POST", f"http://{host}/", headers, b"x" * size, SECONDS)
        with pytest.raises(Unreachable, match="the answer did not come") as caught:
            send(outgoing, Reach(frozenset({host})))
    assert caught.value.sent


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ssl.SSLContext]:
    """A server's side of TLS, with a certificate that calls trust as long as the test lasts."""
    key, cert = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    client._tls.cache_clear()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    yield context
    client._tls.cache_clear()


@pytest.mark.parametrize(("pause", "reached"), [(0.0, True), (1.5, False)])
def test_finding_a_name_and_agreeing_on_a_secret_share_one_limit(
    trusted: ssl.SSLContext, *, pause: float, reached: bool
) -> None:
    def agrees_late(connection: socket.socket) -> None:
        time.sleep(pause)
        with trusted.wrap_socket(connection, server_side=True) as secret:
            secret.recv(65_536)
            secret.sendall(ANSWER)

    def found_late(_host: str, _port: int) -> tuple[str, ...]:
        time.sleep(pause)
        return ("127.0.0.1",)

    with serving(agrees_late) as host:
        named = host.replace("127.0.0.1", "localhost")
        # Either alone is within the limit, both together are not.
        outgoing = Outgoing("GET", f"https://{named}/", seconds=2.0)
        reach = Reach(frozenset({named}), found_late)
        if reached:
            assert send(outgoing, reach).body == b"ok"
            return
        with pytest.raises(Unreachable, match="no connection") as caught:
            send(outgoing, reach)
    assert not caught.value.sent


@pytest.fixture
def hanging() -> Iterator[threading.Event]:
    """A name server that is silent until the test ends."""
    answers = threading.Event()
    yield answers
    answers.set()


def test_a_name_server_that_is_silent_holds_nobody(hanging: threading.Event) -> None:
    def silent(_host: str, _port: int) -> tuple[str, ...]:
        hanging.wait(5.0)
        return ("127.0.0.1",)

    with pytest.raises(Unreachable, match="was not found in time") as caught:
        send(Outgoing("GET", "https://shop.example/", seconds=0.2), Reach(resolve=silent))
    assert not caught.value.sent


def test_names_that_hang_are_counted_and_give_their_places_back(hanging: threading.Event) -> None:
    asked: list[str] = []

    def silent(host: str, _port: int) -> tuple[str, ...]:
        asked.append(host)
        hanging.wait(30.0)
        return ("8.8.8.8",)

    for number in range(lookups.PENDING_MOST):
        with pytest.raises(TimeoutError):
            look_up(silent, f"{number}.example", 443, ends_at=time.monotonic())
    with pytest.raises(TimeoutError, match="too many names"):
        look_up(silent, "last.example", 443, ends_at=time.monotonic())
    assert len(asked) == lookups.PENDING_MOST
    hanging.set()
    soon = time.monotonic() + 10.0
    assert look_up(silent, "last.example", 443, ends_at=soon) == ("8.8.8.8",)


def test_what_is_no_name_is_unreachable() -> None:
    with pytest.raises(Unreachable, match="has no address"):
        send(Outgoing("GET", f"https://{'a' * 70}.example/"), Reach())
