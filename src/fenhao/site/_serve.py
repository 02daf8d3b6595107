"""Serve one company's books to browsers."""

import errno
import gc
import ipaddress
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from waitress.server import BaseWSGIServer, create_server

from fenhao.kernel import Trouble

THREADS = 8
"""How many requests are answered at once; each thread reads over a connection of its own."""
COLLECTED_AFTER = 50_000
"""After how many new objects the collector of cycles looks: at its own 700 a large page was gone through again and again."""
PORTS_TRIED = 50
"""How many ports after the one asked for are tried."""


def serve(
    root: Path, database: str, *, host: str, port: int, search: bool, ready: Callable[[str], None]
) -> None:
    """Answer browsers until interrupted or told to end. ``ready`` is told the address once it can be opened.

    Port 0 takes a free one. A port that is taken gives way to the next free one with ``search``, otherwise it is Trouble
    ``serve.port_taken``. On a loopback address cookies travel without TLS; on any other they need it, so put a proxy
    with a certificate in front.
    """
    hosts = list(dict.fromkeys((host, "127.0.0.1", "localhost")))
    os.environ["FENHAO_BOOK_ROOT"] = str(root.resolve())
    os.environ["FENHAO_HOSTS"] = ",".join(hosts)
    if _is_loopback(host):
        os.environ["FENHAO_INSECURE"] = "1"
    from fenhao.site._configure import configure, migrate_when_behind

    configure(root, database=database)
    migrate_when_behind()
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application

    from fenhao.site._rounds import rounds

    # A process that has opened books before has read its settings before: it is told here what it serves.
    settings.FENHAO_BOOK, settings.ALLOWED_HOSTS = str(root.resolve()), hosts
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = not _is_loopback(host)
    application = head_only(get_wsgi_application())
    with collected_seldom():
        server = _bound(application, host=host, port=port, search=search)
        shown = f"[{host}]" if ":" in host else host
        before = signal.signal(signal.SIGTERM, _end)
        try:
            with rounds(root):
                ready(f"http://{shown}:{server.getsockname()[1]}/")
                server.run()
        finally:
            signal.signal(signal.SIGTERM, before)


@contextmanager
def collected_seldom() -> Iterator[None]:
    """Let the collector of cycles look as seldom as a server wants it, and pass by what is loaded by now."""
    collected = gc.get_threshold()
    gc.freeze()  # what is loaded by now stays
    gc.set_threshold(COLLECTED_AFTER)
    try:
        yield
    finally:
        gc.unfreeze()  # what stays frozen when the process ends, DuckDB reports as leaked
        gc.set_threshold(*collected)


def head_only(application: WSGIApplication) -> WSGIApplication:
    """Return the application with HEAD answered by what stands above a body; the body would be read as the next answer."""

    def answered(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        answer = application(environ, start)
        if environ["REQUEST_METHOD"] != "HEAD":
            return answer
        close = getattr(answer, "close", None)
        if close is not None:
            close()
        return [b""]

    return answered


def _bound(application: WSGIApplication, *, host: str, port: int, search: bool) -> BaseWSGIServer:
    """Return a server that holds the port or, with ``search``, the next one that is free."""
    last = min(port + PORTS_TRIED, 65535) if search and port else port
    for each in range(port, last + 1):
        try:
            server = create_server(application, host=host, port=each, threads=THREADS, ident="")
        except OSError as refused:
            if refused.errno != errno.EADDRINUSE:
                raise
            continue
        assert isinstance(server, BaseWSGIServer), "one address has one socket"
        return server
    raise Trouble("serve.port_taken", {"host": host, "port": str(port)})


def _end(_signal: int, _frame: FrameType | None) -> None:
    """Let the server end as it does when it is interrupted."""
    raise SystemExit(0)


def _is_loopback(host: str) -> bool:
    """Whether nobody but this machine can reach the address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
