"""How a month stands on real books: rates, projections, proposals of transfers and their end, the year's targets."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from fenhao.engine.budget import Basis, LineReturn
from tests.books.cast import person
from tests.books.stage import NOW, Stage, of

ANA, BO = 1, 2
"""Two from finance."""

RETURNS = {
    ("A", "activities"): LineReturn(
        Fraction(0), Fraction(3), Fraction(3), Basis.average, "margin per cost of tier A, no control group"
    )
}


def may_lines() -> None:
    from fenhao.books.budgets import operations as books

    wake_up, activities = (
        of(1000, tier="D", category="wake_up"),
        of(1000, tier="A", category="activities"),
    )
    books.fund(key="f", legs=[wake_up, activities], currency="EUR", by=ANA, at=NOW)
    legs = [replace(wake_up, amount_minor=600), replace(activities, amount_minor=950)]
    assert books.spend(key="s", legs=legs, currency="EUR", by=ANA, at=NOW).passed


def test_a_proposal_is_kept_taken_up_as_a_transfer_and_expires_when_a_balance_changes(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.monthend import operations as month
    from fenhao.books.people import Role

    may_lines()
    person("boss", Role.management)

    def propose(key: str) -> list[tuple[int, int, bool]]:
        told = month.propose_transfers(
            "2026-05",
            returns=RETURNS,
            absorbs={("A", "activities"): 300},
            on=date(2026, 5, 31),
            key=key,
            by=ANA,
            at=NOW,
        )
        assert [each.amount_minor for each in told.proposals] == [300]
        kept = month.suggested("2026-05", at=NOW)
        return [(each.id, each.proposal.gain_mid_minor, each.fresh) for each in kept if each.state == "open"]

    ((first, gain, fresh),) = propose("p1")
    assert (gain, fresh) == (600, True)
    books.spend(key="s2", legs=[of(10, tier="A", category="activities")], currency="EUR", by=ANA, at=NOW)
    assert month.take(first, key="t1", by=ANA, at=NOW, why="unused").verdict.value == "expired"
    ((second, _, fresh),) = propose("p2")
    assert fresh
    told = month.take(second, key="t2", by=ANA, at=NOW, why="unused")
    assert (told.verdict.value, told.move is not None) == ("taken", True)
    again = month.take(second, key="t2", by=ANA, at=NOW, why="unused")
    assert (again.verdict.value, again.move is not None and again.move.replayed) == ("taken", True)
    assert month.take(second, key="t3", by=BO, at=NOW, why="mine").verdict.value == "not_open"
    assert books.differences() == ()


def test_a_projected_overrun_is_alerted_once_a_crossing(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.database import read
    from fenhao.books.monthend import operations as month

    books.fund(key="f", legs=[of(1000)], currency="EUR", by=ANA, at=NOW)

    def watched(on: int, key: str) -> int:
        return len(month.watch(on=date(2026, 5, on), key=key, at=NOW))

    books.spend(key="s", legs=[of(400)], currency="EUR", by=ANA, at=NOW)
    assert [watched(10, "w1"), watched(11, "w2"), watched(12, "w3")] == [1, 0, 0]
    assert watched(20, "w4") == 0
    books.spend(key="s2", legs=[of(350)], currency="EUR", by=ANA, at=NOW)
    assert [watched(20, "w5"), watched(20, "w6")] == [1, 0]
    raised = read(
        lambda session: session.rows(
            "SELECT kind, used_minor, funded_minor FROM budgets_outbox WHERE kind = 'projected' ORDER BY id"
        )
    )
    assert raised == [("projected", 1240, 1000), ("projected", 1163, 1000)]


def test_a_month_shows_rates_and_projections_and_a_year_its_targets(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.monthend import operations as month

    may_lines()
    told = month.status("2026-05", on=date(2026, 5, 31), by=ANA, at=NOW)
    assert told is not None
    rates = {line.line.key.category: (line.rate, line.line.available_minor) for line in told.lines}
    assert rates == {"wake_up": (Fraction(3, 5), 400), "activities": (Fraction(19, 20), 50)}
    assert told.sums[-1].utilisation == Fraction(31, 40)
    books.record_fact(key="o", legs=[of(80, tier="A", category="activities")], currency="EUR", by=ANA, at=NOW)
    year = month.year_end(2026, by=ANA, at=NOW)
    assert (year.well_used, len(year.lines), year.overruns) == (1, 2, 1)
    assert (year.utilisation_met, year.overruns_met, year.deviation_met) == (False, False, None)
    assert year.deviation_from_funding == Fraction(370, 2000)
    assert year.deviation_by_line_from_funding == Fraction(430, 2000)
