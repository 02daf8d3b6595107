"""Serve one company's books to browsers."""

import ipaddress
import os
from collections.abc import Callable
from pathlib import Path

THREADS = 8
"""How many requests are answered at once; each thread reads over a connection of its own."""


def serve(root: Path, database: str, *, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Answer browsers until interrupted. ``ready`` is told the address once it can be opened; port 0 takes a free one.

    On a loopback address cookies travel without TLS; on any other they need it, so put a proxy with a certificate in
    front.
    """
    os.environ["FENHAO_BOOK_ROOT"] = str(root.resolve())
    os.environ["FENHAO_HOSTS"] = ",".join(dict.fromkeys((host, "127.0.0.1", "localhost")))
    if _is_loopback(host):
        os.environ["FENHAO_INSECURE"] = "1"
    from fenhao.site._configure import configure, migrate_when_behind

    configure(root, database=database)
    migrate_when_behind()
    from django.core.wsgi import get_wsgi_application
    from waitress.server import BaseWSGIServer, create_server

    server = create_server(get_wsgi_application(), host=host, port=port, threads=THREADS, ident="")
    assert isinstance(server, BaseWSGIServer), "one address has one socket"
    shown = f"[{host}]" if ":" in host else host
    ready(f"http://{shown}:{server.getsockname()[1]}/")
    server.run()


def _is_loopback(host: str) -> bool:
    """Whether nobody but this machine can reach the address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
