"""What each kind of study shows: one sentence that says what came of it, and its tables."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from fractions import Fraction

from fenhao.engine.planning.studies import (
    Cuts,
    FirstPlan,
    Move,
    Paths,
    Proposal,
    ProposedCell,
    Range,
    Worth,
    YearFacts,
)
from fenhao.interfaces.report._study_cells import (
    Cell,
    Means,
    StudyColumn,
    StudyTable,
    StudyVoice,
    arithmetic,
)
from fenhao.interfaces.words import say

_TIER, _CATEGORY = StudyColumn("tier", Means.tier), StudyColumn("category", Means.category)
_MONTH = StudyColumn("month", Means.period)


def _money(code: str) -> StudyColumn:
    return StudyColumn(code, Means.money)


def proposal_tables(found: Proposal, facts: YearFacts | None, voice: StudyVoice) -> tuple[StudyTable, ...]:
    """Return a proposal by tier, by category, and cell by cell with its arithmetic; the evidence where facts are at hand."""
    tables = [
        _summed(found, "by_tier", _TIER, lambda cell: cell.tier, voice),
        _summed(found, "by_category", _CATEGORY, lambda cell: cell.category, voice),
    ]
    if facts is not None:
        tables.append(_evidence(facts))
    rows = tuple(
        (
            each.month,
            each.tier,
            each.category,
            each.base_minor,
            arithmetic(
                each.base_minor,
                [(factor.code, factor.value) for factor in each.factors],
                voice=voice,
                by_hand=each.by_hand_minor,
            ),
            each.amount_minor,
        )
        for each in found.cells
    )
    reserves = tuple(
        (
            each.quarter,
            "",
            "emergency_reserve",
            None,
            say("planning.reserve_arithmetic", {}, voice.lang),
            each.reserve_minor,
        )
        for each in found.reserves
    )
    tables.append(
        StudyTable(
            "cells",
            (
                _MONTH,
                _TIER,
                _CATEGORY,
                _money("base"),
                StudyColumn("arithmetic", Means.text),
                _money("amount"),
            ),
            (*rows, *reserves),
            (None, None, None, sum(each.base_minor for each in found.cells), None, found.total_minor),
            (
                *((each.month_then, each.tier, each.category) for each in found.cells),
                *(("", "", "") for _ in reserves),
            ),
        )
    )
    return tuple(tables)


def moved_table(moved: Sequence[Move], voice: StudyVoice) -> StudyTable:
    """Return what moved between two proposals."""
    rows = tuple(
        (
            each.of,
            _place(each, voice),
            each.before_minor,
            each.after_minor,
            each.after_minor - each.before_minor,
        )
        for each in moved
    )
    columns = (
        StudyColumn("of", Means.word, "planning.of"),
        StudyColumn("name", Means.text),
        _money("before"),
        _money("after"),
        StudyColumn("difference", Means.change),
    )
    return StudyTable("moved", columns, rows)


def _place(move: Move, voice: StudyVoice) -> str:
    """Return which tier, category or line a move is about."""
    if move.of == "total":
        return ""
    if move.of == "tier":
        return voice.cell(_TIER, move.name)
    if move.of == "category":
        return voice.cell(_CATEGORY, move.name or "emergency_reserve")
    month, tier, category = move.name.split("/")
    return " · ".join((voice.cell(_MONTH, month), voice.cell(_TIER, tier), voice.cell(_CATEGORY, category)))


def _summed(
    found: Proposal, code: str, column: StudyColumn, name: Callable[[ProposedCell], str], voice: StudyVoice
) -> StudyTable:
    """Return a proposal summed by a part, its reserves on a line of their own."""
    base: dict[str, int] = defaultdict(int)
    amount: dict[str, int] = defaultdict(int)
    for each in found.cells:
        base[name(each)] += 0 if each.borrowed else each.base_minor
        amount[name(each)] += each.amount_minor
    total = found.total_minor
    rows: list[tuple[Cell, ...]] = [
        (voice.cell(column, key), base[key], amount[key], amount[key] - base[key], _share(amount[key], total))
        for key in amount
    ]
    held = found.reserve_minor
    rows.append((say("planning.reserve", {}, voice.lang), 0, held, held, _share(held, total)))
    summed = sum(base.values())
    return StudyTable(
        code,
        (
            StudyColumn(column.code, Means.text),
            _money("base"),
            _money("amount"),
            StudyColumn("difference", Means.change),
            StudyColumn("share", Means.share),
        ),
        tuple(rows),
        (say("planning.total", {}, voice.lang), summed, total, total - summed, _share(total, total)),
    )


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def _evidence(facts: YearFacts) -> StudyTable:
    """Return what last year says of each tier."""
    rows = []
    for each in facts.tiers:
        wasted = sum(item.amount_minor for item in facts.waste if item.tier == each.tier)
        rows.append(
            (
                each.tier, each.customers, each.margin_minor, each.cost_minor, each.per_cost, wasted,
                Fraction(each.stayed, each.had) if each.had else None,
            )
        )  # fmt: skip
    columns = (
        _TIER,
        StudyColumn("customers", Means.count),
        _money("margin"),
        _money("cost"),
        StudyColumn("per_cost", Means.times),
        _money("ineffective"),
        StudyColumn("stayed", Means.share),
    )
    return StudyTable("evidence", columns, tuple(rows))


def first_tables(found: FirstPlan, voice: StudyVoice) -> tuple[StudyTable, ...]:
    """Return a first plan: its parts, the usual ranges beside it, its quarters and tiers."""
    parts = tuple(
        (
            each.name,
            each.category,
            "fixed" if each.fixed else "variable",
            each.amount_minor,
            "filled" if each.filled_in and each.amount_minor else "given",
        )
        for each in found.parts
    )
    ranges = tuple(
        (
            each.usual.kind,
            each.usual.code,
            each.usual.low,
            each.usual.high,
            each.low_minor,
            each.high_minor,
            found.share,
            each.verdict,
        )
        for each in found.ranges
    )
    lines: dict[tuple[str, str], int] = defaultdict(int)
    for line in found.prepared.lines:
        lines[line.tier, line.category] += line.budget_minor
    total = found.prepared.total_minor
    reserve = sum(each.reserve_minor for each in found.prepared.reserves)
    by_line = tuple((tier, category, amount) for (tier, category), amount in sorted(lines.items()))
    return (
        StudyTable(
            "parts",
            (
                StudyColumn("part", Means.word, "planning.field"),
                _CATEGORY,
                StudyColumn("nature", Means.word, "planning.nature"),
                _money("amount"),
                StudyColumn("origin", Means.word, "planning.origin"),
            ),
            parts,
            (say("planning.total", {}, voice.lang), None, None, total, None),
        ),
        StudyTable(
            "ranges",
            (
                StudyColumn("range_kind", Means.word, "planning.range_kind"),
                StudyColumn("range_of", Means.word, "planning.choice"),
                StudyColumn("low", Means.share),
                StudyColumn("high", Means.share),
                _money("low_amount"),
                _money("high_amount"),
                StudyColumn("plan_share", Means.share),
                StudyColumn("verdict", Means.word, "planning.range_verdict"),
            ),
            ranges,
        ),
        StudyTable(
            "lines",
            (_TIER, _CATEGORY, _money("amount")),
            (*by_line, ("", "emergency_reserve", reserve)),
            (None, None, total),
        ),
    )


def cuts_tables(found: Cuts, voice: StudyVoice) -> tuple[StudyTable, ...]:
    """Return the cuts, least loss first, and what is protected and why."""
    cut = tuple(
        (
            each.month, each.tier, each.category, each.amount_minor, each.cut_minor, each.left_minor,
            each.ineffective_minor, each.per_cost, each.waste_share, each.loss,
        )
        for each in found.lines
        if each.cut_minor
    )  # fmt: skip
    guarded: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for each in found.lines:
        held = guarded[each.guard.value]
        held[0] += 1
        held[1] += each.amount_minor
        held[2] += each.cut_minor
    return (
        StudyTable(
            "protected",
            (
                StudyColumn("guard", Means.word, "planning.guard"),
                StudyColumn("lines", Means.count),
                _money("amount"),
                _money("cut"),
            ),
            tuple((guard, *held) for guard, held in guarded.items()),
            (say("planning.total", {}, voice.lang), len(found.lines), found.total_minor, found.cut_minor),
        ),
        StudyTable(
            "cuts",
            (
                _MONTH, _TIER, _CATEGORY, _money("amount"), _money("cut"), _money("left"), _money("ineffective_cut"),
                StudyColumn("per_cost", Means.times), StudyColumn("waste_share", Means.share),
                StudyColumn("loss", Means.estimate),
            ),
            cut,
            (None, None, None, sum(each.amount_minor for each in found.lines if each.cut_minor), found.cut_minor,
             sum(each.left_minor for each in found.lines if each.cut_minor),
             sum(each.ineffective_minor for each in found.lines), None, None, found.loss),
        ),
    )  # fmt: skip


def worth_tables(found: Worth) -> tuple[StudyTable, ...]:
    """Return whether it pays: year by year, and what each assumption does when it is off."""
    return (
        StudyTable(
            "years",
            (
                StudyColumn("year", Means.count),
                _money("cost"),
                _money("benefit"),
                _money("net"),
                StudyColumn("npv", Means.estimate),
            ),
            tuple(
                (each.year, each.cost_minor, each.benefit_minor, each.net_minor, each.npv)
                for each in found.years
            ),
        ),
        StudyTable(
            "brings",
            (StudyColumn("origin", Means.word, "planning.field"), _money("benefit")),
            found.parts,
            (None, sum(amount for _, amount in found.parts)),
        ),
        StudyTable(
            "swings",
            (
                StudyColumn("assumption", Means.word, "planning.field"),
                StudyColumn("npv_low", Means.estimate),
                StudyColumn("npv_high", Means.estimate),
                StudyColumn("width", Means.estimate),
            ),
            tuple((each.name, each.low, each.high, each.width) for each in found.swings),
        ),
    )


def path_tables(found: Paths) -> tuple[StudyTable, ...]:
    """Return the paths beside each other, and the years of all strategies together and of going on as before."""
    beside = tuple(
        (
            each.strategy,
            sum(each.years[-1].customers),
            each.years[-1].customers[0],
            sum(year.strategy_cost for year in each.years),
            each.value,
            Range(each.gain_low, each.gain, each.gain_high),
        )
        for each in found.paths
    )
    years: tuple[tuple[Cell, ...], ...] = tuple(
        (each.strategy, year.year, *year.customers, year.margin, year.cost, year.strategy_cost, year.value)
        for each in found.paths
        for year in each.years
    )
    strategy = StudyColumn("strategy", Means.word, "planning.strategy")
    return (
        StudyTable(
            "paths",
            (
                strategy,
                StudyColumn("customers_end", Means.people),
                StudyColumn("core_end", Means.people),
                StudyColumn("strategy_cost", Means.estimate),
                StudyColumn("value", Means.estimate),
                StudyColumn("gain", Means.estimate),
            ),
            beside,
        ),
        StudyTable(
            "path_years",
            (
                strategy,
                StudyColumn("year", Means.count),
                *(StudyColumn(f"tier_{tier}", Means.people) for tier in found.tiers),
                StudyColumn("margin", Means.estimate),
                StudyColumn("cost", Means.estimate),
                StudyColumn("strategy_cost", Means.estimate),
                StudyColumn("value", Means.estimate),
            ),
            years,
        ),
    )
