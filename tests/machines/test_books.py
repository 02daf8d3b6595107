"""A machine drives the books and the auditor with the same random events, and compares every answer and every sum.

Half of the money is dollars, at a rate for the plan and one for each month. Months 1 to 3 are in play: months 1 and 2 can close, so that late documents and corrections move on to the next one. Every
request may be repeated at any time later, changed or not.
"""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from fenhao.engine.budget import (
    ANY,
    NEVER_ASKS,
    Control,
    ControlPolicy,
    ControlRule,
    Horizon,
    Level,
    Rate,
    RateKind,
)
from tests.books.stage import Stage
from tests.machines.auditor import ON_THE_DAY, PLANNED, RESERVE, Auditor, Cell, euros

if TYPE_CHECKING:
    from fenhao.books.budgets import Answer, Request

START = datetime(2026, 1, 15, 9, tzinfo=UTC)
CELLS = st.builds(Cell, st.integers(1, 3), st.sampled_from(("A", "B")), st.sampled_from(("coupons", "sms")))
AMOUNTS = st.integers(1, 120)


def cell_rule(level: Level, horizon: Horizon, control: Control, tolerance: int = 0) -> ControlRule:
    return ControlRule(ANY, ANY, level, horizon, control, tolerance, Fraction(0), NEVER_ASKS)


POLICY = ControlPolicy(
    version="machine",
    rules=(
        cell_rule(Level.line, Horizon.month, Control.block),
        cell_rule(Level.tier, Horizon.ytd, Control.block, 25),
        cell_rule(Level.category, Horizon.year, Control.warn),
    ),
    no_line_variable=Control.block,
    no_line_fixed=Control.warn,
    warn_at=Fraction(4, 5),
)


class Books(RuleBasedStateMachine):
    """Books and auditor, side by side."""

    engine = "sqlite"
    server = staticmethod(lambda: "")
    templates: dict[str, str] = {}

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.stage = Stage.empty(self.engine, Path(self.folder.name), self.server, self.templates)
        from fenhao.books.budgets import operations

        self.books = operations
        self.books.set_policy(POLICY, by=1, at=START, why="the machine's own")
        rates = [(RateKind.budget, 1, PLANNED), *((RateKind.actual, *each) for each in ON_THE_DAY.items())]
        for kind, month, value in rates:
            rate = Rate("USD", "EUR", kind, date(2026, month, 1), value)
            self.books.set_rate(rate, key=f"rate-{kind.value}-{month}", by=1, at=START)
        self.auditor = Auditor(START)
        self.count = 0
        self.asked: list[tuple[Request, Answer]] = []
        self.abroad: set[int] = set()

    def teardown(self) -> None:
        if not hasattr(self, "stage"):
            return
        try:
            assert self.books.differences() == ()
        finally:
            self.stage.close()
            self.folder.cleanup()

    def ask(
        self,
        act: str,
        *,
        cells: tuple[tuple[Cell, int], ...] = (),
        target: int = 0,
        amount_minor: int = 0,
        final: bool = False,
        expires_at: datetime | None = None,
        dollars: int = 0,
        month: int = 0,
    ) -> "Answer":
        """Ask the books under a fresh key; with ``dollars`` for so many, on a day of the month where one is named."""
        from fenhao.books.budgets import Act, Foreign, Leg, Request

        self.count += 1
        legs = tuple(
            Leg(
                date(2026, cell.month, 3), cell.tier, cell.category, amount,
                foreign=Foreign("USD", dollars) if dollars else None,
            )
            for cell, amount in cells
        )  # fmt: skip
        request = Request(
            Act(act),
            f"key-{self.count}",
            legs,
            "EUR" if legs else "",
            target,
            amount_minor,
            final,
            expires_at,
            foreign_minor=0 if legs else dollars,
            occurred_on=date(2026, month, 3) if month else None,
        )
        answer = self.books.ask(request, by=1, at=self.auditor.now)
        assert not answer.replayed
        self.asked.append((request, answer))
        return answer

    @rule(cell=CELLS, amount=st.integers(1, 300))
    def fund(self, cell: Cell, amount: int) -> None:
        self.fund_cell(cell, amount)

    @rule(giver=CELLS, taker=CELLS, amount=AMOUNTS)
    def transfer(self, giver: Cell, taker: Cell, amount: int) -> None:
        told = self.ask("transfer", cells=((giver, amount), (taker, amount)))
        assert told.verdict.value == self.auditor.transfer(giver, taker, amount)

    @rule(month=st.integers(1, 3), amount=st.integers(1, 300))
    def put_aside(self, month: int, amount: int) -> None:
        self.fund_cell(Cell(month, "", RESERVE), amount)

    @rule(month=st.integers(1, 3), taker=CELLS, amount=AMOUNTS)
    def draw_the_reserve(self, month: int, taker: Cell, amount: int) -> None:
        giver = Cell(month, "", RESERVE)
        told = self.ask("transfer", cells=((giver, amount), (taker, amount)))
        assert told.verdict.value == self.auditor.transfer(giver, taker, amount)

    @rule(month=st.integers(1, 3), act=st.sampled_from(("reserve", "spend", "fact")))
    def spend_the_reserve(self, month: int, act: str) -> None:
        cell = Cell(month, "", RESERVE)
        told = self.ask(act, cells=((cell, 1),))
        assert told.verdict.value == self.auditor.judge(cell, 1)

    def fund_cell(self, cell: Cell, amount: int) -> None:
        """Fund any line."""
        told = self.ask("fund", cells=((cell, amount),))
        assert told.verdict.value == self.auditor.fund(cell, amount)

    def amount(self, cell: Cell, data: st.DataObject) -> int:
        """Draw an amount: any, or one at the border of what the tightest level has."""
        any_amount = data.draw(AMOUNTS)
        if not data.draw(st.booleans()):
            return any_amount
        least = min(self.auditor.available(members) for _, _, members in self.auditor.groups(cell))
        return max(1, least + data.draw(st.integers(-1, 1)))

    @rule(cell=CELLS, data=st.data(), hours=st.sampled_from((0, 1, 24)))
    def reserve(self, cell: Cell, data: st.DataObject, hours: int) -> None:
        amount = self.amount(cell, data)
        until = self.auditor.now + timedelta(hours=hours) if hours else None
        expected = self.auditor.judge(cell, amount)
        told = self.ask("reserve", cells=((cell, amount),), expires_at=until)
        assert told.verdict.value == expected
        if told.passed:
            self.auditor.promised(told.commitments[0], cell, amount, until)

    @rule(cell=CELLS, data=st.data())
    def spend(self, cell: Cell, data: st.DataObject) -> None:
        amount = self.amount(cell, data)
        expected = self.auditor.judge(cell, amount)
        told = self.ask("spend", cells=((cell, amount),))
        assert told.verdict.value == expected
        if told.passed:
            self.auditor.posted(told.entries[0], cell, amount)

    @rule(cell=CELLS, amount=AMOUNTS)
    def record_fact(self, cell: Cell, amount: int) -> None:
        expected, there = self.auditor.fact(cell, amount)
        told = self.ask("fact", cells=((cell, amount),))
        assert told.verdict.value == expected
        if there is not None:
            self.auditor.posted(told.entries[0], there, amount)

    @precondition(lambda self: self.auditor.promises)
    @rule(data=st.data(), amount=AMOUNTS, final=st.booleans())
    def consume(self, data: st.DataObject, amount: int, final: bool) -> None:
        number = data.draw(st.sampled_from(sorted(self.auditor.promises)))
        promise = self.auditor.promises[number]
        cell = promise.cell
        if number in self.abroad:
            expected, cost = self.auditor.consume_dollars(number, amount, final=final)
            told = self.ask("consume", target=number, dollars=amount, final=final, month=cell.month)
        else:
            cost = amount
            expected, _, _ = self.auditor.consume(number, amount, final=final)
            told = self.ask("consume", target=number, amount_minor=amount, final=final)
        assert told.verdict.value == expected
        if told.passed:
            self.auditor.posted(told.entries[0], cell, cost)

    @precondition(lambda self: self.auditor.promises)
    @rule(data=st.data(), amount=st.integers(0, 60))
    def release(self, data: st.DataObject, amount: int) -> None:
        number = data.draw(st.sampled_from(sorted(self.auditor.promises)))
        if number in self.abroad:
            told = self.ask("release", target=number, dollars=amount)
        else:
            told = self.ask("release", target=number, amount_minor=amount)
        assert told.verdict.value == self.auditor.release(number, amount)

    @rule(cell=CELLS, dollars=AMOUNTS, hours=st.sampled_from((0, 1, 24)))
    def reserve_dollars(self, cell: Cell, dollars: int, hours: int) -> None:
        amount = euros(dollars, 0)
        until = self.auditor.now + timedelta(hours=hours) if hours else None
        expected = self.auditor.judge(cell, amount)
        told = self.ask("reserve", cells=((cell, 0),), dollars=dollars, expires_at=until)
        assert told.verdict.value == expected
        if told.passed:
            self.abroad.add(told.commitments[0])
            self.auditor.promised(told.commitments[0], cell, amount, until, dollars)

    @rule(cell=CELLS, dollars=AMOUNTS, recorded=st.booleans())
    def spend_dollars(self, cell: Cell, dollars: int, recorded: bool) -> None:
        amount, there = euros(dollars, cell.month), cell
        if recorded:
            expected, home = self.auditor.fact(cell, amount)
            there = home or cell
        else:
            expected = self.auditor.judge(cell, amount)
        told = self.ask("fact" if recorded else "spend", cells=((cell, 0),), dollars=dollars)
        assert told.verdict.value == expected
        if told.passed:
            self.auditor.posted(told.entries[0], there, amount)

    @precondition(lambda self: self.auditor.spent)
    @rule(data=st.data(), amount=AMOUNTS)
    def reverse(self, data: st.DataObject, amount: int) -> None:
        number = data.draw(st.sampled_from(sorted(self.auditor.spent)))
        told = self.ask("reverse", target=number, amount_minor=amount)
        assert told.verdict.value == self.auditor.reverse(number, amount)

    @rule(hours=st.sampled_from((1, 5, 30)))
    def wait(self, hours: int) -> None:
        self.auditor.now += timedelta(hours=hours)

    @rule(month=st.integers(1, 2))
    def begin_closing(self, month: int) -> None:
        told = self.books.begin_closing(f"2026-{month:02d}", by=1, at=self.auditor.now)
        assert told.value == self.auditor.begin_closing(month)

    @rule(month=st.integers(1, 2), releasing=st.booleans())
    def close(self, month: int, releasing: bool) -> None:
        leftover = self.books.Leftover.release if releasing else self.books.Leftover.refuse
        told = self.books.close_month(f"2026-{month:02d}", by=1, at=self.auditor.now, leftover=leftover)
        assert told.value == self.auditor.close(month, releasing=releasing)

    @rule(month=st.integers(1, 2))
    def reopen(self, month: int) -> None:
        told = self.books.reopen_month(
            f"2026-{month:02d}", by=1, approved_by=2, at=self.auditor.now, why="a late bill"
        )
        assert told.value == self.auditor.reopen(month)

    @precondition(lambda self: self.asked)
    @rule(data=st.data(), changed=st.booleans())
    def ask_again(self, data: st.DataObject, changed: bool) -> None:
        request, first = data.draw(st.sampled_from(self.asked))
        kept = first.verdict.__class__.__name__ != "Refusal"
        if not kept:
            return
        if changed:
            other = replace(request, final=not request.final)
            told = self.books.ask(other, by=2, at=self.auditor.now)
            assert (told.verdict.value, told.detail) == ("key_conflict", "final")
            return
        told = self.books.ask(request, by=2, at=self.auditor.now)
        assert told == first._replace(replayed=True)

    @precondition(lambda self: self.auditor.lines)
    @rule(data=st.data())
    def hold_all_and_let_it_expire(self, data: st.DataObject) -> None:
        cell = data.draw(st.sampled_from(sorted(self.auditor.lines, key=str)))
        self.reserve_all(cell)
        self.auditor.now += timedelta(hours=1)
        self.reserve_all(cell)

    def reserve_all(self, cell: Cell) -> None:
        """Reserve what the tightest level has, for an hour."""
        amount = max(1, min(self.auditor.available(members) for _, _, members in self.auditor.groups(cell)))
        until = self.auditor.now + timedelta(hours=1)
        expected = self.auditor.judge(cell, amount)
        told = self.ask("reserve", cells=((cell, amount),), expires_at=until)
        assert told.verdict.value == expected
        if told.passed:
            self.auditor.promised(told.commitments[0], cell, amount, until)

    @precondition(lambda self: self.auditor.lines)
    @rule(data=st.data(), amount=AMOUNTS)
    def check(self, data: st.DataObject, amount: int) -> None:
        from fenhao.books.budgets import Act, Leg, Request

        cell = data.draw(st.sampled_from(sorted(self.auditor.lines, key=str)))
        leg = Leg(date(2026, cell.month, 3), cell.tier, cell.category, amount)
        told = self.books.check(Request(Act.spend, "", (leg,), "EUR"), at=self.auditor.now)
        assert told.verdict.value == self.auditor.judge(cell, amount)

    @invariant()
    def every_line_holds_what_its_events_add_up_to(self) -> None:
        if not hasattr(self, "auditor"):
            return
        from fenhao.books.budgets._look import standings
        from fenhao.books.database import read
        from fenhao.books.journal import due_by_line

        stands = read(lambda session: standings(session, ["2026-01", "2026-02", "2026-03"]))
        due = sum(read(lambda session: due_by_line(session, at=self.auditor.now)).values())
        for stand in stands:
            _, _, period, tier, category = stand.name.split("/")
            cells = {Cell(int(period[-2:]), tier, category)}
            assert stand.funded == self.auditor.funded(cells)
            assert stand.actual == self.auditor.actual(cells)
            assert stand.overrun == max(0, stand.used - stand.funded)
        everything = set(self.auditor.lines)
        assert sum(stand.reserved for stand in stands) - due == self.auditor.reserved(everything)


@pytest.mark.parametrize(
    ("engine", "one_of", "steps"),
    [
        ("sqlite", 12, 30),
        ("postgresql", 25, 30),
        pytest.param("sqlite", 2, 60, marks=pytest.mark.slow),
        pytest.param("postgresql", 8, 60, marks=pytest.mark.slow),
    ],
)
def test_the_books_agree_with_the_auditor_whatever_happens(
    engine: str, one_of: int, steps: int, server: Callable[[], str], templates: dict[str, str]
) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    case = type("Case", (Books,), {"engine": engine, "server": staticmethod(server), "templates": templates})
    assert settings.default is not None
    examples = settings.default.max_examples // one_of + 1
    run_state_machine_as_test(
        case, settings=settings(settings.default, max_examples=examples, stateful_step_count=steps)
    )
