"""The report of a period in one language: its message, key figures, chart, tables and remarks."""

from fractions import Fraction

from django.urls import reverse
from django.utils.http import urlencode

from fenhao.interfaces.charts import Column, columns
from fenhao.interfaces.period._events import events, remarks
from fenhao.interfaces.period._names import Spoken, moment, share
from fenhao.interfaces.period._read import PeriodRead
from fenhao.interfaces.period._tables import costs, execution, report_word
from fenhao.interfaces.report import Figures, KeyFigure, PeriodReport
from fenhao.interfaces.words import say
from fenhao.runs.report import PeriodCost

CHART_WIDTH = 1080
NO_SHARE = "--"


def period_report(names: Spoken, found: PeriodRead) -> PeriodReport:
    """Return everything that the report says to this reader."""
    funded = sum(line.funded_minor for line in found.lines)
    actual = sum(line.actual_minor for line in found.lines)
    cost = found.cost
    write = names.figures(max(funded, actual, cost.total_minor if cost else 0))
    span = names.period(found.span.label)
    return PeriodReport(
        company=names.here.book.settings.company,
        title=_message(names, found, funded=funded, actual=actual),
        eyebrow=say("web.overview.eyebrow", {"span": span, "unit": names.figures(0).unit}, names.lang),
        key_figures=(
            *_of_books(names, found, write, funded=funded, actual=actual),
            *(_of_facts(names, found, cost, write) if cost else ()),
        ),
        chart=_chart(names, found),
        chart_title=report_word(names, "chart", {"year": names.period(found.year.label)}),
        tables=(
            *execution(names, found),
            *(costs(names, found, cost) if cost else ()),
            *events(names, found),
        ),
        remarks=remarks(names, found),
        foot=report_word(
            names,
            "foot",
            {
                "start": found.span.period.start.isoformat(),
                "end": found.span.period.last.isoformat(),
                "at": moment(names.here, names.here.at),
                "by": names.here.reader_name,
            },
        ),
        figures=write,
    )


def _message(names: Spoken, found: PeriodRead, *, funded: int, actual: int) -> str:
    """Return the report's one sentence: what was spent of the budget, what went over, and the ineffective share."""
    over = [line for line in found.lines if line.actual_minor > line.funded_minor]
    write = names.figures(max(funded, actual))
    facts = {
        "span": names.period(found.span.label),
        "actual": write.spoken(actual),
        "share": write.percent(share(actual, funded)),
        "count": str(len(over)),
    }
    if over:
        worst = min(over, key=lambda line: line.funded_minor - line.actual_minor)
        tier, category = names.tier(worst.key.tier), names.category(worst.key.category)
        facts["worst"] = f"{tier} {category}"
        facts["by"] = write.spoken(worst.actual_minor - worst.funded_minor)
    told = report_word(names, "over" if over else "within" if found.lines else "no_budget", facts)
    cost = found.cost
    if cost is None or not cost.total_minor:
        return told
    wasted = share(cost.waste_minor, cost.total_minor) or Fraction(0)
    details = {
        "message": told,
        "wasted": write.percent_beside(wasted, cost.waste_target),
        "target": write.percent_short(cost.waste_target),
    }
    return report_word(names, "wasted_above" if wasted > cost.waste_target else "wasted_within", details)


def _of_books(
    names: Spoken, found: PeriodRead, write: Figures, *, funded: int, actual: int
) -> tuple[KeyFigure, ...]:
    """Return what was budgeted, spent, held and is left."""
    reserved = sum(line.reserved_minor for line in found.lines)
    over = sum(1 for line in found.lines if line.actual_minor > line.funded_minor)
    href = f"{reverse('web:report_lines')}?{urlencode({'period': found.span.label})}"
    of_budget = report_word(names, "of_budget", {"share": write.percent(share(actual, funded))})
    went_over = report_word(names, "lines_over", {"count": str(over), "reserved": write.amount(reserved)})
    lines = report_word(names, "lines_count", {"count": str(len(found.lines))})
    if (before := found.funded_before_closing_minor) != funded:
        # what a closed month did not use has left it, so that nearly all of the rest is used
        told = {"amount": write.amount(before), "share": write.percent(share(actual, before))}
        lines = report_word(names, "before_closing", {"lines": lines, **told})
    return (
        KeyFigure(_with_unit(names, "column_funded", write), write.amount(funded), lines, href),
        KeyFigure(_with_unit(names, "column_actual", write), write.amount(actual), of_budget, href),
        KeyFigure(
            _with_unit(names, "column_left", write),
            write.amount(funded - actual - reserved),
            went_over,
            href,
            "bad" if funded < actual + reserved else "",
        ),
    )


def _with_unit(names: Spoken, code: str, write: Figures) -> str:
    """Return what a key figure is called, with its unit: tables below it show every cent."""
    return report_word(names, "with_unit", {"name": report_word(names, code, {}), "unit": write.unit})


def _of_facts(names: Spoken, found: PeriodRead, cost: PeriodCost, write: Figures) -> tuple[KeyFigure, ...]:
    """Return the cost in the facts beside last year's, how much of it is fixed, and how much bought nothing."""
    change = share(cost.total_minor - cost.before_minor, cost.before_minor) if cost.before else None
    beside = (
        report_word(names, "beside", {"year": names.period(cost.before), "change": write.change(change)})
        if cost.before
        else report_word(names, "no_last_year", {})
    )
    natures = {part.code: part.amount_minor for part in cost.by("nature")}
    fixed = share(natures.get("fixed", 0), cost.total_minor)
    variable = share(natures.get("variable", 0), cost.total_minor)
    wasted = share(cost.waste_minor, cost.total_minor)
    target = report_word(names, "at_most", {"target": write.percent_short(cost.waste_target)})
    cases = f"{reverse('web:findings')}?{urlencode({'year': found.year.label})}"
    return (
        KeyFigure(
            _with_unit(names, "cost_of_facts", write), write.amount(cost.total_minor), beside, "#cost-tier"
        ),
        KeyFigure(
            report_word(names, "fixed_variable", {}),
            f"{_short(write, fixed)} / {_short(write, variable)}",
            "",
            "#cost-nature",
        ),
        KeyFigure(
            report_word(names, "wasted", {}),
            write.percent_beside(wasted, cost.waste_target),
            target,
            cases,
            "bad" if wasted is not None and wasted > cost.waste_target else "",
        ),
    )


def _short(write: Figures, part: Fraction | None) -> str:
    """Return a share without decimals, so that two of them stand beside each other; its table has the decimals."""
    return NO_SHARE if part is None else write.percent_short(part)


def _chart(names: Spoken, found: PeriodRead) -> str:
    """Return the months of the fiscal year, actual against budget; '' where the books have no budget."""
    sums: dict[str, list[int]] = {}
    for line in found.of_year:
        cell = sums.setdefault(line.key.period, [0, 0])
        cell[0] += line.actual_minor
        cell[1] += line.funded_minor
    if not sums:
        return ""
    today = names.here.book.today(names.here.at)
    write = names.figures(max(max(cell) for cell in sums.values()))
    months = {label: names.here.book.calendar.period(label).period for label in sums}
    items = [
        Column(
            label=names.month(label),
            actual=actual if actual or months[label].start <= today else None,
            plan=plan,
            forecast=False,
            title=f"{names.period(label)} {write.exact(actual)} / {write.exact(plan)}",
            href=f"?period={label}",
        )
        for label, (actual, plan) in sorted(sums.items(), key=lambda each: months[each[0]].start)
    ]
    caption = say("web.overview.chart", {}, names.lang)
    return columns(items, names.voice(write), width=CHART_WIDTH, key="report", caption=caption)
