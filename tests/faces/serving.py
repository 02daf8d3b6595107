"""The site of this process on a port of this machine, from a thread that ends when the test does."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socket import socket

from waitress.server import BaseWSGIServer, create_server

WORKED_OUT_S = 30


@contextmanager
def served() -> Iterator[int]:
    """Serve the books of this process; yield the port.

    The loop closes its own sockets: one closed beneath it, while it waits there, would raise in its thread. Who still
    works on an answer ends first.
    """
    from django.core.wsgi import get_wsgi_application

    from fenhao.site._serve import head_only

    lines: dict[int, socket] = {}
    server = create_server(head_only(get_wsgi_application()), map=lines, host="127.0.0.1", port=0, threads=4)
    assert isinstance(server, BaseWSGIServer)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield int(server.getsockname()[1])
    finally:
        server.task_dispatcher.shutdown(timeout=WORKED_OUT_S)
        trigger = getattr(server, "trigger")  # noqa: B009 - its types say that it is a number
        trigger.pull_trigger(lambda: server.asyncore.close_all(lines))
        thread.join(timeout=WORKED_OUT_S)
        assert not thread.is_alive()
