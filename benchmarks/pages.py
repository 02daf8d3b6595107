"""What every page costs the server: processor time beside an empty view behind the same middleware, with a full ledger.

``python -m benchmarks.pages [entries] [words of addresses…]`` makes books on SQLite with that many entries (default 1,000,000),
then opens every page that needs nothing in its address, and one line of the budget, as a signed-in person of finance. It prints
the median and the 95th percentile in milliseconds of this process's processor time, database included, and how many times the
median of the empty view that is. The empty view is asked between the pages, so that both meet the same machine.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from benchmarks.ledger_page import make

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.test import Client

TURNS = 20
GOAL_MS = 20.0
EMPTY = "/empty/"
MORE = ("lines/1/", "search/?q=benefits", "?month=2026-03&span=quarter")
"""Addresses of pages beside those whose address has no parts."""


def addresses() -> Iterator[str]:
    """Yield the pages."""
    from fenhao.interfaces.web.urls import urlpatterns

    for each in urlpatterns:
        route = str(each.pattern)
        if "<" not in route and (route.endswith("/") or not route):
            yield f"/{route}"
    yield from (f"/{each}" for each in MORE)


def add_empty_view() -> None:
    """Put a page that does nothing beside the others."""
    from django.conf import settings
    from django.http import HttpResponse
    from django.urls import include, path

    def empty(_request: "HttpRequest") -> "HttpResponse":
        """Answer."""
        return HttpResponse("empty")

    routes = ModuleType("benchmarks_pages_routes")
    routes.urlpatterns = [path("empty/", empty), path("", include("fenhao.site.urls"))]  # type: ignore[attr-defined]
    sys.modules[routes.__name__] = routes
    settings.ROOT_URLCONF = routes.__name__


def spent(visitor: "Client", address: str) -> float:
    """Return the milliseconds of processor that one answer takes."""
    begin = time.process_time()
    answer = visitor.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return (time.process_time() - begin) * 1000


def main() -> int:
    """Make the books, open every page in turns, print what each costs; 1 when the goal is missed by a page."""
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    wanted = sys.argv[2:]
    with tempfile.TemporaryDirectory() as folder:
        begin = time.process_time()
        make(Path(folder) / "company", entries)
        print(
            f"{entries:,} entries, made in {time.process_time() - begin:.0f} s; load {os.getloadavg()[0]:.1f}"
        )
        add_empty_view()
        from django.test import Client

        visitor = Client()
        assert visitor.login(username="finance", password="a-long-enough-secret")
        asked = []
        for address in addresses():
            if not wanted or any(word in address for word in wanted):
                status = visitor.get(address).status_code
                asked += [address] if status == 200 else []
                if status != 200:
                    print(f"{address} answers {status}: left out")
        figures: dict[str, list[float]] = {address: [] for address in (EMPTY, *asked)}
        for address in figures:
            spent(visitor, address)
        for _ in range(TURNS):
            for address, known in figures.items():
                known.append(spent(visitor, address))
    base = statistics.median(figures[EMPTY])
    print("| page | p50 ms | p95 ms | to the empty view |\n|---|--:|--:|--:|")
    late = 0
    for address, known in figures.items():
        middle = statistics.median(known)
        late += middle > GOAL_MS
        print(
            f"| {address} | {middle:.1f} | {statistics.quantiles(known, n=20)[-1]:.1f} | {middle / base:.1f} x |"
        )
    print(f"{late} of {len(figures) - 1} pages above {GOAL_MS:.0f} ms")
    return int(late > 0)


if __name__ == "__main__":
    sys.exit(main())
