"""Plans under stress: two editors at one moment, spending while versions change, and a swap that dies at any statement."""

import signal
import threading

import pytest

from fenhao.books.plans import PlanVerdict
from fenhao.engine.budget import Verdict
from tests.books.planning import (
    CALENDAR,
    Company,
    first,
    funded,
    prepared,
    revised,
    spend,
    state,
    to,
    token,
)
from tests.books.stage import NOW, Stage


def test_two_editors_at_the_same_moment_one_is_saved_and_the_other_shown_the_difference(stage: Stage) -> None:
    script = """
import sys
from datetime import UTC, datetime
from fenhao.site import configure
configure(sys.argv[1])
from fenhao.books.plans import operations as plans
from fenhao.engine.budget import Selection, SetAmount
name, version = sys.argv[2], int(sys.argv[3])
at = datetime(2026, 5, 15, 9, tzinfo=UTC)
print("ready", flush=True)
sys.stdin.readline()
told = [plans.edit(key=f"{name}{token}", by=None, at=at, version=version, token=token,
                   change=SetAmount(Selection(tier="A"), 3000 + 10 * token + (name == "b"))).verdict.value
        for token in range(1, 9)]
print(" ".join(told), flush=True)
"""
    company = Company.hired()
    version = prepared(company)
    children = [stage.child(script, name, str(version)) for name in "ab"]
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    told = []
    for child in children:
        out, errors = child.communicate(timeout=120)
        assert child.returncode == 0, errors
        told.append(out.split())
    saved = [verdict for verdicts in told for verdict in verdicts if verdict == "saved"]
    assert set(told[0]) | set(told[1]) <= {"saved", "stale"}
    assert token(version) == 1 + len(saved)
    for one, other in zip(*told, strict=True):
        assert [one, other].count("saved") <= 1, "one token is used up once"
    assert told[0][0] != told[1][0], "the first token is there for one of them"


@pytest.mark.slow
def test_there_is_no_moment_without_a_budget_while_versions_change(stage: Stage) -> None:
    company = Company.hired()
    version = first(company)
    swaps = [
        revised(company, version, to(1000 + each, month="2026-05", tier="A"), key=f"v{each}")
        for each in (1, 2, 3)
    ]
    told: list[str] = []
    stop = threading.Event()

    def traffic() -> None:
        """Spend one unit after another until told to stop."""
        while not stop.is_set() and len(told) < 900:
            told.append(spend(f"s{len(told)}", 1))

    thread = threading.Thread(target=traffic)
    thread.start()
    from fenhao.books.plans import operations as plans

    for each in swaps:
        done = plans.put_in_force(
            key=f"{each}/f", by=company.boss, at=NOW, version=each, calendar=CALENDAR, over_newer=True
        )
        assert done.verdict is PlanVerdict.done
    stop.set()
    thread.join()
    assert set(told) == {Verdict.committed.value}
    assert funded()["2026-05/A/coupons"] == 1003


DYING = """
import os, signal, sys
from datetime import UTC, datetime
from fenhao.site import configure
configure(sys.argv[1])
from fenhao.books.database import Session
from fenhao.books.plans import operations as plans
from fenhao.kernel import FiscalCalendar
deadly, seen = int(sys.argv[3]), [0]
def counted(name):
    plain = getattr(Session, name)
    def run(self, *arguments):
        seen[0] += 1
        if seen[0] == deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        return plain(self, *arguments)
    setattr(Session, name, run)
for name in ("run", "run_each", "insert", "commit"):
    counted(name)
told = plans.put_in_force(key="swap", by=None, at=datetime(2026, 5, 15, 9, tzinfo=UTC), version=int(sys.argv[2]),
                          calendar=FiscalCalendar())
print(told.verdict.value, told.replayed, flush=True)
"""


@pytest.mark.slow
def test_whatever_statement_a_swap_dies_at_the_old_version_is_in_force_and_the_same_key_finishes_it(
    stage: Stage,
) -> None:
    from fenhao.books.budgets import operations as books

    company = Company.hired()
    old = first(company)
    new = revised(company, old, to(1200, month="2026-05", tier="A"), to(300, tier="B"))
    died = 0
    for deadly in range(1, 60, 3):
        child = stage.child(DYING, str(new), str(deadly))
        out, errors = child.communicate(timeout=120)
        if child.returncode == 0:
            assert out == "done False\n"
            break
        assert child.returncode == -signal.SIGKILL, errors
        died += 1
        assert (state(old), state(new)) == ("in_force", "approved")
        assert funded()["2026-05/A/coupons"] == 1000
        assert books.differences() == ()
    assert died >= 3
    assert (state(old), state(new)) == ("superseded", "in_force")
    assert (funded()["2026-05/A/coupons"], funded()["2026-05/B/gifts"]) == (1200, 300)
    assert books.differences() == ()
