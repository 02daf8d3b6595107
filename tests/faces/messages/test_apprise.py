"""Other services through apprise: what may be called, and a message over a real socket to a server on this machine."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from fenhao.interfaces.messages import service_of
from fenhao.interfaces.messages._apprise import FIXED, NAMED, notify
from fenhao.kernel import Trouble

REFUSED = """
  address                              | why
  jsons://10.0.0.1/in                  | messages.private_address
  json://localhost/in                  | messages.private_address
  rocket://u:p@chat.internal/room      | messages.private_address
  json://localhost:x/in                | messages.bad_address
  file://localhost/secret              | messages.apprise_unknown
  mailto://u:p@10.0.0.1                | messages.apprise_unknown
  syslog://10.0.0.1                    | messages.apprise_unknown
  http://10.0.0.1/config.yml           | messages.apprise_unknown
  tgram://nonsense                     | messages.bad_address
  nonsense                             | messages.apprise_unknown
"""


@pytest.fixture
def robot() -> Iterator[tuple[int, list[bytes], list[int]]]:
    """A server that keeps what it is told and answers with a status that can be set."""
    got: list[bytes] = []
    status = [200]

    class Robot(BaseHTTPRequestHandler):
        """Keeps and answers."""

        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status[0])
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    web = HTTPServer(("127.0.0.1", 0), Robot)
    thread = threading.Thread(target=web.serve_forever, daemon=True)
    thread.start()
    yield web.server_port, got, status
    web.shutdown()
    web.server_close()
    thread.join(timeout=5)


@pytest.mark.parametrize(
    ("address", "why"),
    [tuple(cell.strip() for cell in line.split("|")) for line in REFUSED.strip().splitlines()[1:]],
)
def test_what_may_lead_elsewhere_is_refused(address: str, why: str) -> None:
    with pytest.raises(Trouble) as wrong:
        service_of(address, allowed=())
    assert wrong.value.code == why


def test_a_service_is_known_by_its_own_address() -> None:
    found = service_of("tgram://123456789:abcdefg_hijklmnop-qrstuvwxyz01234567/12315544/", allowed=())
    assert str(found.service_name) == "Telegram"
    assert not set(FIXED) & set(NAMED)


def test_a_message_is_carried_and_a_refusal_is_told(robot: tuple[int, list[bytes], list[int]]) -> None:
    port, got, status = robot
    url, allowed = f"json://127.0.0.1:{port}/in", (f"127.0.0.1:{port}",)
    assert notify(url, title="预算预警", body="已使用 **80.0%**", allowed=allowed) == (True, "JSON")
    told = json.loads(got[0])
    assert (told["title"], told["message"]) == ("预算预警", "已使用 **80.0%**")
    status[0] = 500
    assert notify(url, title="x", body="y", allowed=allowed)[0] is False
