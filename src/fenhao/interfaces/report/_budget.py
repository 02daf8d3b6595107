"""The chapter on the budget: how next year's is made, and this year's actual replayed against it."""

from collections.abc import Callable
from fractions import Fraction

from fenhao.engine.budget import Alert, BudgetCell, BudgetStep
from fenhao.interfaces.charts import (
    Column,
    Heat,
    bullet,
    columns,
    delta_cell,
    delta_scale,
    heat_map,
    magnification,
    pin_cell,
    pin_scale,
)
from fenhao.interfaces.report._blocks import (
    Cell,
    Chapter,
    Chart,
    Note,
    Row,
    Section,
    Table,
    head,
    number,
    picture,
)
from fenhao.interfaces.report._cost import HALF, NARROW
from fenhao.interfaces.report._figures import NO_DATA, change_text
from fenhao.interfaces.report._reader import Reader
from fenhao.interfaces.report._sums import Line, lines_by
from fenhao.runs.report import Budget

_DELTA, _PIN, _USED = 180, 150, 110


def budget_chapter(reader: Reader, budget: Budget) -> Chapter:
    """Return the chapter."""
    sections = (
        _months(reader, budget),
        _by_tier(reader, budget),
        _map(reader, budget),
        _steps(reader, budget),
        _overrun(reader, budget),
        _alerts(reader, budget),
    )
    return Chapter("budget", reader.label("chapter_budget"), sections)


def _months(reader: Reader, budget: Budget) -> Section:
    write = reader.figures
    lines = lines_by(budget.cells, lambda cell: (cell.month,))
    items = tuple(
        Column(
            label=reader.month(line.key[0]),
            actual=line.actual_minor,
            plan=line.budget_minor,
            forecast=False,
            title=_told(reader, line.key[0], line, {"month": line.key[0]}),
            href="#budget-map",
        )
        for line in lines
    )
    whole = _whole(budget)
    details = {
        "label": reader.period(budget.label),
        "gap": write.spoken(abs(whole.gap_minor)),
        "share": write.percent(abs(whole.deviation)) if whole.deviation is not None else NO_DATA,
        "over": write.count(whole.over),
        "lines": write.count(whole.lines),
        "warned": write.count(whole.warned),
    }
    title = reader.say("replay_over" if whole.gap_minor > 0 else "replay_within", details)
    times = magnification(
        [line.gap_minor for line in lines],
        [v for line in lines for v in (line.actual_minor, line.budget_minor)],
    )
    drawn = [
        columns(items, reader.voice(), width=width, key=f"budget-{width}", caption=title)
        for width in (1040, NARROW)
    ]
    notes = (Note(reader.say("magnified", {"times": str(times)})),) if times > 1 else ()
    legend = reader.label("legend_budget")
    subtitle = reader.say("replay_subtitle", _unit(reader, budget))
    return Section("budget-months", title, subtitle, (Chart(*drawn), *notes), legend=legend)


def _whole(budget: Budget) -> Line:
    lines = lines_by(budget.cells, lambda _: ())
    return lines[0] if lines else Line((), 0, 0, 0, 0, 0)


def _told(reader: Reader, name: str, line: Line, filters: dict[str, str]) -> str:
    write = reader.figures
    return reader.say(
        "line_told",
        {
            "name": name,
            "actual": write.exact(line.actual_minor),
            "budget": write.exact(line.budget_minor),
            "used": write.percent(line.used),
            "address": reader.address("budget", filters),
        },
    )


def _steps(reader: Reader, budget: Budget) -> Section:
    write = reader.figures
    rows = tuple(
        Row(
            (
                Cell(step_words(reader, step)),
                number(write.plain(step.amount_minor), css="strong" if step.code == "total" else ""),
            ),
            css="total" if step.code == "total" else "",
        )
        for step in budget.steps
    )
    heads = (head(reader.label("step")), head(reader.say("amount_in", {"currency": _word(reader)}), "num"))
    table = Table(reader.label("steps_caption"), heads, rows)
    kept = sum(each.reserve_minor for each in budget.reserves)
    details = {
        "label": reader.period(budget.label),
        "total": write.spoken(budget.total_minor),
        "reserve": write.spoken(kept),
    }
    title = reader.say("steps_title", details)
    return Section("budget-steps", title, reader.label("steps_subtitle"), (table,), half=True)


def _proof(reader: Reader, budget: Budget) -> Table:
    """Return the lines and the reserves, which add up to the budget."""
    write = reader.figures
    reserves = tuple(
        Row(
            (
                Cell(reader.say("reserve_of", {"quarter": reader.period(each.quarter)})),
                number(write.plain(each.reserve_minor)),
            )
        )
        for each in budget.reserves
    )
    lines = sum(cell.budget_minor for cell in budget.cells)
    kept = sum(each.reserve_minor for each in budget.reserves)
    proof = (
        Row((Cell(reader.label("lines_sum")), number(write.plain(lines)))),
        *reserves,
        Row((Cell(reader.label("budget_total")), number(write.plain(lines + kept))), css="total"),
    )
    heads = (head(reader.label("proof")), head(reader.say("amount_in", {"currency": _word(reader)}), "num"))
    return Table(reader.label("proof_caption"), heads, proof)


def step_words(reader: Reader, step: BudgetStep) -> str:
    """Return a step of the arithmetic in words, with its detail (a rate) behind it."""
    name = reader.word("budget_step", step.code)
    return f"{name} ({step.detail})" if step.detail else name


def _by_tier(reader: Reader, budget: Budget) -> Section:
    tiers = lines_by(budget.cells, lambda cell: (cell.tier,))
    whole = _whole(budget)
    rows = _line_rows(reader, budget, [*tiers, whole], lambda line: _tier_name(reader, line))
    table = Table(reader.label("by_tier_caption"), _line_heads(reader), tuple(rows[:-1]), (rows[-1],))
    worst = max(tiers, key=lambda line: line.gap_minor, default=whole)
    details = {"tier": _tier_name(reader, worst), "gap": reader.figures.spoken(abs(worst.gap_minor))}
    title = reader.say("by_tier_over" if worst.gap_minor > 0 else "by_tier_within", details)
    return Section("budget-tiers", title, reader.say("replay_subtitle", _unit(reader, budget)), (table,))


def _tier_name(reader: Reader, line: Line) -> str:
    if not line.key:
        return reader.label("total")
    return reader.line(line.key[0])


def _line_heads(reader: Reader) -> tuple[Cell, ...]:
    return (
        head(reader.label("line")),
        head(reader.label("actual"), "num"),
        head(reader.label("plan"), "num"),
        head(reader.label("difference"), "pic wide"),
        head(reader.label("difference"), "num slim"),
        head(reader.label("relative"), "pic wide"),
        head(reader.label("used"), "pic wide"),
        head("", "num"),
        head(reader.label("warned_lines"), "num wide"),
        head(reader.label("over_lines"), "num wide"),
    )


def _line_rows(
    reader: Reader, budget: Budget, lines: list[Line], name_of: Callable[[Line], str]
) -> list[Row]:
    write = reader.figures
    texts = [write.delta(line.gap_minor) for line in lines]
    gaps = delta_scale([line.gap_minor for line in lines], texts, width=_DELTA)
    shares = [line.deviation or Fraction(0) for line in lines]
    pins_texts = [change_text(share, decimals=0) for share in shares]
    pins = pin_scale(shares, pins_texts, width=_PIN)
    full = max([Fraction(1), *(line.used for line in lines if line.used is not None)])
    rows = []
    for line, text, deviation, pin_text in zip(lines, texts, shares, pins_texts, strict=True):
        told = _told(reader, name_of(line), line, _filters(line))
        used = line.used
        drawn = bullet(
            used or Fraction(0),
            goal=budget.warn_at,
            full=full,
            missed=line.gap_minor > 0,
            width=_USED,
            title=told,
        )
        cells = (
            Cell(name_of(line)),
            number(write.amount(line.actual_minor), title=told, css="strong"),
            number(write.amount(line.budget_minor), title=told, css="soft"),
            picture(
                delta_cell(line.gap_minor, text, scale=gaps, width=_DELTA, more_is_bad=True, title=told),
                css="wide",
            ),
            number(text, title=told, css="slim bad" if line.gap_minor > 0 else "slim good"),
            Cell(
                "",
                css="pic wide",
                picture=pin_cell(deviation, pin_text, scale=pins, width=_PIN, more_is_bad=True, title=told)
                if line.deviation is not None
                else "",
            ),
            Cell("", css="pic wide", picture=drawn),
            number(
                write.percent_short(used) if used is not None else NO_DATA,
                css="bad" if line.gap_minor > 0 else "",
            ),
            number(write.count(line.warned), css="wide soft"),
            number(write.count(line.over), css="wide bad" if line.over else "wide soft"),
        )
        rows.append(Row(cells))
    return rows


def _filters(line: Line) -> dict[str, str]:
    names = ("month", "tier", "category") if len(line.key) == 3 else ("tier",)
    return dict(zip(names, line.key, strict=False))


def _map(reader: Reader, budget: Budget) -> Section:
    write = reader.figures
    months = sorted({cell.month for cell in budget.cells})
    tiers = [line.key[0] for line in lines_by(budget.cells, lambda cell: (cell.tier,))]
    found = {line.key: line for line in lines_by(budget.cells, lambda cell: (cell.tier, cell.month))}

    def cell(tier: str, month: str) -> Heat | None:
        line = found.get((tier, month))
        if line is None or line.used is None:
            return None
        warns = budget.warn_at is not None and line.used >= budget.warn_at
        tone = "bad" if line.used > 1 else "warn" if warns else "plain"
        strength = (
            min(line.used, Fraction(1))
            if tone != "bad"
            else min((line.used - 1) * 3 + Fraction(1, 2), Fraction(1))
        )
        told = _told(reader, f"{month} {reader.line(tier)}", line, {"month": month, "tier": tier})
        return Heat(write.percent_short(line.used).removesuffix("%"), strength, tone, told, "#overrun")

    cells = [[cell(tier, month) for month in months] for tier in tiers]
    over = sum(heat is not None and heat.tone == "bad" for row in cells for heat in row)
    details = {
        "over": write.count(over),
        "cells": write.count(sum(heat is not None for row in cells for heat in row)),
    }
    title = reader.say("map_title", details)
    rows = [reader.line(tier) for tier in tiers]
    labels = [reader.month(month) for month in months]
    drawn = [heat_map(rows, labels, cells, width=width, caption=title) for width in (HALF, NARROW)]
    mark = write.percent_short(budget.warn_at) if budget.warn_at is not None else NO_DATA
    note = Note(reader.say("map_note", {"mark": mark}))
    subtitle = reader.say("map_subtitle", {"label": reader.period(budget.label)})
    return Section("budget-map", title, subtitle, (Chart(*drawn), note, _proof(reader, budget)), half=True)


def _overrun(reader: Reader, budget: Budget) -> Section:
    write = reader.figures
    over = sorted(
        (cell for cell in budget.cells if cell.actual_minor > cell.budget_minor),
        key=lambda cell: (cell.budget_minor - cell.actual_minor, cell.month, cell.tier, cell.category),
    )
    subtitle = reader.say("replay_subtitle", _unit(reader, budget))
    if not over:
        return Section("overrun", reader.label("overrun_none"), subtitle, ())
    gaps = [cell.actual_minor - cell.budget_minor for cell in over]
    texts = [write.delta(gap) for gap in gaps]
    scale = delta_scale(gaps, texts, width=_DELTA)
    rows = []
    for cell, gap, text in zip(over, gaps, texts, strict=True):
        line = Line((cell.month, cell.tier, cell.category), cell.budget_minor, cell.actual_minor, 0, 0, 1)
        told = _told(reader, _line_name(reader, cell), line, _filters(line))
        drawn = delta_cell(gap, text, scale=scale, width=_DELTA, more_is_bad=True, title=told)
        rows.append(
            Row(
                (
                    Cell(_line_name(reader, cell)),
                    number(write.amount(cell.actual_minor), title=told, css="strong"),
                    number(write.amount(cell.budget_minor), title=told, css="soft"),
                    picture(drawn, css="wide"),
                    number(text, title=told, css="slim bad"),
                    number(write.percent(line.used), css="bad"),
                    Cell(cell.warned_on.isoformat() if cell.warned_on else NO_DATA, css="wide date"),
                    Cell(cell.over_on.isoformat() if cell.over_on else NO_DATA, css="wide date"),
                )
            )
        )
    heads = (
        head(reader.label("line")),
        head(reader.label("actual"), "num"),
        head(reader.label("plan"), "num"),
        head(reader.label("difference"), "pic wide"),
        head(reader.label("difference"), "num slim"),
        head(reader.label("used"), "num"),
        head(reader.label("warned_on"), "wide"),
        head(reader.label("over_on"), "wide"),
    )
    details = {"count": write.count(len(over)), "amount": write.spoken(sum(gaps))}
    table = Table(reader.label("overrun_caption"), heads, tuple(rows))
    return Section("overrun", reader.say("overrun_title", details), subtitle, (table,))


def _line_name(reader: Reader, cell: BudgetCell | Alert) -> str:
    return f"{cell.month} · {reader.line(cell.tier)} · {reader.category(cell.category)}"


def _alerts(reader: Reader, budget: Budget) -> Section:
    write = reader.figures
    kinds = [
        kind for kind in ("warn", "used_up", "over") if any(alert.kind == kind for alert in budget.alerts)
    ]
    details = {
        "count": write.count(len(budget.alerts)),
        "warn": write.count(sum(alert.kind == "warn" for alert in budget.alerts)),
        "used_up": write.count(sum(alert.kind == "used_up" for alert in budget.alerts)),
        "over": write.count(sum(alert.kind == "over" for alert in budget.alerts)),
    }
    rows = tuple(
        Row(
            (
                Cell(alert.on.isoformat(), css="date"),
                Cell(reader.word("alert", alert.kind), css="bad" if alert.kind == "over" else "warned"),
                Cell(_line_name(reader, alert)),
                number(write.plain(alert.used_minor)),
                number(write.plain(alert.budget_minor), css="wide soft"),
                number(
                    write.percent(Fraction(alert.used_minor, alert.budget_minor))
                    if alert.budget_minor
                    else NO_DATA
                ),
            )
        )
        for alert in budget.alerts
    )
    heads = (
        head(reader.label("day")),
        head(reader.label("alert")),
        head(reader.label("line")),
        head(reader.label("used_amount"), "num"),
        head(reader.label("plan"), "num wide"),
        head(reader.label("used"), "num"),
    )
    title = reader.say("alerts_title" if kinds else "alerts_none", details)
    table = Table(reader.label("alerts_caption"), heads, rows)
    subtitle = reader.say("exact_subtitle", {"label": reader.period(budget.label), "currency": _word(reader)})
    return Section("alerts", title, subtitle, (table,) if rows else ())


def _unit(reader: Reader, budget: Budget) -> dict[str, str]:
    return {
        "label": reader.period(budget.label),
        "unit": reader.figures.unit,
        "actual": reader.period(reader.report.label),
    }


def _word(reader: Reader) -> str:
    return reader.word("currency_name", reader.report.currency)
