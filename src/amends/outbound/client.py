"""Sending one request and reading its answer, within limits, to vetted addresses only.

The name is resolved once, every address that it has must be public, and the connection goes to the
address that was vetted: a name that answers differently the second time gains nothing. Redirects
are answers like any other and are never followed.
"""

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlsplit

import httpcore

from .addresses import Resolve, resolve, with_port
from .connecting import Limits, Vetted

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
    """One request. `seconds` bounds the whole of it, from looking up the name to the last byte.

    `most` bounds the bytes of the answer's body.
    """

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


def usual_port(scheme: str) -> int:
    """Return the port of an address that names none."""
    return HTTPS if scheme == "https" else 80


def send(outgoing: Outgoing, reach: Reach) -> Reply:
    """Send a request and return its answer; raise `Unreachable` when there is none."""
    _require_allowed(outgoing.url, reach)
    limits = Limits(reach.private, reach.resolve, time.monotonic() + outgoing.seconds)
    headers = [(name.encode(), value.encode()) for name, value in outgoing.headers.items()]
    host = (b"Host", urlsplit(outgoing.url).netloc.rpartition("@")[2].encode())
    try:
        with (
            httpcore.ConnectionPool(ssl_context=_tls(), network_backend=Vetted(limits)) as pool,
            pool.stream(
                outgoing.method,
                outgoing.url,
                headers=[host, *headers],
                content=outgoing.body,
            ) as answer,
        ):
            return Reply(answer.status, _headers(answer), _body(answer, outgoing.most))
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
    if with_port(parts.hostname, port or usual_port(parts.scheme)) in reach.private:
        return
    if parts.scheme != "https" or port not in {None, HTTPS}:
        raise Unreachable("only https on its usual port is called", sent=False)


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _headers(answer: httpcore.Response) -> Mapping[str, str]:
    return {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers
    }


def _body(answer: httpcore.Response, most: int) -> bytes:
    body = bytearray()
    for part in answer.iter_stream():
        body += part
        if len(body) > most:
            raise Unreachable(f"the answer is longer than {most} bytes")
    return bytes(body)
