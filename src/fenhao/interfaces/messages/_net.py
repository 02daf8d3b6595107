"""Call an address that a user gave: resolved once, refused where it is private, called by number, never redirected."""

import http.client
import socket
import ssl
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from fenhao.connectors import is_allowed, is_public
from fenhao.kernel import Trouble

TIMEOUT_SECONDS = 10
ANSWER_BYTES_MAX = 65_536
_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a call goes: the name it asks for, and the number it is called by."""

    scheme: str
    host: str
    port: int
    path: str
    number: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What the other side said, cut to a size that nobody chokes on."""

    status: int
    text: str


def place_of(url: str, *, allowed: Collection[str]) -> Place:
    """Return where a URL leads. Only https leaves for the internet; http and private numbers only where ``allowed``.

    Trouble ``messages.bad_address`` for what is no such URL, ``messages.unknown_host`` for a name that nobody knows,
    ``messages.private_address`` for one that leads into a private network.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError as wrong:
        raise Trouble("messages.bad_address", {}) from wrong
    host = parts.hostname or ""
    if parts.scheme not in _PORTS or not host or parts.username or parts.password or parts.fragment:
        raise Trouble("messages.bad_address", {})
    number = number_of(host, port, allowed=allowed)
    if parts.scheme == "http" and not is_allowed(host, port, allowed):
        raise Trouble("messages.bad_address", {})
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(parts.scheme, host, port, path, number)


def number_of(host: str, port: int, *, allowed: Collection[str]) -> str:
    """Return the number that a host is called by: public, unless the host is allowed."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as wrong:
        raise Trouble("messages.unknown_host", {"host": host}) from wrong
    numbers = [str(each[4][0]) for each in found]
    if not is_allowed(host, port, allowed) and not all(is_public(each) for each in numbers):
        raise Trouble("messages.private_address", {"host": host})
    return numbers[0]


def post(place: Place, body: bytes, headers: Mapping[str, str]) -> Reply:
    """Send a body and return the answer; a redirect is an answer like any other. OSError when nobody answers in time."""
    link = _connection(place)
    try:
        link.request("POST", place.path, body=body, headers={"User-Agent": "Fenhao", **headers})
        answer = link.getresponse()
        return Reply(answer.status, answer.read(ANSWER_BYTES_MAX).decode("utf-8", errors="replace"))
    except http.client.HTTPException as wrong:
        raise OSError(type(wrong).__name__) from wrong
    finally:
        link.close()


def _connection(place: Place) -> http.client.HTTPConnection:
    """Return a connection to the number, which asks for the name."""
    raw = socket.create_connection((place.number, place.port), timeout=TIMEOUT_SECONDS)
    if place.scheme == "https":
        try:
            raw = ssl.create_default_context().wrap_socket(raw, server_hostname=place.host)
        except OSError:
            raw.close()
            raise
    link = http.client.HTTPConnection(place.host, place.port, timeout=TIMEOUT_SECONDS)
    if place.port == _PORTS[place.scheme]:
        link = http.client.HTTPConnection(place.host, timeout=TIMEOUT_SECONDS)
    link.sock = raw
    return link
