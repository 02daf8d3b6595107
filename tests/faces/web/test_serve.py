"""What the server puts on the wire, read from a socket."""

from socket import create_connection

from tests.faces.serving import served
from tests.faces.web.site import Site


def test_head_is_answered_without_a_body(site: Site) -> None:
    assert site.root.exists()
    told = b""
    with served() as port, create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(b"HEAD /icon.svg HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        while part := line.recv(4096):
            told += part
    head, _, body = told.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    assert b"Content-Length: 2" in head, "it says how long the body would be"
    assert body == b""
