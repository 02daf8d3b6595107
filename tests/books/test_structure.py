"""What a process keeps of the structure is never stale: whoever changes it, by whatever door, turns its version."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.books.stage import NOW, Stage, of

if TYPE_CHECKING:
    from fenhao.books.database import Session

CHANGES = {
    "a month is closed": "UPDATE journal_period SET state = 'closed' WHERE label = '2026-05'",
    "a month is added": (
        "INSERT INTO journal_period (label, fiscal_year, quarter, position, starts_on, ends_on, state, seal)"
        " VALUES ('2030-01', 2030, '2030-Q1', 1, '2030-01-01', '2030-02-01', 'open', '')"
    ),
    "a line is planned": "UPDATE budgets_line SET planned = '0'",
    "a line is made": (
        "INSERT INTO budgets_line (period, tier, category, currency, fixed, planned)"
        " VALUES ('2026-06', 'B', 'coupons', 'EUR', '0', '1')"
    ),
    "a line moves a balance": (
        "INSERT INTO budgets_touch (line_id, balance_id) SELECT l.id, b.id FROM budgets_line l, budgets_balance b"
        " WHERE NOT EXISTS (SELECT 1 FROM budgets_touch t WHERE t.line_id = l.id AND t.balance_id = b.id)"
    ),
    "a line moves a balance no more": "DELETE FROM budgets_touch",
    "a policy comes": (
        "INSERT INTO budgets_policy (version, in_force_at, matrix) VALUES ('v9', '2026-01-01 00:00:00+00:00', '{}')"
    ),
}


@contextmanager
def somebody_else() -> Iterator["Session"]:
    """A connection of its own, as another process has it."""
    from fenhao.books.database import open_session

    session = open_session()
    try:
        yield session
    finally:
        session.close()


def version() -> int:
    """Return the version of the structure."""
    with somebody_else() as session:
        return int(str(session.rows("SELECT version FROM journal_structure")[0][0]))


@pytest.fixture
def funded(stage: Stage) -> Stage:
    """Two lines with 100 each."""
    from fenhao.books.budgets import operations as books

    books.fund(key="f", legs=[of(100), of(100, category="mugs")], currency="EUR", by=1, at=NOW)
    return stage


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_of_the_structure_turns_its_version(funded: Stage, change: str) -> None:
    before = version()
    with somebody_else() as session:
        session.begin()
        session.run(CHANGES[change])
        session.commit()
    assert version() != before


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_taken_back_takes_the_turn_back(funded: Stage, change: str) -> None:
    before = version()
    with somebody_else() as session:
        session.begin()
        session.run(CHANGES[change])
        session.rollback()
    assert version() == before


def test_money_alone_leaves_the_version_as_it_is(funded: Stage) -> None:
    from fenhao.books.budgets import operations as books

    before = version()
    held = books.reserve(key="r", legs=[of(10)], currency="EUR", by=1, at=NOW).commitments[0]
    books.consume(key="c", commitment=held, amount_minor=4, by=1, at=NOW)
    books.fund(key="f2", legs=[of(1)], currency="EUR", by=1, at=NOW)
    assert version() == before


def test_a_process_that_knows_a_line_sees_what_another_makes_of_it_at_once(funded: Stage) -> None:
    from fenhao.books.budgets import Act, Request, operations as books

    def ask() -> Request:
        return Request(Act.spend, "", (of(1),), "EUR")

    assert books.spend(key="s1", legs=[of(1)], currency="EUR", by=1, at=NOW).levels[0].funded_minor == 100
    assert len(books.check(ask(), at=NOW).levels) == 1
    with somebody_else() as session:
        session.begin()
        session.run(
            "INSERT INTO budgets_touch (line_id, balance_id) SELECT l.id, b.id FROM budgets_line l, budgets_balance b"
            " WHERE l.category = 'coupons' AND b.name LIKE ?",
            ("%/mugs",),
        )
        session.commit()
    assert len(books.spend(key="s2", legs=[of(1)], currency="EUR", by=1, at=NOW).levels) == 2
    assert len(books.check(ask(), at=NOW).levels) == 2


def test_a_process_that_knows_a_month_sees_at_once_that_another_closed_it(funded: Stage) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.database import read

    def posted_in() -> list[str]:
        rows = read(
            lambda session: session.rows("SELECT period FROM journal_entry WHERE kind = 'fact' ORDER BY id")
        )
        return [str(period) for (period,) in rows]

    books.record_fact(key="b1", legs=[of(1)], currency="EUR", by=1, at=NOW)
    with somebody_else() as session:
        session.begin()
        session.run("UPDATE journal_period SET state = 'closed' WHERE label = ?", ("2026-05",))
        session.commit()
    books.record_fact(key="b2", legs=[of(1)], currency="EUR", by=1, at=NOW)
    assert posted_in() == ["2026-05", "2026-06"]


def test_lines_made_in_vain_are_not_remembered(funded: Stage) -> None:
    from fenhao.books.budgets import Act, Ask, Request, operations as books
    from fenhao.books.budgets._settle import settle
    from fenhao.engine.budget import Refusal

    new = of(5, category="pens")
    bill = Ask(Request(Act.fact, "b", (new,), "EUR"), 1, NOW)
    spend = Ask(Request(Act.spend, "s", (new,), "EUR"), 1, NOW)
    with somebody_else() as session:
        session.begin()
        assert settle(session, [bill])[0].passed
        session.rollback()
        session.begin()
        assert settle(session, [spend])[0].verdict is Refusal.no_line
        session.commit()
    assert books.differences() == ()


def test_what_is_due_goes_back_although_the_balances_were_locked_ahead(funded: Stage) -> None:
    from datetime import timedelta

    from fenhao.books.budgets import operations as books

    until = NOW + timedelta(hours=1)
    books.reserve(key="r", legs=[of(100)], currency="EUR", by=1, at=NOW, expires_at=until)
    assert not books.spend(key="s1", legs=[of(60)], currency="EUR", by=1, at=NOW).passed
    assert books.spend(key="s2", legs=[of(60)], currency="EUR", by=1, at=until).passed
    assert books.differences() == ()


def test_a_policy_in_force_later_is_kept_and_not_used_before(funded: Stage) -> None:
    from dataclasses import replace
    from datetime import timedelta

    from fenhao.books.budgets import operations as books
    from fenhao.engine.budget import DEFAULT_CONTROL

    tomorrow = NOW + timedelta(days=1)
    books.set_policy(replace(DEFAULT_CONTROL, version="v2"), by=1, at=tomorrow, why="from tomorrow on")
    used = [
        books.spend(key=f"s{place}", legs=[of(1)], currency="EUR", by=1, at=at).policy
        for place, at in enumerate((NOW, tomorrow, NOW))
    ]
    assert used == ["built-in", "v2", "built-in"]
