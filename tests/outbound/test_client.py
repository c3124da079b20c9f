"""Requests go to vetted addresses only, within their limits, and redirects are not followed."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from amends.outbound.client import Outgoing, Reach, Unreachable, send

OTHER = "127.0.0.2"


class Answering(BaseHTTPRequestHandler):
    """Answers what the path asks for."""

    def do_POST(self) -> None:
        """Answer with the body that came, a redirect, too much, or nothing."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/silent":
            return
        self.send_response(302 if self.path == "/moved" else 200)
        self.send_header("X-Seen-Host", self.headers["Host"])
        self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()
        self.wfile.write(body * (1000 if self.path == "/long" else 1))

    def log_message(self, *arguments: object) -> None:
        """Say nothing: a test is quiet."""


@pytest.fixture
def server() -> Iterator[str]:
    listening = HTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    yield f"127.0.0.1:{listening.server_port}"
    listening.shutdown()
    thread.join()
    listening.server_close()


def asked(server: str, path: str = "/", most: int = 5000) -> Outgoing:
    return Outgoing("POST", f"http://{server}{path}", {"X-A": "b"}, b"hello", 5.0, most)


def test_a_host_that_the_operator_named_is_reached(server: str) -> None:
    reply = send(asked(server), Reach(frozenset({server})))
    assert (reply.status, reply.body) == (200, b"hello")
    assert reply.headers["x-seen-host"] == server


def test_a_name_is_reached_at_the_first_of_its_addresses_that_answers(server: str) -> None:
    named = f"shop.example:{server.rpartition(':')[2]}"
    # Nobody listens at the first one.
    reach = Reach(frozenset({named}), lambda _host, _port: ("::1", "127.0.0.1"))
    assert send(asked(named), reach).status == 200


def test_a_name_of_which_no_address_answers_is_unreachable(server: str) -> None:
    named = f"shop.example:{server.rpartition(':')[2]}"
    reach = Reach(frozenset({named}), lambda _host, _port: ("::1", "::1"))
    with pytest.raises(Unreachable, match="no connection") as caught:
        send(asked(named), reach)
    assert not caught.value.sent


def test_a_redirect_is_an_answer_and_is_not_followed(server: str) -> None:
    assert send(asked(server, "/moved"), Reach(frozenset({server}))).status == 302


def test_a_private_host_that_nobody_named_is_not_called(server: str) -> None:
    with pytest.raises(Unreachable, match="only https") as caught:
        send(asked(server), Reach())
    assert not caught.value.sent


@pytest.mark.parametrize(
    "addresses", [("127.0.0.1",), ("8.8.8.8", "10.0.0.1"), ("64:ff9b::a9fe:a9fe",), ()]
)
def test_a_name_with_any_address_inside_is_not_called(addresses: tuple[str, ...]) -> None:
    reach = Reach(resolve=lambda _host, _port: addresses)
    with pytest.raises(Unreachable, match="not an address of the public network") as caught:
        send(Outgoing("GET", "https://example.org/"), reach)
    assert not caught.value.sent


def test_a_name_without_an_address_is_unreachable() -> None:
    def nowhere(_host: str, _port: int) -> tuple[str, ...]:
        raise OSError

    with pytest.raises(Unreachable, match="has no address"):
        send(Outgoing("GET", "https://example.org/"), Reach(resolve=nowhere))


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org:8443/",
        "ftp://example.org/",
        "https://user@example.org/",
        "https:///x",
        "https://example.org:99999/",
    ],
)
def test_an_address_that_is_not_plain_https_is_not_called(url: str) -> None:
    with pytest.raises(Unreachable) as caught:
        send(Outgoing("GET", url), Reach())
    assert not caught.value.sent


def test_an_answer_that_is_too_long_is_given_up(server: str) -> None:
    with pytest.raises(Unreachable, match="longer than 100 bytes"):
        send(asked(server, "/long", most=100), Reach(frozenset({server})))


def test_an_answer_that_does_not_come_may_have_been_acted_on(server: str) -> None:
    with pytest.raises(Unreachable) as caught:
        send(asked(server, "/silent"), Reach(frozenset({server})))
    assert caught.value.sent


@pytest.mark.allow_hosts(["127.0.0.1", OTHER])
def test_an_address_that_is_silent_leaves_time_for_the_next(server: str) -> None:
    port = int(server.rpartition(":")[2])
    named = f"shop.example:{port}"
    with socket.create_server((OTHER, port), backlog=0), ExitStack() as filling:
        # Whoever connects now is not answered: the few that may wait are there already.
        for _ in range(3):
            waiting = filling.enter_context(socket.socket())
            waiting.settimeout(0)
            waiting.connect_ex((OTHER, port))
        reach = Reach(frozenset({named}), lambda _host, _port: (OTHER, "127.0.0.1"))
        assert send(asked(named), reach).status == 200
