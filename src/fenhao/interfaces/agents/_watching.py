"""Tools about what wants attention: ineffective spend, goals, forecasts, alerts of cost."""

from fenhao.books.budgets.operations import line_budgets
from fenhao.books.database import read
from fenhao.books.findings import CaseFilter, CaseRow, by_rule, ineffective_share, listed, summed
from fenhao.books.goals import GoalRow, listed as goals_listed
from fenhao.books.people import usernames
from fenhao.books.watch import AlertRow, alerts
from fenhao.engine.metrics import path_at
from fenhao.engine.waste import CaseState
from fenhao.interfaces.agents._asked import Asked
from fenhao.interfaces.agents._told import Seat, Told, paged, quote
from fenhao.interfaces.names import evidence_text, type_names
from fenhao.interfaces.report import exact_text
from fenhao.kernel import Grain
from fenhao.runs.book import Refused
from fenhao.runs.planning import Forecast, PartForecast, Step, kept_forecast, year_ends, year_foretold
from fenhao.runs.report import newest_year


def waste(seat: Seat, asked: Asked) -> Told:
    """Return the findings of ineffective spend of a year: by rule, and case by case."""
    year = (
        asked.text("year")
        or newest_year(seat.book)
        or str(seat.book.calendar.year_number(seat.book.today(seat.at)))
    )
    state = CaseState(asked.text("state")) if asked.text("state") else None
    wanted = CaseFilter(year=year, rule=asked.text("rule"), state=state, tier=asked.text("tier"))
    labels = [
        each.label for each in seat.book.calendar.within(seat.book.calendar.period(year).period, Grain.month)
    ]

    rows, (count, counted), rules, share, people = read(
        lambda session: (
            listed(session, wanted, rows_max=asked.skip + asked.limit),
            summed(session, wanted),
            by_rule(session, labels),
            ineffective_share(session, year=year),
            usernames(session),
        )
    )
    types = type_names(seat.book.chart, lang=seat.lang)

    def tell(each: CaseRow) -> Told:
        """Return one case."""
        return seat.line(each.spent_month, each.line_tier, each.category) | {
            "case": each.id,
            "rule": each.rule,
            "rule_name": seat.word("rule", each.rule),
            "found_on": each.found_on.isoformat(),
            "customer": seat.customer(each.customer),
            "campaign": quote(each.campaign),
            "counted": seat.money(each.counted_minor),
            "state": each.state.value,
            "owner": quote(people.get(each.owner or 0, "–")),
            "why": quote(each.why),
            "evidence": quote(evidence_text(each.evidence, types=types, lang=seat.lang)),
        }

    return {
        "year": year,
        "share_of_cost": seat.share(share),
        "target": seat.share(seat.book.policies.waste.share_target),
        "counted": seat.money(counted),
        "by_rule": [
            {
                "rule": each.rule,
                "name": seat.word("rule", each.rule),
                "cases": each.cases,
                "counted": seat.money(each.counted_minor),
                "open": seat.money(each.open_minor),
                "recovered": seat.money(each.recovered_minor),
            }
            for each in rules
        ],
        "cases": paged(rows[asked.skip :], skip=asked.skip, limit=asked.limit, tell=tell, total=count),
    }


def goals(seat: Seat, asked: Asked) -> Told:
    """Return the goals that are open, with baseline, newest measurement, path and target."""
    found, people = read(
        lambda session: (goals_listed(session, open_only=asked.text("state") != "all"), usernames(session))
    )

    def tell(each: GoalRow) -> Told:
        """Return one goal in its metric's own unit."""
        metric, newest = each.definition, each.newest
        digits, zh = seat.book.digits, seat.lang == "zh"
        return {
            "goal": each.id,
            "metric": each.metric,
            "name": metric.name_zh if zh else metric.name_en,
            "definition": metric.formula_zh if zh else metric.formula_en,
            "unit": metric.unit.value,
            "tier": each.where.tier,
            "category": each.where.category,
            "department": quote(each.where.department),
            "baseline_of": each.baseline_label,
            "baseline": exact_text(metric.unit, each.baseline, digits=digits),
            "actual_of": newest.month if newest else None,
            "actual": exact_text(metric.unit, newest.value, digits=digits) if newest else None,
            "path": exact_text(metric.unit, path_at(each.aim, newest.place), digits=digits)
            if newest and newest.place >= 0
            else None,
            "target": exact_text(metric.unit, each.target, digits=digits),
            "due_month": each.due_month,
            "state": each.state,
            "owner": quote(people.get(each.owner or 0, each.owner_department or "–")),
            "why": quote(each.why),
        }

    return paged(found, skip=asked.skip, limit=asked.limit, tell=tell)


def forecast(seat: Seat, asked: Asked) -> Told:
    """Return the forecast that was kept: where each line and the whole will end the year beside its budget."""
    step = Step(asked.text("step") or Step.month.value)
    held = kept_forecast(book=seat.book, step=step, until="")
    if held is None:
        return {"kept": False, "work_out_with": "fenhao forecast"}
    if isinstance(held.value, Refused):
        raise held.value.trouble
    found = held.value.forecast

    def tell(part: PartForecast) -> Told:
        """Return the steps ahead of a part."""
        last = part.sums[-1]
        return {
            "part": part.part.value,
            "tier": part.tier,
            "category": part.category,
            "basis": part.basis.value,
            "ahead": found.ahead[-1],
            "sum_ahead": seat.estimate(last.low_minor, last.mid_minor, last.high_minor),
            "steps": [
                {"period": each.label} | seat.estimate(each.low_minor, each.mid_minor, each.high_minor)
                for each in part.points
            ],
        }

    told: Told = {
        "kept": True,
        "stale": held.stale,
        "made_at": held.made_at.isoformat(),
        "step": found.step.value,
        "until": found.until,
        "interval": "80 %",
        "year_end": _year_end(seat, held.value.forecast) if found.step is Step.month else [],
    }
    return told | paged(found.parts, skip=asked.skip, limit=min(asked.limit, 20), tell=tell)


def _year_end(seat: Seat, found: Forecast) -> list[Told]:
    """Return where the lines that are likely to overrun, and the whole, will end the year."""
    year = year_foretold(seat.book, found)
    labels = [
        each.label for each in seat.book.calendar.within(seat.book.calendar.period(year).period, Grain.month)
    ]
    held = read(lambda session: line_budgets(session, labels, at=seat.at))
    ends = year_ends(book=seat.book, found=found, budgets=held)
    return [
        {
            "part": part.part.value,
            "tier": part.tier,
            "category": part.category,
            "spent": seat.money(end.spent_minor),
            "budget": None if end.budget_minor is None else seat.money(end.budget_minor),
            "year_end": seat.estimate(
                end.spent_minor + end.low_minor, end.end_minor, end.spent_minor + end.high_minor
            ),
            "chance_of_overrun": None if end.overrun is None else f"{end.overrun:.2f}",
        }
        for part, end in sorted(ends, key=lambda each: -(each[1].overrun or 0))[:20]
    ]


def watched(seat: Seat, asked: Asked) -> Told:
    """Return what stood out in cost, newest first, with what people answered."""
    found = read(alerts)
    wanted = [each for each in found if asked.text("state") == "all" or each.verdict is None]

    def tell(each: AlertRow) -> Told:
        """Return one alert; expected is an estimate."""
        return {
            "alert": each.id,
            "kind": each.kind,
            "tier": each.tier,
            "what": each.what,
            "channel": quote(each.channel),
            "first_on": each.first_on.isoformat(),
            "last_on": each.last_on.isoformat(),
            "actual": seat.money(each.actual_minor),
            "expected": {"is": "estimate"} | seat.money(each.expected_minor),
            "answer": each.verdict.value if each.verdict else None,
            "why": quote(each.why),
        }

    return paged(wanted, skip=asked.skip, limit=asked.limit, tell=tell)
