"""Long work as jobs: what pages work out behind themselves, begun, watched and stopped by a machine. Its results are kept and read elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from fenhao.books.people import Right
from fenhao.interfaces import jobs
from fenhao.interfaces.api._fields import Amount, Asked, Day, Name, NeededName, NoAmount, Nothing, Period
from fenhao.interfaces.api._here import Here, moment
from fenhao.interfaces.api._offers import Deed, Many, Offer, One, whole
from fenhao.interfaces.api._problems import nowhere
from fenhao.interfaces.api._work import JobShown, Task, every, shown, start
from fenhao.interfaces.jobs import Told, renew_mart, sentence, stop
from fenhao.kernel import Trouble, major_text
from fenhao.runs.book import Advance, Book
from fenhao.runs.loyalty import work_care, work_points, work_warnings
from fenhao.runs.mart import (
    trial_address,
    work_bridge,
    work_choice,
    work_cohorts,
    work_returns,
    work_trial,
)
from fenhao.runs.planning import (
    SplitAsked,
    Step,
    TrialOfProgramme,
    planned_year,
    work_forecast,
    work_split,
    work_year_facts,
)
from fenhao.runs.report import keep_period_cost, period_cost
from fenhao.runs.service import (
    assess_service,
    resolution_days,
    work_effect,
    work_satisfaction,
    work_service,
)
from fenhao.runs.value import ChurnAsked, ContractsAsked, trials, work_churn, work_contracts
from fenhao.warehouse import Engine

Percent = Annotated[int, Field(strict=True, ge=0, le=100)]
MAY_WORK = Right.prepare_budget
"""Who may have a result worked out; whoever may see anything reads what was kept."""


@dataclass(frozen=True, slots=True)
class PutAway:
    """A job whose outcome was put away."""

    name: str


class OfPeriod(Asked):
    """A fiscal period: 2026, 2026-Q1, 2026-03."""

    period: Period


class Bridged(OfPeriod):
    """A period beside another, the plan (``plan``) or, empty, the one before it."""

    against: Name = ""


class Leaving(Asked):
    """Who counts as leaving, and what could be done: its cost a customer and whom it saves, or an arm of a kept trial."""

    days: Annotated[int, Field(strict=True, ge=7, le=730)] = 90
    cost_minor: NoAmount = 0
    saves_percent: Percent = 10
    trial: Name = ""
    arm: Name = ""


class Renewing(Asked):
    """By what contracts are told apart, how many months ahead, and the discount a year in percent."""

    apart: Annotated[
        tuple[Literal["plan", "channel", "period_months"], ...],
        Field(max_length=3),
    ] = ("plan", "channel", "period_months")
    months: Annotated[int, Field(strict=True, ge=1, le=600)] = 36
    discount_percent: Percent = 10


class Chosen(Asked):
    """A campaign of the kept returns, or ``trial/`` with a trial's code; at most so much money and so many customers."""

    campaign: NeededName
    budget_minor: Amount | None = None
    contacts_max: Amount | None = None


class Tried(Asked):
    """A kept trial by lot whose arm was this programme's spending."""

    trial: NeededName
    arm: NeededName
    programme: NeededName


class SplitWish(Asked):
    """A budget to be split, that of the past year when it is left out; shares in percent."""

    budget_minor: Amount | None = None
    band: Percent = 10
    used: Percent = 90
    times: Annotated[int, Field(strict=True, ge=1, le=1000)] = 200
    experiments: Annotated[tuple[Tried, ...], Field(max_length=20)] = ()


class Foretell(Asked):
    """Months or weeks ahead; as of the end of an earlier month where one is named; growth in percent."""

    step: Step = Step.month
    until: Name = ""
    growth_percent: Annotated[int, Field(strict=True, ge=-90, le=500)] = 0


class Effect(Asked):
    """A channel before and after a day, so many days to either side."""

    day: Day
    channel: Name = ""
    days: Annotated[int, Field(strict=True, ge=1, le=366)] = 28


def _kept(
    path: str,
    summary: str,
    work: Callable[..., None],
    *,
    page: str,
    right: Right = MAY_WORK,
) -> Offer:
    """Return the offer of work that is asked nothing: it keeps what it finds, or why there is nothing."""

    def worked(task: Task, _: Nothing) -> Told:
        """Work it out."""
        work(book=task.here.book, at=moment(), advance=task.advance)
        return _done()

    return start(path, right, summary, Nothing, worked, page=page)


def _of_period(path: str, summary: str, work: Callable[..., None], *, page: str) -> Offer:
    """Return the offer of work on a period."""

    def worked(task: Task, asked: OfPeriod) -> Told:
        """Work it out."""
        work(book=task.here.book, label=_period(task.here, asked.period), at=moment(), advance=task.advance)
        return _done()

    return start(path, MAY_WORK, summary, OfPeriod, worked, page=page)


def _done() -> Told:
    """Return that something was worked out and kept."""
    return sentence("success", "web.value.worked", {})


def _period(here: Here, label: str) -> str:
    """Return a period's label; Trouble for one that there cannot be."""
    return here.book.calendar.period(label).label


def _bridge(task: Task, asked: Bridged) -> Told:
    """Work out why cost moved."""
    against = asked.against if asked.against in {"", "plan"} else _period(task.here, asked.against)
    label = _period(task.here, asked.period)
    work_bridge(book=task.here.book, label=label, against=against, at=moment(), advance=task.advance)
    return _done()


def _churn(task: Task, asked: Leaving) -> Told:
    """Work out who is about to leave."""
    work_churn(book=task.here.book, asked=ChurnAsked(**asked.model_dump()), at=moment(), advance=task.advance)
    return _done()


def _contracts(task: Task, asked: Renewing) -> Told:
    """Work out what contracts are worth."""
    wanted = ContractsAsked(**asked.model_dump())
    work_contracts(book=task.here.book, asked=wanted, at=moment(), advance=task.advance)
    return _done()


def _choose(task: Task, asked: Chosen) -> Told:
    """Choose whom to spend on, by the returns of a campaign or by what a trial showed."""
    digits = task.here.book.digits
    budget = major_text(asked.budget_minor, digits=digits) if asked.budget_minor is not None else ""
    most = -1 if asked.contacts_max is None else asked.contacts_max
    tried = next(
        (each for each in trials(book=task.here.book) if trial_address(each.code) == asked.campaign), None
    )
    if tried is not None:
        work_trial(
            book=task.here.book,
            trial=tried,
            budget=budget,
            contacts_max=most,
            at=moment(),
            advance=task.advance,
        )
    else:
        work_choice(
            book=task.here.book,
            campaign=asked.campaign,
            budget=budget,
            contacts_max=most,
            at=moment(),
            advance=task.advance,
        )
    return _done()


def _split(task: Task, asked: SplitWish) -> Told:
    """Split a budget where more does most."""
    wanted = SplitAsked(
        budget_minor=-1 if asked.budget_minor is None else asked.budget_minor,
        band=asked.band,
        used=asked.used,
        times=asked.times,
        experiments=tuple(
            TrialOfProgramme(each.trial, each.arm, "", each.programme) for each in asked.experiments
        ),
    )
    work_split(book=task.here.book, asked=wanted, at=moment(), advance=task.advance)
    return _done()


def _forecast(task: Task, asked: Foretell) -> Told:
    """Foretell cost."""
    work_forecast(
        book=task.here.book,
        step=asked.step,
        until=_period(task.here, asked.until) if asked.until and asked.step is Step.month else "",
        growth_percent=asked.growth_percent,
        at=moment(),
        advance=task.advance,
    )
    return _done()


def _year_facts(*, book: Book, at: datetime, advance: Advance) -> None:
    """Read the newest year for planning."""
    label = planned_year(book)
    if not label:
        raise Trouble("plans.no_year", {})
    work_year_facts(book=book, label=label, at=at, advance=advance)


def _surveys(*, book: Book, at: datetime, advance: Advance) -> None:
    """Work surveys out, and whom to call because of them."""
    work_satisfaction(book=book, at=at, advance=advance)
    work_care(book=book, at=at, advance=advance)


def _service(*, book: Book, at: datetime, advance: Advance) -> None:
    """Run the clocks of all tickets."""
    assess_service(book=book, at=at, engine=Engine.duckdb, advance=advance)


def _service_money(*, book: Book, label: str, at: datetime, advance: Advance) -> None:
    """Work out what service cost, what complaints cost, and whom resources served."""
    work_service(book=book, label=label, deadlines=resolution_days(book), at=at, advance=advance)


def _effect(task: Task, asked: Effect) -> Told:
    """Compare a channel before and after a day."""
    work_effect(
        book=task.here.book,
        day=asked.day,
        channel=asked.channel,
        days=asked.days,
        at=moment(),
        advance=task.advance,
    )
    return _done()


def _report(task: Task, asked: OfPeriod) -> Told:
    """Work a period's cost out for the report, by every dimension and beside the period before."""
    found = period_cost(
        book=task.here.book,
        label=_period(task.here, asked.period),
        at=moment(),
        engine=Engine.duckdb,
        advance=task.advance,
    )
    keep_period_cost(task.here.book, found, at=moment())
    return _done()


def _one(here: Here, _: Nothing) -> JobShown | None:
    """Return how a job stands."""
    found = shown(here, here.named)
    return found[1] if found else None


def _stop(here: Here, asked: Nothing, _: str) -> JobShown | None:
    """Stop it at its next step; one that has ended stays as it is."""
    if shown(here, here.named) is not None:
        stop(jobs.errand_name(here.named))
    return _one(here, asked)


def _put_away(here: Here, _asked: Nothing, _: str) -> PutAway:
    """Put its outcome away; what is under way stays."""
    found = shown(here, here.named)
    if found is None:
        raise nowhere()
    jobs.forget(here.book, here.named)
    return PutAway(here.named)


OFFERS: tuple[Offer, ...] = (
    Many("jobs", Right.see, "Jobs", JobShown, whole(every, place=lambda each: (each.name,)), Nothing),
    One("jobs/{name}", Right.see, "How a job stands, and what came of it", JobShown, _one, Nothing),
    Deed("jobs/{name}/stop", Right.see, "Stop a job at its next step", Nothing, JobShown, _stop, keeps=True),
    Deed(
        "jobs/{name}/put-away", Right.see, "Put a job's outcome away", Nothing, PutAway, _put_away, keeps=True
    ),
    start(
        "mart",
        Right.load,
        "Make customers' figures anew",
        Nothing,
        lambda task, _: renew_mart(book=task.here.book, advance=task.advance),
        page="customers",
    ),
    start("bridge", MAY_WORK, "Work out why cost moved", Bridged, _bridge, page="value_bridge"),
    _of_period("returns", "Work out what a period's spending returned", work_returns, page="value_returns"),
    _kept("cohorts", "Work out who stays, by month won", work_cohorts, page="value_cohorts"),
    start("churn", MAY_WORK, "Work out who is about to leave", Leaving, _churn, page="value_churn"),
    start(
        "contracts",
        MAY_WORK,
        "Work out how contracts are renewed and what they are worth",
        Renewing,
        _contracts,
        page="value_contracts",
    ),
    start("choice", MAY_WORK, "Choose whom to spend on", Chosen, _choose, page="value_choose"),
    start("split", MAY_WORK, "Split a budget where more does most", SplitWish, _split, page="split"),
    start("forecast", MAY_WORK, "Foretell cost", Foretell, _forecast, page="forecast"),
    _kept("planning", "Read the newest year for planning", _year_facts, page="plan"),
    _kept("service", "Run the clocks of all tickets", _service, page="service"),
    _of_period("service-money", "Work out what service cost", _service_money, page="service_cost"),
    start(
        "service-effect",
        MAY_WORK,
        "Compare a channel before and after a day",
        Effect,
        _effect,
        page="service_capacity",
    ),
    _kept("satisfaction", "Work surveys out, and whom to call", _surveys, page="satisfaction"),
    _kept("service-warnings", "Work out who may complain", work_warnings, page="service_warnings"),
    _kept("points", "Work points out", work_points, page="points"),
    _kept("care", "Make the list of calls", work_care, page="care", right=Right.improve),
    start(
        "report",
        Right.see,
        "Work a period's cost out for the report",
        OfPeriod,
        _report,
        page="report",
        name=lambda asked: f"report-{asked.period}",
    ),
)
