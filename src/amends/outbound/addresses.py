"""Which addresses of the network a request may go to: public ones, and none that hides another.

`ipaddress` calls some addresses global that lead back inside: those that carry an IPv4 address
within an IPv6 one (NAT64, 6to4, Teredo, and the old "compatible" form), multicast and site-local
ones. What each one carries is looked at instead.
"""

import ipaddress
import socket
from collections.abc import Callable, Sequence
from typing import TypeAlias

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve: TypeAlias = Callable[[str, int], Sequence[str]]

NAT64 = ipaddress.ip_network("64:ff9b::/96")
NAT64_LOCAL = ipaddress.ip_network("64:ff9b:1::/48")
COMPATIBLE = ipaddress.ip_network("::/96")


def resolve(host: str, port: int) -> tuple[str, ...]:
    """Return every address of a host; raises `OSError` when it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def with_port(host: str, port: int) -> str:
    """Return a host and its port as settings write them, such as `[::1]:8080`."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def is_public(written: str) -> bool:
    """Whether an address, and the one that it may carry inside, belong to the public network."""
    try:
        address: Address = ipaddress.ip_address(written.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return _is_plainly_public(address)
    if address in NAT64_LOCAL or address.is_site_local or address.teredo is not None:
        return False
    carried = _carried(address)
    return _is_plainly_public(carried) if carried else _is_plainly_public(address)


def _carried(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address in NAT64 or address in COMPATIBLE:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def _is_plainly_public(address: Address) -> bool:
    return address.is_global and not address.is_multicast
