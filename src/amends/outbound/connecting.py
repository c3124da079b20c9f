"""Connecting to vetted addresses, and reading and writing there, all of it before one moment.

A limit for each read alone would let a peer that drips hold a thread for hours.
"""

import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from socket import socket
from typing import Any, TypeAlias

import httpcore

from .addresses import Resolve, is_public, with_port
from .lookups import look_up

# A name can have many; these are tried, such as IPv4 where IPv6 is not routed.
ADDRESSES_MOST = 4
More: TypeAlias = tuple[int, str | None, Iterable[httpcore.SOCKET_OPTION] | None]


@dataclass(frozen=True, slots=True)
class Limits:
    """Which hosts may be private, how names are looked up, and until when (monotonic clock)."""

    private: frozenset[str]
    resolve: Resolve
    ends_at: float

    def left(self, late: type[httpcore.TimeoutException]) -> float:
        """Return the seconds that are left; raise `late` when there are none."""
        seconds = self.ends_at - time.monotonic()
        if seconds <= 0:
            raise late("there is no time left")
        return seconds


class Vetted(httpcore.NetworkBackend):
    """Connects to the addresses of a name after each of them was looked at."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of a host that takes it; all of them must be allowed."""
        del timeout  # What is left of the whole call counts instead, here and below.
        found = self._addresses(host, port)
        private = with_port(host, port) in self._limits.private
        if not found or not (private or all(is_public(address) for address in found)):
            raise httpcore.ConnectError(f"{host} is not an address of the public network")
        more = (port, local_address, socket_options)
        return Timed(self._connected(found[:ADDRESSES_MOST], more), self._limits)

    def _connected(self, addresses: Sequence[str], more: More) -> httpcore.NetworkStream:
        """Try one after the other; one that is silent leaves time for those after it."""
        first, *others = addresses
        port, local_address, socket_options = more
        left = self._limits.left(httpcore.ConnectTimeout) / len(addresses)
        try:
            return self._plain.connect_tcp(first, port, left, local_address, socket_options)
        except (httpcore.ConnectError, httpcore.ConnectTimeout):
            if not others:
                raise
            return self._connected(others, more)

    def _addresses(self, host: str, port: int) -> Sequence[str]:
        limits = self._limits
        try:
            return look_up(limits.resolve, host, port, ends_at=limits.ends_at)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(f"the address of {host} was not found in time") from error
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host} has no address") from error


class Timed(httpcore.NetworkStream):
    """A connection of which every step gets only the time that is left of the whole call."""

    def __init__(self, stream: httpcore.NetworkStream, limits: Limits) -> None:
        self._stream = stream
        self._limits = limits

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what has come."""
        del timeout
        return self._stream.read(max_bytes, self._limits.left(httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write everything, however slowly the other side takes it."""
        del timeout
        # The stream's own writing would begin its limit anew with every part that is taken.
        plain: socket = self._stream.get_extra_info("socket")
        while buffer:
            plain.settimeout(self._limits.left(httpcore.WriteTimeout))
            buffer = buffer[_sent(plain.send, buffer) :]

    def close(self) -> None:
        """Hang up."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Agree on a secret; Python counts the whole handshake against one limit."""
        del timeout
        left = self._limits.left(httpcore.ConnectTimeout)
        return Timed(self._stream.start_tls(ssl_context, server_hostname, left), self._limits)

    def get_extra_info(self, info: str) -> Any:
        """Tell what httpcore asks about the connection."""
        return self._stream.get_extra_info(info)


def _sent(send: Callable[[bytes], int], part: bytes) -> int:
    try:
        return send(part)
    except TimeoutError as error:
        raise httpcore.WriteTimeout("the request was not taken in time") from error
    except OSError as error:
        raise httpcore.WriteError(str(error)) from error
