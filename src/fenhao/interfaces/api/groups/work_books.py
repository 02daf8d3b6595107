"""Long work that ends in the books as jobs: cases found, goals measured, tiers assessed, transfers proposed, months closed, budgets prepared."""

from collections.abc import Callable
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from fenhao.books.budgets.operations import line_budgets
from fenhao.books.database import read
from fenhao.books.findings import operations as findings
from fenhao.books.goals import GoalVerdict, listed, operations as goals
from fenhao.books.lessons import corrections
from fenhao.books.monthend import operations as monthend
from fenhao.books.monthend.operations import CloseVerdict
from fenhao.books.people import Right
from fenhao.books.plans import PlanVerdict, operations as plans
from fenhao.books.postings.operations import post_loads, publish
from fenhao.books.watch import operations as watch, seen_events, seen_overruns
from fenhao.engine.budget import Missing
from fenhao.engine.text import Kind, LearnRules
from fenhao.interfaces.api._fields import Asked, Flag, Id, Month, Name, Nothing, Share, TextKind
from fenhao.interfaces.api._here import moment
from fenhao.interfaces.api._offers import Offer
from fenhao.interfaces.api._work import Task, start
from fenhao.interfaces.fetching import Fetcher
from fenhao.interfaces.jobs import Said, Told, sentence
from fenhao.interfaces.names import period_name
from fenhao.interfaces.words import Language, explain_trouble, knows, say
from fenhao.kernel import Grain, Trouble
from fenhao.profiles import starting_goals
from fenhao.runs.book import Kept, Voice
from fenhao.runs.loading import loadable, sources
from fenhao.runs.planning import (
    ForecastMade,
    Step,
    Watch,
    kept_forecast,
    kept_watch,
    measure_periods,
    measured,
    months_with_facts,
    work_watch,
    year_foretold,
)
from fenhao.runs.report import found_in_year, newest_year, propose_budget
from fenhao.runs.service import work_satisfaction
from fenhao.runs.text import labelled_tickets, sort_tickets, train_text
from fenhao.warehouse import Engine

MONTHS_MAX = 24
"""How many months are measured, the newest ones."""


class OfYear(Asked):
    """A fiscal year's label, the newest with facts when it is left out."""

    year: Name = ""


class OneMonth(Asked):
    """A fiscal month."""

    month: Month


class FirstGoals(Asked):
    """The period from which baselines are taken, and who answers for the goals; the token's person when left out."""

    baseline: Name
    owner: Id | None = None


class Preparation(Asked):
    """A budget for the year after ``from_year``'s cost, grown; the newest year's and the policy's growth when left out."""

    from_year: Name = ""
    name: Name = ""
    growth: Share | None = None
    fixed_growth: Share | None = None
    missing: Missing = Missing.average
    scenario: Flag = False


class Learning(Asked):
    """What is learnt, and which share of sure answers, in percent, has to be right."""

    kind: TextKind
    target_percent: Annotated[int, Field(strict=True, ge=50, le=99)] = 95


class FromSource(Asked):
    """A source of ``sources.toml``; ``afresh`` begins at its beginning."""

    source: Name
    afresh: Flag = False


def _measure(task: Task, *, clv: bool, also: tuple[str, ...] = ()) -> int:
    """Measure the newest months that have facts; return how many."""
    at = moment()
    months = months_with_facts(book=task.here.book, until=task.here.book.today(at))[-MONTHS_MAX:]
    if not months:
        raise Trouble("goals.no_facts", {})
    labels = [*dict.fromkeys((*months, *also))]
    measure_periods(
        book=task.here.book, labels=labels, clv=clv, at=at, engine=Engine.duckdb, advance=task.advance
    )
    return len(months)


def _measure_goals(task: Task, _: Nothing) -> Told:
    """Measure what goals are judged by."""
    now = read(lambda session: listed(session, open_only=True))
    months = _measure(task, clv="ltv_per_cost" in {each.metric for each in now})
    numbers = goals.take_measures(book=task.here.book, by=task.here.by, at=moment())
    return sentence(
        "success", "web.goals.measured", {"months": str(months), "numbers": str(numbers), "goals": "0"}
    )


def _first_goals(task: Task, asked: FirstGoals) -> Told:
    """Set the goals to start with, from a measured period."""
    label = task.here.book.calendar.period(asked.baseline).label
    months = _measure(task, clv=True, also=(label,))
    facts = measured(book=task.here.book, label=label)
    if facts is None:
        raise Trouble("goals.baseline_not_measured", {"label": label})
    answers = goals.set_starting_goals(
        starting_goals(task.here.book.settings.profile),
        owner=asked.owner or task.here.by,
        calendar=task.here.book.calendar,
        facts=facts,
        key=task.key,
        by=task.here.by,
        at=moment(),
    )
    numbers = goals.take_measures(book=task.here.book, by=task.here.by, at=moment())
    done = sum(1 for each in answers if each.verdict is GoalVerdict.done)
    details = {"months": str(months), "numbers": str(numbers), "goals": str(done)}
    return sentence("success", "web.goals.started", details)


def _measure_items(task: Task, _: Nothing) -> Told:
    """Measure what improvement items are judged by: the ledger's months and the surveys."""
    _measure(task, clv=False)
    work_satisfaction(book=task.here.book, at=moment(), advance=task.advance)
    return sentence("success", "web.improve.was_measured", {})


def _find(task: Task, asked: OfYear) -> Told:
    """Bring the cases of a fiscal year up to what the facts show."""
    label, at = asked.year or newest_year(task.here.book), moment()
    if not label:
        raise Trouble("goals.no_facts", {})
    found = found_in_year(book=task.here.book, label=label, at=at, engine=Engine.duckdb, advance=task.advance)
    told = findings.refresh(found, key=task.key, by=task.here.by, at=at)
    counts = ("found", "new", "changed", "returned", "unchanged", "differing", "withdrawn")
    details = {"year": label, **{name: f"{getattr(told, name):,}" for name in counts}}
    return sentence("success", "cli.findings.refreshed", details)


def _look(task: Task, _: Nothing) -> Told:
    """Look at cost, and take what stands out into the books as alerts."""
    at = moment()
    work_watch(book=task.here.book, at=at, advance=task.advance)
    held = kept_watch(book=task.here.book)
    if isinstance(held, Kept) and isinstance(held.value, Watch):
        seen = seen_events(held.value)
        made = kept_forecast(book=task.here.book, step=Step.month, until="")
        if isinstance(made, Kept) and isinstance(made.value, ForecastMade):
            foretold = made.value.forecast
            year = task.here.book.calendar.period(year_foretold(task.here.book, foretold)).period
            labels = [each.label for each in task.here.book.calendar.within(year, Grain.month)]
            budgets = read(lambda session: line_budgets(session, labels, at=at))
            on = task.here.book.today(at)
            seen = (*seen, *seen_overruns(book=task.here.book, found=foretold, budgets=budgets, on=on))
        watch.take_in(seen, key=task.key, by=task.here.by, at=at)
    return sentence("success", "web.value.worked", {})


def _transfers(task: Task, asked: OneMonth) -> Told:
    """Propose transfers at a month's end: what tiers brought in the year so far is worked out first."""
    at = moment()
    monthend.propose_transfers(
        asked.month,
        returns=monthend.average_returns(book=task.here.book, month=asked.month, at=at, advance=task.advance),
        absorbs={},
        on=task.here.book.today(at),
        key=task.key,
        by=task.here.by,
        at=at,
    )
    return sentence("success", "web.value.worked", {})


def _post_loads(task: Task, _: Nothing) -> Told:
    """Post what was loaded and take back what was undone, and tell which months the books lack."""
    told = post_loads(book=task.here.book, by=task.here.by, at=moment(), advance=task.advance)
    counts = {
        "posted": str(len(told.posted)),
        "withdrawn": str(len(told.withdrawn)),
        "postings": f"{told.postings:,}",
    }

    def said(lang: Language) -> list[Said]:
        """Tell how it ended."""
        months = ("、" if lang == "zh" else ", ").join(period_name(each, lang=lang) for each in told.outside)
        outside = [Said("warning", say("web.unposted.outside", {"months": months}, lang))] if months else []
        return [Said("success", say("cli.ledger.posted", counts, lang)), *outside]

    return said


def _close(task: Task, asked: OneMonth) -> Told:
    """Post what was loaded, publish what was booked, check, then close in one transaction."""
    at, book = moment(), task.here.book
    voice = Voice(task.advance, lambda code, details: say(code, dict(details), task.here.lang))
    post_loads(book=book, by=task.here.by, at=at, advance=task.advance)
    publish(book=book, by=task.here.by, at=at, voice=voice)
    checks = monthend.closing_checks(book=book, month=asked.month, at=at, advance=task.advance)
    told = monthend.close(asked.month, checks=checks, key=task.key, by=task.here.by, at=at)
    tone = "success" if told.verdict is CloseVerdict.closed else "error"

    def said(lang: Language) -> list[Said]:
        """Tell how it ended, and what stands in the way."""
        reasons = [say(f"month_verdict.{told.verdict.value}", {}, lang)]
        reasons += [say(each.code, each.details, lang) for each in told.obstacles]
        for line, faults in told.faults:
            missing = "; ".join(say(f"closing_fault.{each.value}", {}, lang) for each in faults)
            called = f"{line.tier} {line.category}".strip()
            reasons.append(say("web.month.fault", {"line": called, "why": missing}, lang))
        return [Said(tone, each) for each in reasons]

    return said


def _prepare(task: Task, asked: Preparation) -> Told:
    """Prepare a version from a year's cost."""
    policy, at = task.here.book.policies.budget, moment()
    label = asked.from_year or newest_year(task.here.book)
    if not label:
        raise Trouble("plans.no_year", {})
    found = propose_budget(
        book=task.here.book,
        label=label,
        growth=policy.growth if asked.growth is None else Fraction(asked.growth),
        fixed_growth=policy.fixed_growth if asked.fixed_growth is None else Fraction(asked.fixed_growth),
        at=at,
        advance=task.advance,
        missing=asked.missing,
    )
    answer = plans.prepare(
        key=task.key,
        by=task.here.by,
        at=at,
        fiscal_year=found.fiscal_year,
        calendar=task.here.book.calendar,
        prepared=found.prepared,
        name=asked.name or found.prepared.label,
        currency=task.here.book.settings.currency,
        fixed_categories=found.fixed_categories,
        scenario=asked.scenario,
    )
    if answer.verdict is not PlanVerdict.done:
        told = answer.verdict.value
        code = f"web.plan_verdict.{told}" if knows(f"web.plan_verdict.{told}") else f"plan.verdict.{told}"
        return sentence("error", code, {"detail": answer.detail})
    return lambda lang: (Said("success", say("web.budget.prepared", {}, lang), f"/budget/{answer.version}/"),)


def _learn(task: Task, asked: Learning) -> Told:
    """Learn from tickets and what people put right, then sort all tickets."""
    kind, at = Kind(asked.kind), moment()
    put_right = read(lambda session: corrections(session, kind=kind.value))
    told = train_text(
        book=task.here.book,
        kind=kind,
        given=labelled_tickets(book=task.here.book, kind=kind, corrections=put_right),
        rules=LearnRules(target=asked.target_percent / 100),
        meaning=None,
        at=at,
        advance=task.advance,
    )
    found = sort_tickets(book=task.here.book, kind=kind, corrections=put_right, at=at, advance=task.advance)
    details = {
        "taught": f"{told.figures.taught:,}",
        "share": f"{told.figures.accuracy * 100:.1f}%",
        "tickets": f"{found.tickets:,}",
    }
    return sentence("success", "web.text.learnt", details)


def _fetch(task: Task, asked: FromSource) -> Told:
    """Fetch what a source has that is new."""
    source = next((each for each in sources(task.here.book) if each.name == asked.source), None)
    if source is None:
        raise Trouble("api.field.unknown", {"value": asked.source})
    voice = Voice(task.advance, lambda code, details: say(code, details, task.here.lang))
    fed = list(Fetcher(task.here.book, task.here.by, moment(), voice).fetch(source, afresh=asked.afresh))

    def said(lang: Language) -> list[Said]:
        """Tell what each feed brought."""
        found = []
        for each in fed:
            counts = {
                "source": source.name,
                "object": each.feed.object,
                "read": f"{each.rows_read:,}",
                "loaded": f"{each.loaded:,}",
                "already": f"{each.already_there:,}",
                "rejected": f"{each.rejected:,}",
                "fact": say(f"table.{loadable(each.feed.fact).name}", {}, lang),
            }
            tone = "warning" if each.rejected else "success"
            found.append(Said(tone, say("cli.sources.brought", counts, lang)))
            if each.trouble is not None:
                found.append(Said("error", explain_trouble(each.trouble, lang)))
        return found

    return said


def _month_job(kind: str) -> Callable[[OneMonth], str]:
    """Return what a month's job of a kind is called."""
    return lambda asked: f"{kind}-{asked.month}"


OFFERS: tuple[Offer, ...] = (
    start(
        "findings", Right.answer_finding, "Find ineffective spend of a year", OfYear, _find, page="findings"
    ),
    start("goals", Right.set_goal, "Measure what goals are judged by", Nothing, _measure_goals, page="goals"),
    start(
        "first-goals",
        Right.set_goal,
        "Set the goals to start with",
        FirstGoals,
        _first_goals,
        page="goals",
        name="goals",
    ),
    start(
        "improvements",
        Right.improve,
        "Measure what improvement items are judged by",
        Nothing,
        _measure_items,
        page="improvements",
    ),
    start("watch", Right.prepare_budget, "Look at daily cost", Nothing, _look, page="watch"),
    start(
        "transfers",
        Right.propose_move,
        "Propose transfers at a month's end",
        OneMonth,
        _transfers,
        page="month_transfers",
        name=_month_job("transfers"),
    ),
    start("post-loads", Right.record_facts, "Post what was loaded", Nothing, _post_loads, page="ledger"),
    start(
        "close",
        Right.close_month,
        "Post what was loaded, then close a month",
        OneMonth,
        _close,
        page="month_closing",
        name=_month_job("close"),
    ),
    start(
        "prepare",
        Right.prepare_budget,
        "Prepare a budget from a year's cost",
        Preparation,
        _prepare,
        page="budget",
    ),
    start("text", Right.see_personal, "Learn to sort tickets", Learning, _learn, page="service_text"),
    start(
        "fetch",
        Right.load,
        "Fetch what a source has that is new",
        FromSource,
        _fetch,
        page="sources",
        name=lambda asked: f"fetch-{asked.source.replace('_', '-')}",
    ),
)
