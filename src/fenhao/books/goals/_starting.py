"""The goals that a company starts with, set in one go."""

from collections.abc import Sequence
from datetime import datetime

from fenhao.books.goals._act import set_goal
from fenhao.books.goals._measure import month_after
from fenhao.books.goals._values import GoalAnswer, GoalVerdict, Wanted
from fenhao.engine.metrics import PeriodFacts, Where
from fenhao.kernel import FiscalCalendar
from fenhao.profiles import StartingGoal
from fenhao.runs.book import Kept


def set_starting_goals(
    offered: Sequence[StartingGoal],
    *,
    owner: int,
    calendar: FiscalCalendar,
    facts: Kept[PeriodFacts],
    key: str,
    by: int | None,
    at: datetime,
) -> tuple[GoalAnswer, ...]:
    """Set each goal that is offered, its owner the person named; return what became of each.

    One whose metric is not defined in the baseline period is left out, and set later by hand.
    """
    answers = []
    for place, each in enumerate(offered):
        wanted = Wanted(
            metric=each.metric,
            where=Where(each.tier, each.category),
            amount=each.amount,
            relative=each.relative,
            due_month=month_after(calendar, facts.value.label, count=each.months),
            owner=owner,
            owner_department="",
        )
        told = set_goal(wanted, calendar=calendar, facts=facts, key=f"{key}/{place}", by=by, at=at)
        assert told.passed or told.verdict in {GoalVerdict.no_baseline, GoalVerdict.no_target}, told
        answers.append(told)
    return tuple(answers)
