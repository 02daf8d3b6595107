"""Facts a second through the API, cut off in the middle, and how long a check takes: ``python -m benchmarks.api [rows] [checks]``.

A new company is served in a process of its own. ``benchmarks/stranger.py``, in another one, posts the rows as Parquet and as newline
JSON; it is killed once in the middle, so is the server, and both go on. What came is counted in the book. Processor time and the most
memory are those that the operating system counted for the server; checks are asked by our own client.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from fenhao.client import Client, Unreachable, types
from fenhao.kernel import FiscalCalendar
from fenhao.profiles import read_settings
from fenhao.runs.book import create_book, open_book
from fenhao.site import configure, migrate

AT = datetime(2026, 1, 1, tzinfo=UTC)
SECRET = "benchmark-".ljust(43, "x")
BATCH = 100_000
STRANGER = Path(__file__).resolve().parent / "stranger.py"
DOCUMENT = STRANGER.parent.parent / "docs" / "openapi.json"


def surround(root: Path) -> None:
    """Let this process work on a company's books."""
    os.environ.update(FENHAO_BOOK_ROOT=str(root), FENHAO_HOSTS="127.0.0.1", FENHAO_INSECURE="1")
    os.environ["FENHAO_API_PER_MINUTE"] = "1000000"
    configure(root)


def made(root: Path) -> None:
    """Make a company with one funded line a month, and a person with a token."""
    create_book(root=root, settings=read_settings('[company]\nname = "Bench"\ncurrency = "CNY"\n'))
    surround(root)
    migrate()
    from fenhao.books.budgets import Leg
    from fenhao.books.budgets.operations import fund
    from fenhao.books.journal import open_year
    from fenhao.books.people import Role
    from fenhao.books.people.operations import SCOPES, add_first, issue_token

    open_year(FiscalCalendar(), 2026)
    legs = [Leg(date(2026, month, 1), "A", "benefits", 10**9) for month in range(1, 13)]
    assert fund(key="year", legs=legs, currency="CNY", by=None, at=AT).passed
    user = add_first(
        username="fin", email="", password="", roles=(Role.administrator, Role.finance), at=AT, key="fin"
    )
    issue_token(
        user_id=user.id,
        name="bench",
        scopes=frozenset(SCOPES),
        secret=SECRET,
        by=user.id,
        at=AT,
        expires_at=datetime(2199, 1, 1, tzinfo=UTC),
    )


class Server:
    """The company's server in a process of its own."""

    def __init__(self, root: Path, port: int) -> None:
        self._command = [sys.executable, "-m", "benchmarks.api", "serve", str(root), str(port)]
        self.address = f"http://127.0.0.1:{port}"
        self.busy, self.peak_mib = 0.0, 0
        self._process = subprocess.Popen(self._command)

    def measure(self) -> None:
        """Note what the process took so far."""
        stat = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        self.busy = (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        self.peak_mib = int(status.partition("VmHWM:")[2].split()[0]) >> 10

    def wait(self) -> None:
        """Return once it answers."""
        until = time.monotonic() + 120
        while time.monotonic() < until:
            try:
                Client(self.address, token=SECRET, attempts=1).get_me()
            except Unreachable:
                time.sleep(0.1)
            else:
                return
        raise TimeoutError("the server does not answer")

    def kill(self) -> None:
        """End it as a power cut would."""
        self._process.kill()
        self._process.wait()

    def again(self) -> None:
        """Serve again."""
        self._process = subprocess.Popen(self._command)


def serve(root: Path, port: int) -> int:
    """Serve a company until killed."""
    surround(root)
    from django.core.wsgi import get_wsgi_application
    from waitress import serve as answer

    answer(get_wsgi_application(), host="127.0.0.1", port=port, threads=4)
    return 0


def posted(server: Server, form: str, rows: int, *, cut: bool, folder: Path) -> None:
    """Let the stranger post, cut off in the middle or not, and say what it took."""
    source = f"{form}{'-cut' if cut else ''}"
    progress = folder / f"{source}.json"
    asked = [server.address, SECRET, str(DOCUMENT), form, str(rows), str(BATCH), source, str(progress)]
    command = [sys.executable, str(STRANGER), *asked]
    server.measure()
    wall, busy = time.perf_counter(), server.busy
    stranger = subprocess.Popen(command)
    if cut:
        for victim in (stranger, server):
            before = progress.read_text() if progress.exists() else ""
            while (progress.read_text() if progress.exists() else "") == before:
                time.sleep(0.02)
            time.sleep(0.3)  # in the middle of the next batch
            victim.kill()
            if victim is stranger:
                stranger.wait()
                stranger = subprocess.Popen(command)
        server.again()
    assert stranger.wait() == 0
    wall = time.perf_counter() - wall
    server.measure()
    told = f"{rows / wall:,.0f}/s of wall"
    if not cut:
        took = server.busy - busy
        told += f"; server {took:.1f} s of processor, {rows / took:,.0f}/s, at most {server.peak_mib} MiB"
    print(f"{source:12} {rows:,} rows in {wall:.1f} s: {told}")


def measured(client: Client, checks: int) -> None:
    """Check and hold, and say how long each waited."""
    part: types.Part = {"occurred_on": "2026-06-05", "amount_minor": 100, "category": "benefits", "tier": "A"}

    def check(_: str) -> str:
        return client.post_check({"parts": [part]})["verdict"]

    def hold(key: str) -> str:
        body: types.Hold = {"parts": [part], "hold_until": "2198-01-01T00:00:00Z"}
        return client.post_hold(body, key=key)["verdict"]

    for name, ask in (("check", check), ("hold", hold)):
        took = []
        for number in range(checks):
            begun = time.perf_counter()
            assert ask(f"{name}-{number}") == "committed"
            took.append((time.perf_counter() - begun) * 1000)
        took.sort()
        p50, p99 = took[len(took) // 2], took[len(took) * 99 // 100]
        print(f"{name:12} p50 {p50:.1f} ms  p99 {p99:.1f} ms")


def main() -> int:
    """Serve, post, cut off, count, ask, tell."""
    if sys.argv[1:2] == ["serve"]:
        return serve(Path(sys.argv[2]), int(sys.argv[3]))
    given = [int(each) for each in sys.argv[1:]]
    rows, checks = [*given, *(1_000_000, 500)[len(given) :]]
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as free:
        root, port = Path(folder) / "book", int(free.getsockname()[1])
        free.close()
        made(root)
        server = Server(root, port)
        try:
            server.wait()
            for cut in (False, True):
                for form in ("parquet", "json"):
                    posted(server, form, rows, cut=cut, folder=Path(folder))
                    server.wait()
            found: dict[str, tuple[int, int]] = {}
            for each in open_book(root=root).warehouse.batches():
                count, total = found.get(each.source, (0, 0))
                found[each.source] = count + each.rows, total + each.control_total_minor
            whole = rows, sum(100 + number % 9000 for number in range(rows))
            assert set(found.values()) == {whole}, found
            print(f"nothing lost, nothing doubled: {len(found)} times {whole[0]:,} rows, {whole[1]:,}")
            measured(Client(server.address, token=SECRET, timeout=300), checks)
        finally:
            server.kill()
    return 0


if __name__ == "__main__":
    sys.exit(main())
