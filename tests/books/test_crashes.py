"""Kill the process at every point of a write, start again, repeat the same keys: nothing is lost and nothing is there twice.

The child runs a fixed list of requests and dies by SIGKILL at one statement of one of them; the statement is counted at the
session, so that every insert, update and commit has its turn. Afterwards the same requests are asked again by another process.
"""

import signal
from typing import TYPE_CHECKING

import pytest

from tests.books.stage import NOW, Stage, of

if TYPE_CHECKING:
    from fenhao.books.budgets import Request

SCRIPT = """
import os, signal, sys
from datetime import UTC, date, datetime
from fenhao.site import configure
configure(sys.argv[1])
from fenhao.books.database import Session
from fenhao.books.budgets import Act, Leg, Request, operations as books
at = datetime(2026, 5, 15, 9, tzinfo=UTC)
deadly, seen = int(sys.argv[2]), [0]
def counted(name):
    plain = getattr(Session, name)
    def run(self, *arguments, **named):
        seen[0] += 1
        if seen[0] == deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = plain(self, *arguments, **named)
        return answer
    setattr(Session, name, run)
for name in ("run", "run_each", "insert", "append", "put_off", "begin", "commit"):
    counted(name)
leg = lambda amount: (Leg(date(2026, 5, 10), "A", "coupons", amount),)
first = books.ask(Request(Act.reserve, "r", leg(400), "EUR"), by=1, at=at)
told = [first.verdict.value]
told.append(books.ask(Request(Act.spend, "s", leg(500), "EUR"), by=1, at=at).verdict.value)
told.append(books.ask(Request(Act.consume, "c", target=first.commitments[0], amount_minor=300), by=1, at=at).verdict.value)
told.append(books.ask(Request(Act.spend, "t", leg(101), "EUR"), by=1, at=at).verdict.value)
told.append(books.ask(Request(Act.release, "x", target=first.commitments[0]), by=1, at=at).verdict.value)
print(" ".join(told), seen[0], flush=True)
"""
EXPECTED = "committed committed done exceeds_limit done"


def run(stage: Stage, deadly: int) -> tuple[int, str]:
    """Run the script; return how it ended and what it said."""
    child = stage.child(SCRIPT, str(deadly))
    out, errors = child.communicate(timeout=120)
    assert child.returncode in {0, -signal.SIGKILL}, errors
    return child.returncode, out


@pytest.mark.slow
def test_whatever_statement_a_process_dies_at_the_same_keys_lead_to_the_same_end(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    books.fund(key="f", legs=[of(1000)], currency="EUR", by=1, at=NOW)
    died, out = 0, ""
    for deadly in range(1, 100):
        code, out = run(stage, deadly)
        if code == 0:
            break
        died += 1
        assert books.differences() == ()
    assert died >= 5
    assert out.rsplit(" ", 1)[0] == EXPECTED
    assert books.differences() == ()
    answers = {key: books.explain(key) for key in ("r", "s", "c", "t", "x")}
    assert [told.answer.verdict.value for told in answers.values() if told] == EXPECTED.split()
    left = books.check(_question(200), at=NOW)
    assert (left.passed, books.check(_question(201), at=NOW).passed) == (True, False)


def test_a_process_killed_before_its_commit_has_written_nothing(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    books.fund(key="f", legs=[of(1000)], currency="EUR", by=1, at=NOW)
    code, _ = run(stage, 3)
    assert code == -signal.SIGKILL
    assert books.explain("r") is None
    assert books.check(_question(1000), at=NOW).passed
    code, out = run(stage, 0)
    assert out.rsplit(" ", 1)[0] == EXPECTED


def _question(amount: int) -> "Request":
    """Return a question about the line."""
    from fenhao.books.budgets import Act, Request

    return Request(Act.spend, "", (of(amount),), "EUR")


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_connection_lost_around_the_commit_is_told_and_the_same_key_finds_out(
    stage: Stage, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import psycopg

    from fenhao.books.budgets import operations as books
    from fenhao.books.database import BooksUnavailable, Session

    books.fund(key="f", legs=[of(1000)], currency="EUR", by=1, at=NOW)
    plain = Session.commit

    def cut(session: Session) -> None:
        backend = session.rows("SELECT pg_backend_pid()")[0][0]
        if when == "after":
            plain(session)
        with psycopg.connect(stage.url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", (backend,))
        if when == "after":
            session.rows("SELECT 1")
        plain(session)

    monkeypatch.setattr(Session, "commit", cut)
    with pytest.raises(BooksUnavailable):
        books.spend(key="s", legs=[of(600)], currency="EUR", by=1, at=NOW)
    monkeypatch.setattr(Session, "commit", plain)
    assert (books.explain("s") is not None) == (when == "after")
    told = books.spend(key="s", legs=[of(600)], currency="EUR", by=1, at=NOW)
    assert (told.passed, told.replayed) == (True, when == "after")
    assert books.check(_question(400), at=NOW).passed
    assert not books.check(_question(401), at=NOW).passed
    assert books.differences() == ()
