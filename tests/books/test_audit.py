"""The record and its seals: what is listed, that sealing lets writers go on, and that each kind of tampering is named."""

import threading
from collections.abc import Sequence

import pytest

from fenhao.books.audit import _seal
from fenhao.books.database import Table
from tests.books.stage import NOW, Stage, later, of
from tests.books.test_postings import tamper
from tests.tables import rows


def write_down(count: int) -> None:
    """Record so many acts of two people."""
    from fenhao.books.audit import Act, record
    from fenhao.books.database import write

    acts = [
        Act(
            later(hours=n),
            1 + n % 2,
            "edit_chart" if n % 3 else "set_policy",
            f"chart/100%_{n}",
            {},
            {"n": n},
            "why",
        )
        for n in range(count)
    ]
    write(lambda session: record(session, *acts))


# who | action     | subject begins | from hour | until hour | text    | which acts
LISTED = r"""
      |            |                |           |            |         | 0 1 2 3 4 5
  1   |            |                |           |            |         | 0 2 4
      | set_policy |                |           |            |         | 0 3
      |            | chart/100%_4   |           |            |         | 4
      |            | chart/100__4   |           |            |         |
      |            |                | 2         | 4          |         | 2 3
      |            |                |           |            | "n": 5  | 5
  2   | edit_chart |                | 2         |            |         | 5
"""


@pytest.mark.parametrize(("by", "action", "subject", "since", "until", "text", "found"), rows(LISTED))
def test_the_record_is_listed_by_who_what_on_what_and_when(
    stage: Stage, by: str, action: str, subject: str, since: str, until: str, text: str, found: str
) -> None:
    from fenhao.books.audit import Wanted, records
    from fenhao.books.database import read

    everybody = Wanted(by=None, action="", subject="", since=None, until=None, text="")
    joined = read(lambda session: records(session, everybody, above=0, limit=100))[
        -1
    ].id  # the stage's people
    write_down(6)
    wanted = Wanted(
        by=int(by) if by else None,
        action=action,
        subject=subject,
        since=later(hours=int(since)) if since else None,
        until=later(hours=int(until)) if until else None,
        text=text,
    )
    told = read(lambda session: records(session, wanted, above=joined, limit=100))
    assert [each.subject.rpartition("_")[2] for each in told] == found.split()
    first = read(lambda session: records(session, wanted, above=joined, limit=1))
    rest = read(lambda session: records(session, wanted, above=first[0].id if first else joined, limit=100))
    assert first + rest == told


def test_writers_go_on_while_a_block_is_being_digested(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    from fenhao.books.audit import RECORD, check, seal
    from fenhao.books.budgets import operations as books
    from fenhao.books.journal import SEALED

    books.fund(key="f", legs=[of(1000)], currency="EUR", by=None, at=NOW)
    write_down(3)
    digesting, go_on = threading.Event(), threading.Event()
    plain = _seal._digest

    def slow(table: Table, found: Sequence[Sequence[object]], previous: str) -> tuple[int, str]:
        digesting.set()
        assert go_on.wait(30)
        return plain(table, found, previous)

    monkeypatch.setattr(_seal, "_digest", slow)
    sealed: list[int] = []
    tables = (*SEALED, RECORD)
    thread = threading.Thread(target=lambda: sealed.append(seal(tables, at=NOW)))
    thread.start()
    assert digesting.wait(30)
    assert books.spend(key="s", legs=[of(10)], currency="EUR", by=None, at=NOW).passed
    assert thread.is_alive()
    assert not sealed
    go_on.set()
    thread.join(30)
    assert sealed[0] >= 5
    assert seal(tables, at=NOW) == 1  # the command of the spend: its entry was sealed after it
    assert seal(tables, at=NOW) == 0
    assert check(tables) == ()


def test_two_who_seal_at_once_make_one_chain(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    from fenhao.books.audit import RECORD, check, seal

    seal([RECORD], at=NOW)  # the stage's people
    monkeypatch.setattr(_seal, "BLOCK_ROWS", 7)
    write_down(100)
    counts: list[int] = []
    threads = [threading.Thread(target=lambda: counts.append(seal([RECORD], at=NOW))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (sum(counts), check([RECORD])) == (100, ())


# what is done to the database                                                          | what is found
TAMPERED = """
  UPDATE audit_record SET why = 'other' WHERE id = 2                                    | rows_changed
  DELETE FROM audit_record WHERE id = 2                                                 | rows_missing
  UPDATE audit_record SET id = 50 WHERE id = 3                                          | rows_missing
  UPDATE audit_seal SET digest = 'x' WHERE id = 1                                       | chain_broken rows_changed
  DELETE FROM audit_seal WHERE id = 1                                                   | chain_broken
  DELETE FROM audit_seal                                                                | seal_missing
"""


@pytest.mark.parametrize(("statement", "found"), rows(TAMPERED))
def test_each_kind_of_tampering_with_the_record_is_found_and_named(
    stage: Stage, statement: str, found: str
) -> None:
    from fenhao.books.audit import RECORD, check, newest_seal, seal

    write_down(3)
    seal([RECORD], at=NOW)
    write_down(2)
    seal([RECORD], at=NOW)
    kept = newest_seal()
    assert check([RECORD], kept=kept) == ()
    tamper(statement)
    assert sorted({breach.reason for breach in check([RECORD], kept=kept)}) == found.split()


def test_a_row_slipped_in_among_sealed_ones_and_a_table_nobody_knows_are_found(stage: Stage) -> None:
    from fenhao.books.audit import RECORD, check, seal

    write_down(3)
    seal([RECORD], at=NOW)
    tamper("UPDATE audit_seal SET last_id = last_id + 1")
    write_down(1)
    assert [breach.reason for breach in check([RECORD])] == ["rows_added"]
    assert [breach.reason for breach in check([])] == ["table_unknown"]
