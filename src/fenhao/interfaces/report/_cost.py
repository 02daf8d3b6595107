"""The chapter on cost: month by month, type by type, and how it reaches customers."""

from fractions import Fraction

from fenhao.interfaces.charts import (
    Effect,
    Part,
    Scale,
    Stack,
    Step,
    bar_cell,
    bar_scale,
    bridge,
    sparkline,
    stacks,
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
from fenhao.interfaces.report._figures import share
from fenhao.interfaces.report._reader import Reader, reader_of
from fenhao.interfaces.report._sums import by_month, fixed_types, live_pools, months, unpooled_minor
from fenhao.interfaces.words import Language
from fenhao.runs.report import PoolCost, Report, TypeCost

HALF, NARROW = 520, 326


def cost_chapter(reader: Reader) -> Chapter:
    """Return the chapter."""
    sections = (_months(reader), _flow(reader), _types(reader), _pools(reader))
    return Chapter("cost", reader.label("chapter_cost"), sections)


def cost_drawing(report: Report, lang: Language) -> tuple[str, str]:
    """Return the message about cost by month and its drawing, as the report has them."""
    section = _months(reader_of(report, lang))
    drawn = next(each for each in section.blocks if isinstance(each, Chart))
    return section.title, drawn.wide


def _months(reader: Reader) -> Section:
    report, write = reader.report, reader.figures
    labels = months(report)
    fixed = fixed_types(report)
    steady = by_month(report, lambda cell: cell.cost_type in fixed)
    moving = by_month(report, lambda cell: cell.cost_type not in fixed)
    sums = [a + b for a, b in zip(steady, moving, strict=True)]
    names = (reader.word("nature", "fixed"), reader.word("nature", "variable"))
    items = tuple(
        Stack(
            label=reader.month(month),
            parts=tuple(
                Part(
                    amount=amount,
                    title=reader.told(
                        f"{month} {name}", amount, reader.address("cost", {"month": month, "nature": nature})
                    ),
                    href="#types",
                )
                for name, nature, amount in zip(names, ("fixed", "variable"), pair, strict=True)
            ),
        )
        for month, pair in zip(labels, zip(steady, moving, strict=True), strict=True)
    )
    title = reader.label("months_empty")
    if sums:
        top = max(range(len(sums)), key=lambda i: sums[i])
        mean = Fraction(sum(sums), len(sums))
        above = (sums[top] - mean) / mean if mean > 0 else Fraction(0)
        details = {
            "month": reader.month(labels[top]),
            "amount": write.spoken(sums[top]),
            "above": write.percent_short(above),
        }
        title = reader.say("months_title" if len(sums) > 1 else "months_one", details)
    drawn = [
        stacks(items, names, reader.voice(), width=width, height=150, caption=title)
        for width in (HALF, NARROW)
    ]
    return Section("months", title, reader.say("months_subtitle", _unit(reader)), (Chart(*drawn),), half=True)


def _flow(reader: Reader) -> Section:
    totals, write = reader.report.totals, reader.figures
    parts = (
        ("direct", totals.direct_minor, Effect.part, "#tiers"),
        ("allocated", totals.allocated_minor, Effect.part, "#pools"),
        ("idle", totals.idle_minor, Effect.bad, "#pools"),
        ("unallocated", totals.unallocated_minor, Effect.bad, "#pools"),
    )
    steps = [
        Step(
            label=reader.label(code),
            amount=amount,
            effect=effect,
            note=write.percent(share(amount, totals.total_minor)),
            title=reader.told(reader.label(code), amount, reader.address("total", {"part": code})),
            href=href,
        )
        for code, amount, effect, href in parts
    ]
    total = Step(
        label=reader.label("total_cost"),
        amount=totals.total_minor,
        effect=Effect.total,
        note="",
        title=reader.told(reader.label("total_cost"), totals.total_minor, reader.address("total", {})),
        href="#types",
    )
    title = reader.say(
        "flow_title",
        {
            "reached": write.percent(share(totals.direct_minor + totals.allocated_minor, totals.total_minor)),
            "rest": write.spoken(totals.idle_minor + totals.unallocated_minor),
        },
    )
    drawn = [bridge([*steps, total], reader.voice(), width=width, caption=title) for width in (HALF, NARROW)]
    note = Note(reader.label("flow_note"))
    return Section(
        "flow", title, reader.say("flow_subtitle", _unit(reader)), (Chart(*drawn), note), half=True
    )


def _types(reader: Reader) -> Section:
    report, write = reader.report, reader.figures
    shown = tuple(each for each in report.types if each.amount_minor or each.entries)
    scale = bar_scale([each.amount_minor for each in shown], width=150)
    rows: list[Row] = []
    for branch in dict.fromkeys(each.category for each in shown):
        leaves = [each for each in shown if each.category == branch]
        amount = sum(each.amount_minor for each in leaves)
        told = reader.told(reader.category(branch), amount, reader.address("cost", {"category": branch}))
        cells = (
            Cell(reader.category(branch)),
            Cell("", css="wide"),
            Cell(""),
            number(write.amount(amount), title=told),
            number(write.percent(share(amount, report.totals.total_minor))),
            Cell("", css="wide"),
            number(write.count(sum(each.entries for each in leaves)), css="wide"),
        )
        rows.append(Row(cells, css="group"))
        rows += [
            Row(
                (
                    Cell(reader.cost_type(each.cost_type), css="leaf"),
                    Cell(_kind(reader, each), css="wide soft"),
                    picture(_bar(reader, each, scale)),
                    number(write.amount(each.amount_minor), title=_type_told(reader, each)),
                    number(write.percent(share(each.amount_minor, report.totals.total_minor)), css="soft"),
                    Cell("", css="pic wide", picture=_course(reader, each)),
                    number(write.count(each.entries), css="wide soft"),
                ),
                anchor=f"type-{each.cost_type}",
            )
            for each in leaves
        ]
    table = Table(
        caption=reader.label("types_caption"),
        heads=(
            head(reader.label("cost_type")),
            head(reader.label("nature_purpose"), "wide"),
            head(reader.label("actual"), "pic"),
            head(reader.label("amount"), "num"),
            head(reader.label("share"), "num"),
            head(reader.label("course"), "wide"),
            head(reader.label("entries"), "num wide"),
        ),
        rows=tuple(rows),
        foot=(_types_total(reader),),
    )
    return Section(
        "types", _types_title(reader, shown), reader.say("types_subtitle", _unit(reader)), (table,)
    )


def _types_total(reader: Reader) -> Row:
    totals, write = reader.report.totals, reader.figures
    told = reader.told(reader.label("total"), totals.total_minor, reader.address("total", {}))
    return Row(
        (
            Cell(reader.label("total")),
            Cell("", css="wide"),
            Cell(""),
            number(write.amount(totals.total_minor), title=told),
            number(write.percent(share(totals.total_minor, totals.total_minor))),
            Cell("", css="wide"),
            number(write.count(totals.entries), css="wide"),
        )
    )


def _types_title(reader: Reader, shown: tuple[TypeCost, ...]) -> str:
    if not shown:
        return reader.label("types_empty")
    totals, top = reader.report.totals, max(shown, key=lambda each: each.amount_minor)
    return reader.say(
        "types_title",
        {
            "type": reader.cost_type(top.cost_type),
            "share": reader.figures.percent(share(top.amount_minor, totals.total_minor)),
            "variable": reader.figures.percent(share(totals.variable_minor, totals.total_minor)),
        },
    )


def _kind(reader: Reader, each: TypeCost) -> str:
    return f"{reader.word('nature', each.nature)} · {reader.word('purpose', each.purpose)}"


def _type_told(reader: Reader, each: TypeCost) -> str:
    address = reader.address("cost", {"cost_type": each.cost_type})
    return reader.told(reader.cost_type(each.cost_type), each.amount_minor, address)


def _bar(reader: Reader, each: TypeCost, scale: Scale) -> str:
    return bar_cell(each.amount_minor, plan=None, scale=scale, width=150, title=_type_told(reader, each))


def _course(reader: Reader, each: TypeCost) -> str:
    course = by_month(reader.report, lambda cell: cell.cost_type == each.cost_type)
    title = " · ".join(
        f"{reader.month(month)} {reader.figures.amount(amount)}"
        for month, amount in zip(months(reader.report), course, strict=True)
    )
    return sparkline(course, width=96, title=title)


def _pools(reader: Reader) -> Section:
    write = reader.figures
    pools = live_pools(reader.report)
    rows = [_pool(reader, pool) for pool in pools]
    rest = unpooled_minor(reader.report)
    if rest:
        cells = (
            Cell(reader.label("no_pool")),
            Cell("", css="wide"),
            number("", css="wide"),
            number("", css="wide"),
            number(
                write.amount(rest),
                title=reader.told(reader.label("no_pool"), rest, reader.address("pool", {"pool": ""})),
            ),
            number(""),
            number(""),
            number(write.amount(rest), css="bad"),
            number("", css="wide"),
        )
        rows.append(Row(cells))
    table = Table(
        caption=reader.label("pools_caption"),
        heads=(
            head(reader.label("pool")),
            head(reader.label("driver"), "wide"),
            head(reader.label("units"), "num wide"),
            head(reader.label("customers"), "num wide"),
            head(reader.label("amount"), "num"),
            head(reader.label("allocated"), "num"),
            head(reader.label("idle"), "num"),
            head(reader.label("unallocated"), "num"),
            head(reader.label("capacity_used"), "num wide"),
        ),
        rows=tuple(rows),
        foot=(_pools_total(reader, pools, rest),),
    )
    totals = reader.report.totals
    details = {
        "allocated": write.spoken(totals.allocated_minor),
        "idle": write.spoken(totals.idle_minor),
        "unallocated": write.spoken(totals.unallocated_minor),
    }
    return Section(
        "pools", reader.say("pools_title", details), reader.say("pools_subtitle", _unit(reader)), (table,)
    )


def _pool(reader: Reader, pool: PoolCost) -> Row:
    write = reader.figures
    name = pool_name(reader, pool)
    used = share(pool.used_seconds, pool.capacity_seconds)

    def cell(code: str, amount: int, css: str) -> Cell:
        told = reader.told(
            f"{name} {reader.label(code)}", amount, reader.address("pool", {"pool": pool.pool_id})
        )
        return number(write.amount(amount), title=told, css=css)

    return Row(
        (
            Cell(name),
            Cell(reader.word("driver", pool.driver), css="wide soft"),
            number(_units(reader, pool), css="wide soft"),
            number(write.count(pool.customers), css="wide soft"),
            cell("amount", pool.amount_minor, "strong"),
            cell("allocated", pool.allocated_minor, ""),
            cell("idle", pool.idle_minor, "bad" if pool.idle_minor else "soft"),
            cell("unallocated", pool.unallocated_minor, "bad" if pool.unallocated_minor else "soft"),
            number(write.percent(used), css="wide soft"),
        ),
        anchor=f"pool-{pool.pool_id}",
    )


def pool_name(reader: Reader, pool: PoolCost) -> str:
    """Return a pool's name; cost that no pool takes has none and is called so."""
    return reader.name(pool.name_zh, pool.name_en) or reader.label("no_pool")


def _units(reader: Reader, pool: PoolCost) -> str:
    """Return what the driver counted; revenue is counted in money."""
    money = pool.driver == "revenue"
    return reader.figures.amount(pool.units) if money else reader.figures.count(pool.units)


def _pools_total(reader: Reader, pools: tuple[PoolCost, ...], rest: int) -> Row:
    write = reader.figures
    sums = (
        sum(pool.amount_minor for pool in pools) + rest,
        sum(pool.allocated_minor for pool in pools),
        sum(pool.idle_minor for pool in pools),
        sum(pool.unallocated_minor for pool in pools) + rest,
    )
    blank = (Cell("", css="wide"),) * 3
    figures = tuple(number(write.amount(each), title=write.exact(each)) for each in sums)
    return Row((Cell(reader.label("total")), *blank, *figures, Cell("", css="wide")))


def _unit(reader: Reader) -> dict[str, str]:
    return {"label": reader.period(reader.report.label), "unit": reader.figures.unit}
