"""``fenhao forecast``: cost ahead by line, tier and in the whole, and where the year will end beside its budget."""

from collections.abc import Mapping
from fractions import Fraction

import click

from fenhao.engine.forecast import YearEnd, as_money
from fenhao.interfaces.cli._books import Cell, Column, Kind, json_option, say_json, show
from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.report import survey_percent
from fenhao.kernel import Grain, parse_amount
from fenhao.runs.book import Book, Refused
from fenhao.runs.planning import (
    Forecast,
    PartForecast,
    Step,
    kept_forecast,
    work_forecast,
    year_ends,
    year_foretold,
)

_COLUMNS = (
    Column("part", Kind.word, "forecast_scope"),
    Column("tier", Kind.tier),
    Column("category", Kind.category),
    Column("basis", Kind.word, "forecast_basis"),
    Column("next", Kind.money),
    Column("low_minor", Kind.money),
    Column("mid_minor", Kind.money),
    Column("high_minor", Kind.money),
    Column("error"),
)
_YEAR = (
    Column("part", Kind.word, "forecast_scope"),
    Column("tier", Kind.tier),
    Column("category", Kind.category),
    Column("spent_minor", Kind.money),
    Column("rest_minor", Kind.money),
    Column("low_minor", Kind.money),
    Column("end_minor", Kind.money),
    Column("high_minor", Kind.money),
    Column("budget_minor", Kind.money),
    Column("gap_minor", Kind.money),
    Column("overrun", Kind.share),
)
_PROPOSED = (Column("period"), Column("amount_minor", Kind.money))


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""

    @click.command("forecast", help=frame.word("cli.forecast.help"))
    @click.option(
        "--step",
        type=click.Choice([each.value for each in Step]),
        default=Step.month.value,
        show_default=True,
        help=frame.word("cli.forecast.opt_step"),
    )
    @click.option("--until", default="", help=frame.word("cli.forecast.opt_until"))
    @click.option(
        "--growth", type=click.IntRange(-90, 500), default=0, help=frame.word("cli.forecast.opt_growth")
    )
    @click.option("--year-end", is_flag=True, help=frame.word("cli.forecast.opt_year"))
    @click.option("--propose", default="", help=frame.word("cli.forecast.opt_propose"))
    @json_option(frame)
    def forecast(step: str, until: str, growth: int, year_end: bool, propose: str, as_json: bool) -> int:
        book = frame.book()
        total = parse_amount(propose, digits=book.digits) if propose else 0
        found = _made(frame, book, Step(step), until=until, growth=growth)
        if propose:
            _propose(frame, book, found, total, as_json=as_json)
        elif year_end:
            _year_end(frame, book, found, as_json=as_json)
        elif as_json:
            _say(found)
        else:
            _show(frame, book, found)
        return 0

    return forecast


def _made(frame: Frame, book: Book, step: Step, *, until: str, growth: int) -> Forecast:
    """Work the forecast out, keep it, and return it; Trouble where there is none."""
    with frame.steps() as steps:
        work_forecast(book=book, step=step, until=until, growth_percent=growth, at=frame.now(), advance=steps)
    held = kept_forecast(book=book, step=step, until=until)
    assert held is not None, "it was kept just now"
    if isinstance(held.value, Refused):
        raise held.value.trouble
    return held.value.forecast


def _show(frame: Frame, book: Book, found: Forecast) -> None:
    """Print a line a part."""
    rows: list[tuple[Cell, ...]] = [
        (
            each.part,
            each.tier,
            each.category,
            each.basis,
            each.points[0].mid_minor,
            each.sums[-1].low_minor,
            each.sums[-1].mid_minor,
            each.sums[-1].high_minor,
            "–" if each.error is None else survey_percent(each.error),
        )
        for each in found.parts
    ]
    title = frame.word("cli.forecast.title", {"until": found.until, "ahead": str(len(found.ahead))})
    show(frame, _COLUMNS, rows, noun="forecast", as_json=False, digits=book.digits, title=title)
    if found.covered is not None:
        near, far = map(survey_percent, found.covered)
        frame.print("cli.forecast.covered", {"tried": str(found.tried), "near": near, "far": far})


def _say(found: Forecast) -> None:
    """Print the forecast, then a line a part and step; amounts are estimates in whole minor units."""
    say_json(
        {
            "step": found.step,
            "until": found.until,
            "growth_percent": found.growth_percent,
            "steps_known": found.steps_known,
            "tried": found.tried,
            "covered_80": found.covered[0] if found.covered else None,
            "covered_95": found.covered[1] if found.covered else None,
        }
    )
    for part in found.parts:
        for point in part.points:
            say_json(
                {
                    **_named(part),
                    "basis": part.basis,
                    "period": point.label,
                    "lowest_minor": point.lowest_minor,
                    "low_minor": point.low_minor,
                    "mid_minor": point.mid_minor,
                    "high_minor": point.high_minor,
                    "highest_minor": point.highest_minor,
                    "actual_minor": point.actual_minor,
                }
            )


def _year_end(frame: Frame, book: Book, found: Forecast, *, as_json: bool) -> None:
    """Print where each line ends the year beside the budget in force."""
    year = year_foretold(book, found)
    ends = year_ends(book=book, found=found, budgets=_budgets(frame, book, year))
    if as_json:
        for part, end in ends:
            say_json({"year": year, **_named(part), **_amounts(end), "overrun": end.overrun})
        return
    rows: list[tuple[Cell, ...]] = [
        (
            part.part,
            part.tier,
            part.category,
            *_amounts(end).values(),
            None if end.overrun is None else Fraction(end.overrun).limit_denominator(1000),
        )
        for part, end in ends
    ]
    title = frame.word("cli.forecast.year_title", {"year": year})
    show(frame, _YEAR, rows, noun="forecast", as_json=False, digits=book.digits, title=title)


def _propose(frame: Frame, book: Book, found: Forecast, total: int, *, as_json: bool) -> None:
    """Print an amount split over the steps ahead: the parts sum to it, to the minor unit."""
    parts = as_money(total, [point.mid_minor for point in found.whole.points])
    rows = list(zip(found.ahead, parts, strict=True))
    show(frame, _PROPOSED, rows, noun="forecast", as_json=as_json, digits=book.digits)


def _named(part: PartForecast) -> Mapping[str, object]:
    """Return what a part is of."""
    return {"part": part.part, "tier": part.tier, "category": part.category}


def _amounts(end: YearEnd) -> dict[str, int | None]:
    return {
        "spent_minor": end.spent_minor,
        "rest_minor": end.rest_minor,
        "low_minor": end.low_minor,
        "end_minor": end.end_minor,
        "high_minor": end.high_minor,
        "budget_minor": end.budget_minor,
        "gap_minor": end.gap_minor,
    }


def _budgets(frame: Frame, book: Book, year: str) -> dict[tuple[str, str], int]:
    """Return the year's budgets in force by line."""
    frame.connect(book.root, book.settings.database)
    from fenhao.books.budgets.operations import line_budgets
    from fenhao.books.database import read

    labels = [each.label for each in book.calendar.within(book.calendar.period(year).period, Grain.month)]
    return read(lambda session: line_budgets(session, labels, at=frame.now()))
