"""The report's tables of budget and cost: what was funded and spent by line, and what cost was for, beside last year."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from fenhao.books.budgets.operations import LineStanding
from fenhao.interfaces.period._names import Spoken, share
from fenhao.interfaces.period._read import PeriodRead
from fenhao.interfaces.report import FigureColumn, FigureRow, FigureTable, Held, SheetKind as Kind
from fenhao.interfaces.words import say
from fenhao.runs.report import DIMENSIONS, CostPart, PeriodCost

NOTHING = "-"
"""How an address names the lines of no tier, and cost of which something is not known."""
_RELATIVE = 'IF({base}=0,"--",({now}-{base})/{base})'
_FIRST_ROW = 5
"""Where a sheet's rows begin: its share of the whole is a formula over all of them."""


@dataclass(frozen=True, slots=True)
class _Grouping:
    """Lines by one thing: its code of a line, and of a line of the year before; what a code is called."""

    by: str
    of: Callable[[LineStanding], str]
    of_before: Callable[[LineStanding], str]
    called: Callable[[str], str]


def report_word(names: Spoken, code: str, details: Mapping[str, str]) -> str:
    """Return a word of the report."""
    return say(f"web.report.{code}", details, names.lang)


def subtitle(names: Spoken, found: PeriodRead, what: str) -> str:
    """Return what, when and in which unit."""
    details = {
        "what": report_word(names, f"what_{what}", {}),
        "span": names.period(found.span.label),
        "unit": names.figures(0).unit,
    }
    return report_word(names, "subtitle", details)


def column(names: Spoken, code: str, kind: Kind, *, total: bool = False, bad: bool = False) -> FigureColumn:
    """Return a column with its word; ``bad`` marks figures of what went over its budget."""
    word = report_word(names, f"column_{code}", {})
    return FigureColumn(code, word, kind, total=total, bad_when=_went_over if bad else None)


def derived(
    names: Spoken,
    code: str,
    kind: Kind,
    formula: str,
    of: Callable[[Mapping[str, int]], Held],
    *,
    bad: bool = False,
) -> FigureColumn:
    """Return a column that derives from others: by ``of`` here, by ``formula`` in a workbook."""
    word = report_word(names, f"column_{code}", {})
    return FigureColumn(code, word, kind, formula=formula, of=of, bad_when=_went_over if bad else None)


def execution(names: Spoken, found: PeriodRead) -> tuple[FigureTable, ...]:
    """Return budget and execution by tier, by category, and month by month where there are several."""
    groupings = [
        _Grouping("tier", lambda line: line.key.tier, lambda line: line.key.tier, names.tier),
        _Grouping("category", lambda line: line.key.category, lambda line: line.key.category, names.category),
    ]
    if len(found.months) > 1:
        groupings.append(
            _Grouping("month", lambda line: line.key.period, _a_year_on, lambda code: names.period(code))
        )
    return tuple(_execution_by(names, found, each) for each in groupings)


def _a_year_on(line: LineStanding) -> str:
    """Return the same month of the year after a line's."""
    return f"{int(line.key.period[:4]) + 1}{line.key.period[4:]}"


def _execution_by(names: Spoken, found: PeriodRead, grouping: _Grouping) -> FigureTable:
    """Return one of them."""
    by = grouping.by
    codes = sorted({grouping.of(line) for line in found.lines}, key=lambda code: (code == "", code))
    rows = []
    for code in codes:
        held = [line for line in found.lines if grouping.of(line) == code]
        then = [line for line in found.before if grouping.of_before(line) == code]
        asked = {"period": code} if by == "month" else {"period": found.span.label, by: code or NOTHING}
        href = f"{reverse('web:report_lines')}?{urlencode(asked)}"
        values: dict[str, Held] = {
            "name": grouping.called(code),
            "funded": sum(line.funded_minor for line in held),
            "actual": sum(line.actual_minor for line in held),
            "reserved": sum(line.reserved_minor for line in held),
            "last": sum(line.actual_minor for line in then),
        }
        rows.append(FigureRow(values, dict.fromkeys(("funded", "actual", "reserved"), href)))
    return FigureTable(
        anchor=f"execution-{by}",
        name=report_word(names, f"sheet_execution_{by}", {}),
        title=_execution_message(names, rows, by),
        subtitle=subtitle(names, found, "execution"),
        columns=(
            FigureColumn("name", report_word(names, f"by_{by}", {}), Kind.text),
            *_execution_columns(names, with_last=bool(found.before)),
        ),
        rows=tuple(rows),
        empty=report_word(names, "no_lines", {}),
        total=report_word(names, "total", {}),
    )


def _execution_columns(names: Spoken, *, with_last: bool) -> tuple[FigureColumn, ...]:
    """Return the columns of execution; what derives from the others is a formula in the workbook."""
    relative = _RELATIVE.format(base="{funded}", now="{actual}")
    return (
        column(names, "funded", Kind.amount, total=True),
        column(names, "actual", Kind.amount, total=True, bad=True),
        *((column(names, "last", Kind.amount, total=True),) if with_last else ()),
        column(names, "reserved", Kind.amount, total=True),
        derived(
            names,
            "left",
            Kind.amount,
            "{funded}-{actual}-{reserved}",
            lambda row: row["funded"] - row["actual"] - row["reserved"],
        ),
        derived(
            names,
            "deviation",
            Kind.amount,
            "{actual}-{funded}",
            lambda row: row["actual"] - row["funded"],
            bad=True,
        ),
        derived(
            names,
            "deviation_share",
            Kind.share,
            relative,
            lambda row: share(row["actual"] - row["funded"], row["funded"]),
            bad=True,
        ),
        derived(
            names,
            "rate",
            Kind.share,
            'IF({funded}=0,"--",{actual}/{funded})',
            lambda row: share(row["actual"], row["funded"]),
            bad=True,
        ),
    )


def _went_over(row: Mapping[str, int]) -> bool:
    """Whether what was spent is more than its budget."""
    return row.get("actual", row.get("amount", 0)) > row["funded"] if "funded" in row else False


def _execution_message(names: Spoken, rows: list[FigureRow], by: str) -> str:
    """Return what the table says: which went over by most, or that none did."""
    gaps = {str(row.values["name"]): _minor(row, "actual") - _minor(row, "funded") for row in rows}
    over = {name: gap for name, gap in gaps.items() if gap > 0}
    if not over:
        return report_word(names, f"within_by_{by}", {})
    worst = max(over, key=lambda name: over[name])
    details = {"count": str(len(over)), "name": worst, "by": names.figures(over[worst]).spoken(over[worst])}
    return report_word(names, f"over_by_{by}", details)


def _minor(row: FigureRow, code: str) -> int:
    """Return an amount of a row."""
    held = row.values[code]
    assert isinstance(held, int), (code, held)
    return held


def costs(names: Spoken, found: PeriodRead, cost: PeriodCost) -> tuple[FigureTable, ...]:
    """Return what cost was for, by each dimension that parts it in more than one."""
    wanted = [each for each in DIMENSIONS if len(cost.by(each)) > 1 or each in {"tier", "category", "nature"}]
    return tuple(_cost_by(names, found, cost, each) for each in wanted)


def _cost_by(names: Spoken, found: PeriodRead, cost: PeriodCost, by: str) -> FigureTable:
    """Return cost by one dimension: tiers and categories beside their budget."""
    funded = _funded(found, by)
    rows = []
    for part in cost.by(by):
        asked = {"period": cost.label, "by": by, "code": part.code or NOTHING}
        href = f"{reverse('web:report_behind')}?{urlencode(asked)}"
        values: dict[str, Held] = {
            "name": cost_name(names, by, part.code),
            "amount": part.amount_minor,
            "before": part.before_minor,
            "entries": part.entries,
        }
        if funded:
            values["funded"] = funded.get(part.code, 0)
        rows.append(FigureRow(values, {"amount": href, "entries": href}))
    return FigureTable(
        anchor=f"cost-{by}",
        name=report_word(names, f"sheet_cost_{by}", {}),
        title=_cost_message(names, cost, by),
        subtitle=subtitle(names, found, "cost"),
        columns=(
            FigureColumn("name", report_word(names, f"by_{by}", {}), Kind.text),
            *_cost_columns(names, cost, rows=len(rows), with_budget=bool(funded)),
        ),
        rows=tuple(rows),
        empty=report_word(names, "no_cost", {}),
        total=report_word(names, "total", {}),
    )


def _cost_columns(
    names: Spoken, cost: PeriodCost, *, rows: int, with_budget: bool
) -> tuple[FigureColumn, ...]:
    """Return the columns of cost: budget where it is known, last year where there were facts."""
    budget = (
        column(names, "funded", Kind.amount, total=True),
        derived(
            names,
            "deviation",
            Kind.amount,
            "{amount}-{funded}",
            lambda row: row["amount"] - row["funded"],
            bad=True,
        ),
    )
    relative = _RELATIVE.format(base="{before}", now="{amount}")
    earlier = (
        column(names, "before", Kind.amount, total=True),
        derived(names, "change", Kind.amount, "{amount}-{before}", lambda row: row["amount"] - row["before"]),
        derived(
            names,
            "change_share",
            Kind.share,
            relative,
            lambda row: share(row["amount"] - row["before"], row["before"]),
        ),
    )
    amounts = f"$B${_FIRST_ROW}:$B${_FIRST_ROW + max(rows, 1) - 1}"
    return (
        column(names, "amount", Kind.amount, total=True, bad=with_budget),
        derived(
            names,
            "share",
            Kind.share,
            f'IF(SUM({amounts})=0,"--",{{amount}}/SUM({amounts}))',
            lambda row: share(row["amount"], cost.total_minor),
        ),
        *(budget if with_budget else ()),
        *(earlier if cost.before else ()),
        column(names, "entries", Kind.count, total=True),
    )


def _funded(found: PeriodRead, by: str) -> dict[str, int]:
    """Return the budget of each tier or category; nothing for dimensions that no budget knows."""
    if by not in {"tier", "category"}:
        return {}
    sums: dict[str, int] = {}
    for line in found.lines:
        code = line.key.tier if by == "tier" else line.key.category
        sums[code] = sums.get(code, 0) + line.funded_minor
    return sums


def cost_name(names: Spoken, by: str, code: str) -> str:
    """Return what a part of cost is called."""
    chart = names.here.book.chart
    if by == "tier":
        return names.tier(code)
    if not code:
        return report_word(names, "not_known", {})
    if by == "category":
        return names.category(code)
    if by == "cost_type":
        found = next((each for each in chart.cost_types if each.code == code), None)
        return code if found is None else found.name_zh if names.lang == "zh" else found.name_en
    return names.word(by, code) if by in {"nature", "purpose", "stage"} else code


def _cost_message(names: Spoken, cost: PeriodCost, by: str) -> str:
    """Return what the table says: the largest part and its share; of the natures, both."""
    parts = cost.by(by)
    if not cost.total_minor or not parts:
        return report_word(names, f"by_{by}", {})
    write = names.figures(cost.total_minor)
    largest: CostPart = max(parts, key=lambda part: part.amount_minor)
    details = {
        "by": report_word(names, f"by_{by}", {}),
        "name": cost_name(names, by, largest.code),
        "amount": write.spoken(largest.amount_minor),
        "share": write.percent(share(largest.amount_minor, cost.total_minor)),
    }
    if by == "nature":
        sums = {part.code: part.amount_minor for part in parts}
        details["fixed"] = write.percent(share(sums.get("fixed", 0), cost.total_minor))
        details["variable"] = write.percent(share(sums.get("variable", 0), cost.total_minor))
        return report_word(names, "cost_nature", details)
    return report_word(names, "cost_largest", details)
