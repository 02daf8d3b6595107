"""A line to the API that can be cut."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

BLOCK = 1 << 16


@dataclass
class Line:
    """A line to the API. ``plan`` says what becomes of each connection in turn; those behind its end pass.

    ``pass``: answered. ``before``: cut while the request is on its way. ``after``: the work is done, the answer is lost.
    """

    upstream: int
    plan: list[str] = field(default_factory=list)
    connections: int = 0
    _socket: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))

    @property
    def address(self) -> str:
        """Where a client finds the line."""
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def run(self) -> None:
        """Answer one connection after another until the line is closed."""
        while True:
            try:
                near, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            fate = self.plan.pop(0) if self.plan else "pass"
            with near, suppress(OSError):
                self._carry(near, fate)

    def _carry(self, near: socket.socket, fate: str) -> None:
        """Carry one request, as its fate says."""
        request = _whole_request(near)
        if fate == "before":
            return
        with socket.create_connection(("127.0.0.1", self.upstream)) as far:
            far.sendall(request)  # it asks for the connection to be closed behind the answer
            while block := far.recv(BLOCK):
                if fate == "pass":
                    near.sendall(block)

    def close(self) -> None:
        """End the line."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


@contextmanager
def line(upstream: int, *plan: str) -> Iterator[Line]:
    """Yield a line with its plan."""
    made = Line(upstream, list(plan))
    thread = threading.Thread(target=made.run, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.close()
        thread.join(timeout=5)


def _whole_request(near: socket.socket) -> bytes:
    """Read a request to the end of its body."""
    held = b""
    while b"\r\n\r\n" not in held:
        held += _block(near)
    head, _, body = held.partition(b"\r\n\r\n")
    stated = [each for each in head.split(b"\r\n") if each.lower().startswith(b"content-length:")]
    wanted = int(stated[0].split(b":")[1]) if stated else 0
    while len(body) < wanted:
        body += _block(near)
    return head + b"\r\n\r\n" + body


def _block(near: socket.socket) -> bytes:
    """Read some bytes; OSError when there will be no more."""
    block = near.recv(BLOCK)
    if not block:
        raise ConnectionError("the caller has gone")
    return block
