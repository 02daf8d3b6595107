"""Whom a system may be called at: public numbers, and those hosts of the own network that the company's settings name."""

import ipaddress
import socket
from collections.abc import Collection

from fenhao.kernel import Trouble

_TUNNELS = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("2002::/16"))
"""IPv6 ranges that carry an IPv4 address within: what they lead to cannot be seen from here."""


def host_and_port(address: str, *, usual: int) -> tuple[str, int]:
    """Return the host and port of ``host`` or ``host:port``, or a folder of sockets; Trouble ``sources.bad_address``."""
    if address.startswith("/"):
        return address, usual
    host, _, port = address.partition(":")
    if not host or (port and not (port.isdecimal() and 0 < int(port) < 65_536)):
        raise Trouble("sources.bad_address", {"address": address[:200]})
    return host, int(port or usual)


def is_public(number: str) -> bool:
    """Whether a number belongs to the internet: not to this machine, its sockets, its network, or a way into one."""
    if not number:
        return False
    address = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        elif any(address in network for network in _TUNNELS):
            return False
    return address.is_global and not address.is_multicast


def is_allowed(host: str, port: int, allowed: Collection[str]) -> bool:
    """Whether the company's settings name this host of its own network."""
    return host in allowed or f"{host}:{port}" in allowed


def number_of(host: str, port: int, *, allowed: Collection[str]) -> str:
    """Return the number to call a host by, looked up once: public, unless the settings name the host; empty for a socket.

    Trouble ``sources.unknown_host`` or ``sources.private_address``.
    """
    if host.startswith("/"):
        if not is_allowed(host, port, allowed):
            raise Trouble("sources.private_address", {"host": host})
        return ""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as wrong:
        raise Trouble("sources.unknown_host", {"host": host}) from wrong
    numbers = [str(each[4][0]) for each in found]
    if not is_allowed(host, port, allowed) and not all(is_public(each) for each in numbers):
        raise Trouble("sources.private_address", {"host": f"{host}:{port}"})
    return numbers[0]
