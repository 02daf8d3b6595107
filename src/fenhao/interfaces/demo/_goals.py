"""The goals that the example company set itself after its third quarter, and what it does for the first of them."""

from datetime import datetime

from fenhao.books.database import read
from fenhao.books.goals import listed, operations as goals
from fenhao.interfaces.demo._cast import Cast, key
from fenhao.profiles import starting_goals
from fenhao.runs import DEMO_YEAR, Advance, measure_periods, measured
from fenhao.warehouse import Engine

_BASELINE = f"{DEMO_YEAR}-Q3"
_MEASURED = (f"{DEMO_YEAR}-10", f"{DEMO_YEAR}-11", f"{DEMO_YEAR}-12")


def set_goals(cast: Cast, *, at: datetime, advance: Advance) -> None:
    """Set the goals that the industry starts with, measure them month by month, and begin something for the first."""
    book, finance = cast.book, cast.ids["finance"]
    measure_periods(
        book=book, labels=(_BASELINE, *_MEASURED), clv=False, at=at, engine=Engine.duckdb, advance=advance
    )
    facts = measured(book=book, label=_BASELINE)
    assert facts is not None, "a quarter whose facts are loaded can be measured"
    goals.set_starting_goals(
        starting_goals(book.settings.profile),
        owner=cast.ids["operations"],
        calendar=book.calendar,
        facts=facts,
        key=key("goals"),
        by=finance,
        at=at,
    )
    goals.take_measures(book=book, by=finance, at=at)
    first = read(listed)[0]
    plan = goals.Plan(cast.said["initiative"], cast.ids["operations"], 2_000_00, _MEASURED[0], "2018-03")
    goals.begin_initiative(
        first.id, plan, calendar=book.calendar, key=key("initiative"), by=cast.ids["operations"], at=at
    )
    goals.comment_on(
        first.id, text=cast.said["goal_comment"], key=key("goal-said"), by=cast.ids["operations"], at=at
    )
