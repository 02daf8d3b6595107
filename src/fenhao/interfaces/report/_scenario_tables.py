"""Scenarios before and after, several side by side, and the points of a judgement, as tables."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from fenhao.engine.budget import RESERVE_CATEGORY
from fenhao.engine.metrics import METRIC_OF
from fenhao.engine.planning.studies import Basis, Judgement, Proposal, TierOutcome, WhatIf
from fenhao.interfaces.names import category_name, tier_name
from fenhao.interfaces.report._study_cells import Cell, Means, StudyColumn, StudyTable, StudyVoice
from fenhao.interfaces.report._study_tables import moved_table
from fenhao.interfaces.words import say

_TIER = StudyColumn("tier", Means.tier)


def _money(code: str) -> StudyColumn:
    return StudyColumn(code, Means.money)


_OUTCOMES: tuple[tuple[str, Means, Callable[[TierOutcome], Cell], Callable[[TierOutcome], Cell]], ...] = (
    ("customers", Means.count, lambda each: each.customers, lambda each: each.customers_after),
    ("cost", Means.money, lambda each: each.cost_minor, lambda each: each.cost_after_minor),
    ("redeemed", Means.ratio, lambda each: each.redeemed, lambda each: each.redeemed_after),
    ("coupon_cost", Means.estimate, lambda each: each.coupon_minor, lambda each: each.coupon_cost),
    ("margin", Means.estimate, lambda each: each.margin_minor, lambda each: each.margin_after),
    ("clv", Means.estimate, lambda each: each.clv, lambda each: each.clv_after),
    ("roi", Means.ratio, lambda each: each.roi, lambda each: each.roi_after),
)


def what_if_tables(found: WhatIf, voice: StudyVoice) -> tuple[StudyTable, ...]:
    """Return a scenario: for each measure every tier before and after, and the lines of the budget that move."""
    tables = []
    for code, means, before, after in _OUTCOMES:
        rows = tuple((each.tier, before(each), after(each)) for each in found.tiers)
        tables.append(
            StudyTable(
                f"outcome_{code}",
                (_TIER, StudyColumn("before", means), StudyColumn("after", means)),
                rows,
                (None, before(found.whole), after(found.whole)),
            )
        )
    if found.basis:
        tables.append(_basis_table(found.basis))
    tables.append(moved_table([each for each in found.moved if each.of != "cell"], voice))
    return tuple(tables)


def _basis_table(basis: Sequence[Basis]) -> StudyTable:
    """Return what each effect rests on: a trial, the year's own history, or an assumption."""
    columns = (
        _TIER,
        StudyColumn("effect", Means.word, "planning.effect"),
        StudyColumn("changes_by", Means.ratio),
        StudyColumn("source", Means.word, "planning.source"),
    )
    rows = tuple((each.tier, each.of, each.change, each.source.value) for each in basis)
    return StudyTable("basis", columns, rows)


def beside(named: Sequence[tuple[str, WhatIf | Proposal]], voice: StudyVoice) -> tuple[StudyTable, ...]:
    """Return kept studies side by side: what scenarios do over all tiers, and the budget that each study makes."""
    scenarios = [(name, each) for name, each in named if isinstance(each, WhatIf)]
    budgets = [(name, each.after if isinstance(each, WhatIf) else each) for name, each in named]
    tables = (side_by_side(scenarios, voice),) if scenarios else ()
    return (*tables, budgets_side_by_side(budgets, voice)) if budgets else tables


def budgets_side_by_side(named: Sequence[tuple[str, Proposal]], voice: StudyVoice) -> StudyTable:
    """Return budgets side by side, a row a category and one for reserves: last year's cost, then each budget's amount."""
    base: dict[str, int] = defaultdict(int)
    for each in named[0][1].cells:
        base[each.category] += 0 if each.borrowed else each.base_minor
    held = []
    for _, proposal in named:
        sums: dict[str, int] = defaultdict(int)
        for each in proposal.cells:
            sums[each.category] += each.amount_minor
        sums[RESERVE_CATEGORY] = proposal.reserve_minor
        held.append(sums)
    places = dict.fromkeys((*base, *(name for sums in held for name in sums if name != RESERVE_CATEGORY)))
    category = StudyColumn("category", Means.category)
    columns = (
        StudyColumn("category", Means.text),
        _money("base"),
        *(StudyColumn("amount", Means.money, called=name) for name, _ in named),
    )
    rows: list[tuple[Cell, ...]] = [
        (voice.cell(category, place), base[place], *(sums[place] for sums in held))
        for place in (*places, RESERVE_CATEGORY)
    ]
    total: tuple[Cell, ...] = (
        say("planning.total", {}, voice.lang),
        sum(base.values()),
        *(each.total_minor for _, each in named),
    )
    return StudyTable("budgets_side_by_side", columns, tuple(rows), total)


def side_by_side(named: Sequence[tuple[str, WhatIf]], voice: StudyVoice) -> StudyTable:
    """Return scenarios side by side: today's state first, then each scenario, over all tiers."""
    first = named[0][1].whole
    budget = named[0][1].before.total_minor

    def row(name: str, whole: TierOutcome, total: int, *, after: bool) -> tuple[Cell, ...]:
        """Return one scenario as a row."""
        return (name, *((last if after else before)(whole) for _, _, before, last in _OUTCOMES), total)

    rows = [row(say("planning.as_now", {}, voice.lang), first, budget, after=False)]
    rows += [row(name, each.whole, each.after.total_minor, after=True) for name, each in named]
    columns = (
        StudyColumn("scenario", Means.text),
        *(StudyColumn(code, means) for code, means, _, _ in _OUTCOMES),
        _money("budget"),
    )
    return StudyTable("side_by_side", columns, tuple(rows))


def judge_table(points: Sequence[Judgement], voice: StudyVoice) -> StudyTable:
    """Return the points of a judgement, each with its evidence, advice and money."""
    rows = tuple(
        (
            each.part,
            each.code,
            _about(each, voice),
            each.sign.value,
            evidence_text(each, voice),
            each.advice,
            each.money_minor,
        )
        for each in points
    )
    columns = (
        StudyColumn("part_of", Means.word, "planning.judged"),
        StudyColumn("point", Means.word, "planning.point"),
        StudyColumn("about", Means.text),
        StudyColumn("sign", Means.word, "planning.sign"),
        StudyColumn("evidence", Means.text),
        StudyColumn("advice", Means.word, "planning.advice"),
        _money("money"),
    )
    return StudyTable("judged", columns, rows)


def _about(point: Judgement, voice: StudyVoice) -> str:
    """Return what a point is about in words: a goal by its metric and scope, a line by its tier and category."""
    evidence = dict(point.evidence)
    if point.code == "goal":
        metric = METRIC_OF[evidence["metric"]]
        name = metric.name_zh if voice.lang == "zh" else metric.name_en
        return " · ".join(part for part in (name, _scope_text(evidence["scope"], voice)) if part)
    if point.code in {"over", "unused", "tier_return", "tier_share"}:
        return _scope_text(point.about, voice)
    return point.about


def _scope_text(scope: str, voice: StudyVoice) -> str:
    """Return a scope of tier, category and department, as far as it is given, in words."""
    known = {each.code for each in voice.chart.categories}
    parts = [
        category_name(part, chart=voice.chart, lang=voice.lang)
        if part in known
        else tier_name(part, lang=voice.lang)
        for part in scope.split("/")
        if part
    ]
    return " · ".join(parts)


def evidence_text(point: Judgement, voice: StudyVoice) -> str:
    """Return a point's evidence as a reader sees it."""
    told = [
        say(
            f"planning.evidence.{name}",
            {"value": say(f"web.goal_progress.{value}", {}, voice.lang) if name == "progress" else value},
            voice.lang,
        )
        for name, value in point.evidence
        if value and name not in {"metric", "scope"}  # they name what the point is about
    ]
    return say("planning.comma", {}, voice.lang).join(told)
