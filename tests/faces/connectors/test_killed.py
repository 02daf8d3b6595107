"""A fetch that is killed, by a real signal at several places: the next one goes on, and nothing is lost or doubled."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from fenhao.connectors.systems import hubspot
from tests.faces.connectors.fetching import Bench, only
from tests.faces.connectors.standins import ORDERS, PAGE, Answer, Call, HubSpot, serving
from tests.faces.connectors.test_crm import AMOUNTS

CHILD = """
import os, signal, sys
from pathlib import Path
from fenhao.connectors.systems import hubspot
from fenhao.warehouse import Warehouse
from tests.faces.connectors.fetching import Bench
from tests.faces.connectors.standins import PAGE, HubSpot
hubspot._PAGE = PAGE
plain, seen = Warehouse.append, [0]
def append(self, *arguments, **named):
    seen[0] += 1
    if sys.argv[2] == f"before {seen[0]}":
        os.kill(os.getpid(), signal.SIGKILL)
    found = plain(self, *arguments, **named)
    if sys.argv[2] == f"after {seen[0]}":
        os.kill(os.getpid(), signal.SIGKILL)
    return found
Warehouse.append = append
Bench(Path(sys.argv[1])).fetch("crm", HubSpot.secrets)
"""


class Deadly(HubSpot):
    """Kills who asks, at a question of its choice, before it answers."""

    child: "subprocess.Popen[bytes] | None" = None
    at = 0

    def answer(self, call: Call) -> Answer | None:
        if self.is_data(call) and self.child is not None and len(self.asked) + 1 == self.at:
            os.kill(self.child.pid, signal.SIGKILL)
        return super().answer(call)


@pytest.mark.slow
def test_a_fetch_that_is_killed_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    system = Deadly()
    bench = Bench(tmp_path / "book")
    stood: list[int] = []
    with serving(system) as url:
        bench.write(system.sources(url, batch_rows=PAGE))
        for place in ("asked 2", "after 1"):
            word, _, number = place.partition(" ")
            system.at = len(system.asked) + int(number) if word == "asked" else 0
            system.child = subprocess.Popen([sys.executable, "-c", CHILD, str(bench.root), place])
            assert system.child.wait(60) == -signal.SIGKILL
            stood.append(len(bench.rows("orders", "order_id")) if bench.book.warehouse.batches() else 0)
        system.child = None
        monkeypatch.setattr(hubspot, "_PAGE", PAGE)
        rest = only(bench.one("crm", system.secrets))
    assert stood[0] < stood[1], "what was not committed is not there, and what was is"
    assert rest.loaded == ORDERS - stood[1]
    assert bench.rows("orders", "revenue_minor") == AMOUNTS
    assert bench.book.warehouse.check().faults == ()
