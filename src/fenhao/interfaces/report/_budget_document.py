"""The Annual CRM Budget 年度CRM预算表: one version of a year's budget for the board's table, on paper and as a workbook."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from fenhao.engine.budget import PlanCell
from fenhao.interfaces.charts import Part, Stack, Voice, stacks
from fenhao.interfaces.names import category_name, period_name, tier_name, word
from fenhao.interfaces.report._budget_signatures import signatures
from fenhao.interfaces.report._figure_tables import FigureColumn, FigureRow, FigureTable, Held
from fenhao.interfaces.report._figures import NO_DATA, Figures, figures, share
from fenhao.interfaces.report._period import KeyFigure, PeriodReport, Remarks
from fenhao.interfaces.report._sheet import Kind
from fenhao.interfaces.words import Language, say
from fenhao.profiles import reference_ranges
from fenhao.runs.book import Book

if TYPE_CHECKING:  # rooms of the books open only once the site is set up
    from fenhao.books.inbox.operations import CaseFile
    from fenhao.books.plans import Plan

CHART_WIDTH, CHART_HEIGHT, SHADES_MOST = 1080, 150, 4
_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class BudgetTold:
    """What the document is made of: a version, its case where anybody was asked, people's names, and who makes it when."""

    book: Book
    plan: "Plan"
    case: "CaseFile | None"
    people: Mapping[int, str]
    lang: Language
    by: str
    at: datetime

    def say(self, code: str, details: Mapping[str, str] = _NOTHING) -> str:
        """Return a word of the document."""
        return say(f"budget_document.{code}", details, self.lang)

    def tier(self, code: str) -> str:
        """Return a tier's name."""
        return tier_name(code, lang=self.lang)

    def category(self, code: str) -> str:
        """Return a category's name."""
        return category_name(code, chart=self.book.chart, lang=self.lang)

    @property
    def exact(self) -> Figures:
        """Return how amounts are written to their last unit."""
        return figures(lang=self.lang, currency=self.plan.version.currency, largest_minor=0)

    @property
    def write(self) -> Figures:
        """Return how the document's large figures are written."""
        total = self.plan.sheet.total_minor
        return figures(lang=self.lang, currency=self.plan.version.currency, largest_minor=total)

    @property
    def quarters(self) -> tuple[str, ...]:
        """Return the year's quarters."""
        return tuple(each.quarter for each in self.plan.version.quarters)

    @property
    def name(self) -> str:
        """Return what people know the version by."""
        return f"{self.plan.version.fiscal_year}.{self.plan.version.number}"


def budget_document(told: BudgetTold) -> PeriodReport:
    """Return the document; every amount of it is a sum of the version's cells."""
    version, cells, write = told.plan.version, told.plan.sheet.cells, told.write
    total = told.plan.sheet.total_minor
    fixed = _sum(each for each in cells if each.fixed and not each.is_reserve)
    reserve = _sum(each for each in cells if each.is_reserve)
    variable = total - fixed - reserve
    title = told.say(
        "title",
        {
            "year": str(version.fiscal_year),
            "total": write.spoken(total),
            "variable": write.spoken(variable),
            "fixed": write.spoken(fixed),
            "reserve": write.spoken(reserve),
        },
    )
    lines = len({(each.key.tier, each.key.category, each.fixed) for each in cells if not each.is_reserve})

    def key(code: str, minor: int) -> KeyFigure:
        """Return one figure on top."""
        note = told.say("of_total", {"share": write.percent(share(minor, total))})
        return KeyFigure(f"{told.say(code)} ({write.unit})", write.amount(minor), note, "")

    whole = told.say("total_note", {"lines": str(lines)})
    chart, chart_title = _chart(told)
    return PeriodReport(
        company=told.book.settings.company,
        title=title if version.in_force_at else told.say("draft_title", {"title": title}),
        eyebrow=told.say(
            "eyebrow",
            {
                "year": str(version.fiscal_year),
                "version": told.name,
                "name": version.name,
                "state": word("plan.state", version.state.value, lang=told.lang),
                "currency": version.currency,
            },
        ),
        key_figures=(
            KeyFigure(f"{told.say('total')} ({write.unit})", write.amount(total), whole, ""),
            key("variable", variable),
            key("fixed", fixed),
            key("reserve", reserve),
        ),
        chart=chart,
        chart_title=chart_title,
        tables=(
            _by_tier(told),
            _natures(told, fixed=fixed, reserve=reserve),
            _lines(told, count=lines),
            _steps(told),
            signatures(told),
        ),
        remarks=_remarks(told),
        foot=told.say(
            "foot",
            {
                "at": f"{told.book.local(told.at):%Y-%m-%d %H:%M}",
                "by": told.by or NO_DATA,
                "token": str(version.token),
                "version": told.name,
                "total": told.exact.exact(total),
            },
        ),
        figures=told.exact,
    )


def _sum(cells: Iterable[PlanCell]) -> int:
    return sum(each.amount_minor for each in cells)


def _by_quarter(told: BudgetTold, cells: Sequence[PlanCell]) -> dict[str, Held]:
    """Return the sums of some cells by quarter."""
    quarter_of = {month: each.quarter for each in told.plan.version.quarters for month in each.months}
    found: dict[str, Held] = {}
    for place, quarter in enumerate(told.quarters):
        found[f"q{place}"] = _sum(each for each in cells if quarter_of[each.key.month] == quarter)
    return found


def _amount_columns(told: BudgetTold) -> tuple[FigureColumn, ...]:
    """Return the quarters, and the year and its share of the total, which derive from them."""
    codes = [f"q{place}" for place in range(len(told.quarters))]
    total = told.plan.sheet.total_minor

    def whole(amounts: Mapping[str, int]) -> int:
        """Return the year."""
        return sum(amounts.get(code, 0) for code in codes)

    def part(amounts: Mapping[str, int]) -> Fraction | None:
        """Return the year's share of the whole budget."""
        return share(whole(amounts), total)

    units = 10**told.exact.digits
    major = f"{total}/{units}" if units > 1 else str(total)
    return (
        *(
            FigureColumn(code, quarter.partition("-")[2] or quarter, Kind.amount, total=True)
            for code, quarter in zip(codes, told.quarters, strict=True)
        ),
        FigureColumn(
            "year", told.say("year"), Kind.amount, formula="+".join(f"{{{each}}}" for each in codes), of=whole
        ),
        FigureColumn(
            "share",
            told.say("share"),
            Kind.share,
            formula=f'IF({total}=0,"{NO_DATA}",{{year}}/({major}))',
            of=part,
        ),
    )


def _by_tier(told: BudgetTold) -> FigureTable:
    """Return the budget by tier; what has none, and the reserve, have rows of their own."""
    groups: dict[str, list[PlanCell]] = {}
    for each in sorted(
        told.plan.sheet.cells, key=lambda each: (each.is_reserve, not each.key.tier, each.key.tier)
    ):
        name = told.say("reserve") if each.is_reserve else told.tier(each.key.tier)
        groups.setdefault(name, []).append(each)
    tiered = [name for name, held in groups.items() if held[0].key.tier] or list(groups)
    largest = max(tiered, key=lambda name: _sum(groups[name]), default=NO_DATA)
    part = share(_sum(groups.get(largest, ())), told.plan.sheet.total_minor)
    title = told.say("tiers_title", {"tier": largest, "share": told.write.percent(part)})
    rows = tuple(FigureRow({"of": name, **_by_quarter(told, held)}, {}) for name, held in groups.items())
    return _table(told, "tiers", title, (FigureColumn("of", told.say("tier"), Kind.text),), rows)


def _natures(told: BudgetTold, *, fixed: int, reserve: int) -> FigureTable:
    """Return the budget by nature."""
    total = told.plan.sheet.total_minor
    kinds: tuple[tuple[str, Callable[[PlanCell], bool]], ...] = (
        ("variable", lambda each: not each.fixed and not each.is_reserve),
        ("fixed", lambda each: each.fixed and not each.is_reserve),
        ("reserve", lambda each: each.is_reserve),
    )
    rows = tuple(
        FigureRow(
            {
                "of": told.say(code),
                **_by_quarter(told, [each for each in told.plan.sheet.cells if fits(each)]),
            },
            {},
        )
        for code, fits in kinds
    )
    title = told.say(
        "natures_title",
        {
            "share": told.write.percent(share(fixed, total)),
            "reserve": told.write.percent(share(reserve, total)),
        },
    )
    return _table(told, "natures", title, (FigureColumn("of", told.say("nature"), Kind.text),), rows)


def _lines(told: BudgetTold, *, count: int) -> FigureTable:
    """Return every line: tier, category, nature, quarter by quarter."""
    groups: dict[tuple[str, str, bool], list[PlanCell]] = {}
    for each in told.plan.sheet.cells:
        groups.setdefault((each.key.tier, each.key.category, each.fixed), []).append(each)
    order = sorted(groups, key=lambda line: (groups[line][0].is_reserve, line[0] == "", line))
    rows = []
    for line in order:
        held = groups[line]
        code = "reserve" if held[0].is_reserve else "fixed" if line[2] else "variable"
        names = {"tier": told.tier(line[0]) if line[0] else "", "category": told.category(line[1])}
        rows.append(FigureRow({**names, "nature": told.say(code), **_by_quarter(told, held)}, {}))
    columns = tuple(FigureColumn(code, told.say(code), Kind.text) for code in ("tier", "category", "nature"))
    total = told.exact.exact(told.plan.sheet.total_minor)
    title = told.say("lines_title", {"count": str(count), "total": total})
    return _table(told, "lines", title, columns, tuple(rows))


def _table(
    told: BudgetTold, code: str, title: str, first: tuple[FigureColumn, ...], rows: tuple[FigureRow, ...]
) -> FigureTable:
    """Return a table of quarters."""
    return FigureTable(
        anchor=code,
        name=told.say(code),
        title=title,
        subtitle=told.say("in_unit", {"currency": told.plan.version.currency}),
        columns=(*first, *_amount_columns(told)),
        rows=rows,
        empty=NO_DATA,
        total=told.say("total"),
    )


def _steps(told: BudgetTold) -> FigureTable:
    """Return the arithmetic by which the total was proposed."""
    total, proposed = told.plan.sheet.total_minor, told.plan.steps[-1].amount_minor if told.plan.steps else 0
    steps = [
        (f"{word('budget_step', each.code, lang=told.lang)} {each.detail}".rstrip(), each.amount_minor)
        for each in told.plan.steps
    ]
    if total != proposed:
        steps += [(told.say("edits"), total - proposed), (told.say("this_version"), total)]
    rows = tuple(FigureRow({"step": name, "amount": amount}, {}) for name, amount in steps)
    columns = (
        FigureColumn("step", told.say("step"), Kind.text),
        FigureColumn("amount", told.say("amount"), Kind.amount),
    )
    subtitle = told.say("in_unit", {"currency": told.plan.version.currency})
    return FigureTable("steps", told.say("steps"), told.say("steps_title"), subtitle, columns, rows, NO_DATA)


def _remarks(told: BudgetTold) -> tuple[Remarks, ...]:
    """Return the notes and comments, and the usual ranges."""
    notes = [
        told.say(
            "note_of",
            {
                "place": " · ".join(
                    part
                    for part in (
                        period_name(each.key.month, lang=told.lang),
                        told.tier(each.key.tier) if each.key.tier else "",
                        told.category(each.key.category),
                    )
                    if part
                ),
                "text": each.note,
            },
        )
        for each in told.plan.sheet.cells
        if each.note
    ]
    notes += [
        told.say(
            "said",
            {
                "who": told.people.get(each.by or 0, NO_DATA),
                "day": told.book.today(each.at).isoformat(),
                "text": each.text,
            },
        )
        for each in told.plan.comments
    ]
    write, ranges = told.write, []
    for each in reference_ranges(told.book.settings.profile):
        details = {
            "name": each.name_zh if told.lang == "zh" else each.name_en,
            "low": write.percent_short(each.low),
        }
        if each.high is None:
            ranges.append(told.say("range_from", details))
        else:
            ranges.append(told.say("range", {"high": write.percent_short(each.high), **details}))
    return (Remarks(told.say("notes"), tuple(notes)), Remarks(told.say("ranges"), tuple(ranges)))


def _chart(told: BudgetTold) -> tuple[str, str]:
    """Return the quarters as stacked columns by tier, and the message above them."""
    cells, write = told.plan.sheet.cells, told.write
    tiers = sorted({each.key.tier for each in cells if each.key.tier and not each.is_reserve})[:SHADES_MOST]
    names = [*(told.tier(each) for each in tiers), told.say("rest")]
    groups: list[list[PlanCell]] = [
        *([each for each in cells if each.key.tier == tier and not each.is_reserve] for tier in tiers),
        [each for each in cells if each.key.tier not in tiers or each.is_reserve],
    ]
    sums = [_by_quarter(told, held) for held in groups]
    items = []
    for place, quarter in enumerate(told.quarters):
        amounts = [int(str(each[f"q{place}"])) for each in sums]
        parts = tuple(
            Part(amount, f"{name} {told.exact.exact(amount)}", "")
            for name, amount in zip(names, amounts, strict=True)
        )
        items.append(Stack(quarter.partition("-")[2] or quarter, parts))
    if not items:
        return "", ""
    top = max(items, key=lambda each: each.total())
    title = told.say("chart", {"quarter": top.label, "amount": write.amount(top.total()), "unit": write.unit})
    return stacks(items, names, _voice(write), width=CHART_WIDTH, height=CHART_HEIGHT, caption=title), title


def _voice(write: Figures) -> Voice:
    """Return how the chart writes figures; a stack names no variance."""
    speaks = (write.amount, write.short, write.delta, write.percent_short, write.delta_percent)
    return Voice(*speaks, "", "", "", "", lambda times: f"×{times}", NO_DATA)
