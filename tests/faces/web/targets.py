"""Goals in the company's books: three measured months, goals that are met, behind and never measured, an initiative."""

from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

from fenhao.engine.metrics import CostPart, PeriodFacts, TierPart, Where

AT = datetime(2026, 4, 2, tzinfo=UTC)
COSTS = {"2026-01": 200_000, "2026-02": 190_000, "2026-03": 185_000}
"""What each month cost, in minor units."""


def facts(label: str, cost: int) -> PeriodFacts:
    """Return a measured month."""
    return PeriodFacts(
        label=label,
        months=1,
        costs=(
            CostPart("A", "benefits", "coupons", "", "variable", "retention", cost - 50_000, 120),
            CostPart("", "system", "hardware", "", "fixed", "tools", 50_000, 1),
        ),
        served=(),
        tiers=(TierPart("A", 10, 20, 900_000, 300_000, cost - 50_000, 20_000),),
        unallocated_minor=0,
        idle_minor=0,
        ineffective_minor=cost // 25,
        active_customers=8,
        new_customers=2,
        clv=None,
        trailing_minor=0,
        trailing_months=0,
    )


def fill_goals(root: Path) -> None:
    """Measure three months, set four goals on the first of them, begin an initiative."""
    from fenhao.books.goals import Wanted, operations as goals
    from fenhao.books.people.models import User
    from fenhao.kernel import FiscalCalendar
    from fenhao.runs.book import keep, open_book, stamp_now
    from fenhao.runs.planning import measured

    book, calendar = open_book(root=root), FiscalCalendar()
    people = {each.username: each.pk for each in User.objects.all()}
    for label, cost in COSTS.items():
        keep(book=book, name=f"measured-{label}", value=facts(label, cost), stamp=stamp_now(book), at=AT)
    first = measured(book=book, label="2026-01")
    assert first is not None
    for place, (metric, where, amount, relative, owner) in enumerate(
        (
            ("cost_per_month", Where(), Fraction(-15, 100), True, "finance"),
            ("ineffective_share", Where(), Fraction(1, 20), False, "operations"),
            ("unit_cost", Where("A", "coupons"), Fraction(-1, 10), True, "service"),
            ("overruns", Where(), Fraction(0), False, "management"),
        )
    ):
        wanted = Wanted(metric, where, amount, relative, "2026-06", people[owner], "")
        done = goals.set_goal(
            wanted, calendar=calendar, facts=first, key=f"goal-{place}", by=people["management"], at=AT
        )
        assert done.passed, done
    plan = goals.Plan("Online seminars instead of halls", people["finance"], 2_500_000, "2026-02", "2026-06")
    assert goals.begin_initiative(
        1, plan, calendar=calendar, key="goal-initiative", by=people["finance"], at=AT
    ).passed
    assert goals.comment_on(
        1, text="Halls are cancelled from May.", key="goal-said", by=people["finance"], at=AT
    ).passed
    goals.take_measures(book=book, by=None, at=AT)
