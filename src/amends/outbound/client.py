"""Sending one request and reading its answer, within limits, to vetted addresses only.

The name is resolved once, every address that it has must be public, and the connection goes to the
address that was vetted: a name that answers differently the second time gains nothing. Redirects
are answers like any other and are never followed.
"""

import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlsplit

import httpcore

from .addresses import Resolve, is_public, resolve

HTTPS = 443
BODY_MOST = 5_000_000
SECONDS_MOST = 30.0


class Unreachable(Exception):
    """The other system gave no answer; whether it acted on the request is not known.

    `sent` is False where the request certainly never left.
    """

    def __init__(self, problem: str, *, sent: bool = True) -> None:
        super().__init__(problem)
        self.problem = problem
        self.sent = sent


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One request. `seconds` bounds the whole of it; `most` the bytes of the answer's body."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    seconds: float = SECONDS_MOST
    most: int = BODY_MOST


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, whatever its status; the names of `headers` are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Reach:
    """Where requests may go.

    `private` are hosts with ports, such as `127.0.0.1:8025`, that the operator named in the
    settings; only they may be private, and only they may be without TLS.
    """

    private: frozenset[str] = frozenset()
    resolve: Resolve = resolve


def send(outgoing: Outgoing, reach: Reach) -> Reply:
    """Send a request and return its answer; raise `Unreachable` when there is none."""
    _require_allowed(outgoing.url, reach)
    ends_at = time.monotonic() + outgoing.seconds
    timeout = dict.fromkeys(("connect", "read", "write", "pool"), outgoing.seconds)
    headers = [(name.encode(), value.encode()) for name, value in outgoing.headers.items()]
    host = (b"Host", urlsplit(outgoing.url).netloc.rpartition("@")[2].encode())
    try:
        with (
            httpcore.ConnectionPool(ssl_context=_tls(), network_backend=_Vetted(reach)) as pool,
            pool.stream(
                outgoing.method,
                outgoing.url,
                headers=[host, *headers],
                content=outgoing.body,
                extensions={"timeout": timeout},
            ) as answer,
        ):
            return Reply(answer.status, _headers(answer), _body(answer, outgoing.most, ends_at))
    except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
        raise Unreachable(f"no connection: {error}", sent=False) from error
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
        raise Unreachable(f"the answer did not come: {type(error).__name__}") from error


def _require_allowed(url: str, reach: Reach) -> None:
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = 0
    if not parts.hostname or parts.username is not None:
        raise Unreachable("this is no address of a service", sent=False)
    if _named(parts.hostname, port or _usual(parts.scheme)) in reach.private:
        return
    if parts.scheme != "https" or port not in {None, HTTPS}:
        raise Unreachable("only https on its usual port is called", sent=False)


def _usual(scheme: str) -> int:
    return HTTPS if scheme == "https" else 80


def _named(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _headers(answer: httpcore.Response) -> Mapping[str, str]:
    return {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers
    }


def _body(answer: httpcore.Response, most: int, ends_at: float) -> bytes:
    body = bytearray()
    for part in answer.iter_stream():
        body += part
        if len(body) > most:
            raise Unreachable(f"the answer is longer than {most} bytes")
        if time.monotonic() > ends_at:
            raise Unreachable("the answer took too long")
    return bytes(body)


class _Vetted(httpcore.NetworkBackend):
    """Connects to the addresses of a name after each of them was looked at."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of a host; all of them must be allowed."""
        try:
            found = self._reach.resolve(host, port)
        except OSError as error:
            raise httpcore.ConnectError(f"{host} has no address") from error
        private = _named(host, port) in self._reach.private
        if not found or not (private or all(is_public(address) for address in found)):
            raise httpcore.ConnectError(f"{host} is not an address of the public network")
        return self._plain.connect_tcp(found[0], port, timeout, local_address, socket_options)
