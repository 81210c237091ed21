"""Which addresses may be connected to. Feeds are strangers' input: none may make us talk to our own network.

The check sits where a socket is made, after the name was resolved: a name that answers differently the second time, a
redirect, or an address in an odd notation all end here. The table follows IANA's special-purpose registries (RFC 6890
and its updates); it is ours and not `ipaddress.is_global`, whose answers differ between Python versions.
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

_Network = IPv4Network | IPv6Network


class RefusedAddressError(OSError):
    """A connection that the guard did not let through."""


def _table(rows: tuple[tuple[str, str], ...]) -> tuple[tuple[_Network, str], ...]:
    return tuple((ip_network(network), what) for network, what in rows)


# What is refused and what it is. Each row has a case in tests/edges/test_edges_http_guard.py.
REFUSED = _table(
    (
        ("0.0.0.0/8", "unspecified"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "carrier-grade NAT"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "protocol assignment"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("::1/128", "loopback"),
        ("::/96", "unspecified or IPv4-compatible"),
        ("64:ff9b:1::/48", "local NAT64"),
        ("100::/64", "discard-only"),
        ("2001::/32", "Teredo"),  # carries an IPv4 address of its own
        ("2001::/23", "protocol assignment"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "6to4"),  # carries an IPv4 address of its own
        ("3fff::/20", "documentation"),
        ("5f00::/16", "segment routing"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
    )
)
# Forms of an IPv4 address inside IPv6. The inner address is judged: behind NAT64 every public site looks like this.
_NAT64 = IPv6Network("64:ff9b::/96")


def refusal(address: str) -> str | None:
    """Why an IP address, in numbers, must not be connected to; None for a public one.

    What is no IP address is refused too: a socket is only ever given numbers.
    """
    try:
        ip = ip_address(address.split("%", 1)[0])
    except ValueError:
        return "not an IP address"
    inner = _inner(ip)
    return next((what for network, what in REFUSED if inner.version == network.version and inner in network), None)


def _inner(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped:
            return ip.ipv4_mapped
        if ip in _NAT64:
            return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip


def guarded_socket(info: tuple[Any, ...]) -> socket.socket:
    """A socket for a resolved address (the factory that aiohttp's connector asks); raises RefusedAddressError.

    The message names the kind of address and not the address: what a name resolves to inside is nobody's business.
    """
    family, kind, protocol, _, address = info
    if what := refusal(str(address[0])):
        raise RefusedAddressError(f"the address is {what}, not public")
    return socket.socket(family, kind, protocol)
