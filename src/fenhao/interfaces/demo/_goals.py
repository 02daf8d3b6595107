"""The goals that the example company set itself after its third quarter, and what it begins for them and for its service."""

from datetime import date, datetime

from fenhao.books.database import read
from fenhao.books.goals import listed, operations as goals
from fenhao.books.improvements import Aim, Measure, Source, Wanted, operations as improvements
from fenhao.engine.metrics import Where
from fenhao.interfaces.demo._cast import Cast, key
from fenhao.profiles import starting_goals
from fenhao.runs.book import Advance
from fenhao.runs.example import DEMO_YEAR
from fenhao.runs.planning import measure_periods, measured
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
    _improve_service(cast, at=at)
    _improve_mailing(cast, at=at)


def _improve_service(cast: Cast, *, at: datetime) -> None:
    """Begin to move questions from the phone to self-service, judged by the ledger's cost of service."""
    service = cast.ids["service"]
    wanted = Wanted(
        title=cast.said["improvement"],
        note="",
        source=Source.hand,
        source_ref="",
        owner=service,
        due_on=date(int(DEMO_YEAR) + 1, 3, 31),
        aim=Aim(Measure.cost, Where(category="service")),
        baseline_month=_MEASURED[1],
        expected=1_000_00,
    )
    item = improvements.open_item(wanted, book=cast.book, key=key("improvement"), by=service, at=at)
    assert item.passed, item
    improvements.add_task(
        item.number,
        title=cast.said["improvement_task"],
        owner=service,
        due_on=date(int(DEMO_YEAR) + 1, 1, 31),
        key=key("improvement-task"),
        by=service,
        at=at,
    )


def _improve_mailing(cast: Cast, *, at: datetime) -> None:
    """Close what was begun in October with what the ledger has measured since."""
    operations = cast.ids["operations"]
    wanted = Wanted(
        title=cast.said["improved"],
        note="",
        source=Source.hand,
        source_ref="",
        owner=operations,
        due_on=date(int(DEMO_YEAR), 12, 31),
        aim=Aim(Measure.cost, Where(category="activities")),
        baseline_month=_MEASURED[0],
        expected=100_00,
    )
    item = improvements.open_item(wanted, book=cast.book, key=key("improved"), by=operations, at=at)
    assert item.passed, item
    closed = improvements.close_item(
        item.number,
        book=cast.book,
        why=cast.said["improved_why"],
        key=key("improved-closed"),
        by=operations,
        at=at,
    )
    assert closed.passed, closed
