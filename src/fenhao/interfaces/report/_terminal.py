"""The report as tables in a terminal: the main figures of each chapter, in one unit."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fenhao.interfaces.report._basis import remark_words
from fenhao.interfaces.report._cost import pool_name
from fenhao.interfaces.report._figures import NO_DATA, share
from fenhao.interfaces.report._page import headline
from fenhao.interfaces.report._reader import Reader, reader_of
from fenhao.interfaces.report._sums import (
    Line,
    campaign_name,
    lines_by,
    live_pools,
    misses,
    participation,
    unpooled_minor,
)
from fenhao.interfaces.report._waste import waste_sentence
from fenhao.interfaces.words import Language
from fenhao.runs.report import Budget, Report, TierResult

_CAMPAIGNS = 8


def terminal(report: Report, console: Console, lang: Language) -> None:
    """Print the report's main figures; what a terminal has no room for is in the page and the workbook."""
    reader = reader_of(report, lang)
    console.print()
    console.print(Text(f"{report.company} · {headline(reader)}", style="bold"))
    console.print(
        Text(reader.say("eyebrow", {"label": report.label, "unit": reader.figures.unit}), style="dim")
    )
    tables = [
        _overview(reader),
        _types(reader),
        _pools(reader),
        _tiers(reader),
        _campaigns(reader),
        _waste(reader),
    ]
    if report.budget is not None:
        tables.append(_budget(reader, report.budget))
    for table in tables:
        if table.row_count:
            console.print()
            # Rich wraps a title at its table's width, so it is printed as a line of its own.
            console.print(Text(str(table.title), style="bold"))
            table.title = None
            console.print(table)
    console.print()
    for remark in (*report.assumptions, *report.left_out):
        console.print(Text(f"· {remark_words(reader, remark)}", style="dim"))
    console.print(Text(reader.say("explain_short", {"command": reader.address("total", {})}), style="dim"))


def _table(title: str, left: Sequence[str], right: Sequence[str]) -> Table:
    table = Table(title=title, box=None, header_style="dim", pad_edge=False)
    for name in left:
        table.add_column(name, overflow="fold")
    for name in right:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _overview(reader: Reader) -> Table:
    totals, write = reader.report.totals, reader.figures
    table = _table(
        reader.label("overview"), (reader.label("part"),), (reader.label("amount"), reader.label("share"))
    )
    parts = (
        (reader.word("nature", "fixed"), totals.fixed_minor),
        (reader.word("nature", "variable"), totals.variable_minor),
        (reader.label("direct"), totals.direct_minor),
        (reader.label("allocated"), totals.allocated_minor),
        (reader.label("idle"), totals.idle_minor),
        (reader.label("unallocated"), totals.unallocated_minor),
    )
    for i, (name, amount) in enumerate(parts):
        last = i == 1
        table.add_row(
            name, write.amount(amount), write.percent(share(amount, totals.total_minor)), end_section=last
        )
    table.add_row(
        reader.label("total_cost"),
        write.amount(totals.total_minor),
        write.percent(share(totals.total_minor, totals.total_minor)),
        style="bold",
    )
    return table


def _types(reader: Reader) -> Table:
    report, write = reader.report, reader.figures
    right = (reader.label("amount"), reader.label("share"), reader.label("entries"))
    table = _table(
        reader.label("types_caption"), (reader.label("cost_type"), reader.label("nature_purpose")), right
    )
    for each in report.types:
        if not each.amount_minor and not each.entries:
            continue
        table.add_row(
            f"{reader.category(each.category)} · {reader.cost_type(each.cost_type)}",
            f"{reader.word('nature', each.nature)} · {reader.word('purpose', each.purpose)}",
            write.amount(each.amount_minor),
            write.percent(share(each.amount_minor, report.totals.total_minor)),
            write.count(each.entries),
        )
    return table


def _pools(reader: Reader) -> Table:
    write = reader.figures
    names = ("amount", "allocated", "idle", "unallocated")
    table = _table(
        reader.label("pools_caption"),
        (reader.label("pool"), reader.label("driver")),
        [reader.label(name) for name in names],
    )
    for pool in live_pools(reader.report):
        amounts = (pool.amount_minor, pool.allocated_minor, pool.idle_minor, pool.unallocated_minor)
        name = pool_name(reader, pool)
        table.add_row(name, reader.word("driver", pool.driver), *(write.amount(amount) for amount in amounts))
    rest = unpooled_minor(reader.report)
    if rest:
        table.add_row(reader.label("no_pool"), "", write.amount(rest), "", "", write.amount(rest))
    return table


def _tiers(reader: Reader) -> Table:
    write = reader.figures
    names = ("customers", "revenue", "margin", "direct", "allocated", "profit")
    table = _table(
        reader.label("tiers_caption"), (reader.label("tier"),), [reader.label(name) for name in names]
    )
    for tier in reader.report.tiers:
        table.add_row(reader.tier(tier.tier), write.count(tier.customers), *_results(reader, tier))
    return table


def _results(reader: Reader, tier: TierResult) -> tuple[str | Text, ...]:
    write = reader.figures
    amounts = (tier.revenue_minor, tier.margin_minor, tier.direct_minor, tier.allocated_minor)
    profit = Text(write.amount(tier.profit_minor), style="red" if tier.profit_minor < 0 else "")
    return (*(write.amount(amount) for amount in amounts), profit)


def _campaigns(page: Reader) -> Table:
    reader = page.closer(sum(each.cost_minor for each in page.report.campaigns))
    report, write = reader.report, reader.figures
    missed = sorted(
        (each for each in report.campaigns if misses(report, each)),
        key=lambda each: (-each.cost_minor, each.campaign_id),
    )
    mark = report.waste.participation_min
    title = reader.say(
        "campaigns_missed_short",
        {
            "count": write.count(len(missed)),
            "mark": write.percent_short(mark) if mark is not None else NO_DATA,
            "unit": write.unit,
        },
    )
    right = [reader.label(name) for name in ("invited", "participated", "participation", "cost")]
    table = _table(title, (reader.label("campaign"), reader.label("dates")), right)
    for each in missed[:_CAMPAIGNS]:
        table.add_row(
            campaign_name(each),
            f"{each.starts_on} – {each.ends_on}",
            write.count(each.invited),
            write.count(each.participated),
            Text(write.percent_beside(participation(each), mark), style="red"),
            write.amount(each.cost_minor),
        )
    return table


def _waste(page: Reader) -> Table:
    reader = page.closer(page.report.waste.counted_minor)
    write = reader.figures
    right = [reader.label(name) for name in ("findings", "found", "counted")]
    table = _table(f"{waste_sentence(reader)} · {write.unit}", (reader.label("rule"),), right)
    for rule in reader.report.waste.rules:
        table.add_row(
            reader.word("rule", rule.rule),
            write.count(rule.findings),
            write.amount(rule.found_minor),
            write.amount(rule.counted_minor),
        )
    return table


def _budget(reader: Reader, budget: Budget) -> Table:
    names = ("plan", "actual", "difference", "used", "warned_lines", "over_lines")
    title = reader.say(
        "budget_short", {"label": budget.label, "total": reader.figures.spoken(budget.total_minor)}
    )
    table = _table(title, (reader.label("line"),), [reader.label(name) for name in names])
    for line in lines_by(budget.cells, lambda cell: (cell.tier,)):
        table.add_row(reader.line(line.key[0]), *_line(reader, line))
    for whole in lines_by(budget.cells, lambda _: ()):
        table.add_row(reader.label("total"), *_line(reader, whole), style="bold")
    return table


def _line(reader: Reader, line: Line) -> tuple[str | Text, ...]:
    write = reader.figures
    return (
        write.amount(line.budget_minor),
        write.amount(line.actual_minor),
        Text(write.delta(line.gap_minor), style="red" if line.gap_minor > 0 else "green"),
        write.percent(line.used),
        write.count(line.warned),
        write.count(line.over),
    )
