"""The chapter on customers: what each tier brings and costs, the whale curve, and campaigns."""

from fractions import Fraction

from fenhao.interfaces.charts import (
    Axis,
    Curve,
    Dot,
    Heat,
    bullet,
    delta_cell,
    delta_scale,
    heat_map,
    scatter,
    whale_curve,
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
from fenhao.interfaces.report._figures import share
from fenhao.interfaces.report._reader import Reader
from fenhao.interfaces.report._sums import campaign_name, misses, participation
from fenhao.runs.report import CampaignCost, CustomerCost, TierResult

_PROFIT = 190


def customers_chapter(reader: Reader) -> Chapter:
    """Return the chapter."""
    sections = [_tiers(reader), _whale(reader)]
    if reader.report.tier_moves:
        sections.append(_moves(reader))
    sections += [
        _extremes(reader, "best", reader.report.best),
        _extremes(reader, "worst", reader.report.worst),
    ]
    return Chapter("customers", reader.label("chapter_customers"), tuple(sections))


def _tiers(reader: Reader) -> Section:
    report, write = reader.report, reader.figures
    whole = _sum(report.tiers)
    every = [*report.tiers, whole]
    texts = [write.amount(each.profit_minor) for each in every]
    scale = delta_scale([each.profit_minor for each in every], texts, width=_PROFIT)

    def row(tier: TierResult, name: str, address: str) -> Row:
        def money(code: str, amount: int, css: str = "") -> Cell:
            return number(
                write.amount(amount),
                title=reader.told(f"{name} {reader.label(code)}", amount, address),
                css=css,
            )

        told = reader.told(f"{name} {reader.label('profit')}", tier.profit_minor, address)
        drawn = delta_cell(
            tier.profit_minor,
            write.amount(tier.profit_minor),
            scale=scale,
            width=_PROFIT,
            more_is_bad=False,
            title=told,
        )
        cells = (
            Cell(name),
            number(write.count(tier.customers), css="wide soft"),
            number(write.count(tier.orders), css="wide soft"),
            money("revenue", tier.revenue_minor, "wide"),
            money("margin", tier.margin_minor),
            money("direct", tier.direct_minor),
            money("allocated", tier.allocated_minor),
            picture(drawn, css="wide"),
            number(
                write.amount(tier.profit_minor),
                title=told,
                css="slim bad" if tier.profit_minor < 0 else "slim",
            ),
            number(write.mean(tier.profit_minor, tier.customers), css="wide"),
            number(write.mean(tier.direct_minor + tier.allocated_minor, tier.customers), css="wide soft"),
        )
        return Row(cells, anchor=f"tier-{tier.tier or 'none'}")

    heads = (
        head(reader.label("tier")),
        head(reader.label("customers"), "num wide"),
        head(reader.label("orders"), "num wide"),
        head(reader.label("revenue"), "num wide"),
        head(reader.label("margin"), "num"),
        head(reader.label("direct"), "num"),
        head(reader.label("allocated"), "num"),
        head(reader.label("profit"), "pic wide"),
        head(reader.label("profit"), "num slim"),
        head(reader.say("profit_each", {"currency": _word(reader)}), "num wide"),
        head(reader.say("cost_each", {"currency": _word(reader)}), "num wide"),
    )
    rows = tuple(
        row(tier, reader.tier(tier.tier), reader.address("tier", {"tier": tier.tier}))
        for tier in report.tiers
    )
    total = Row(row(whole, reader.label("total"), reader.address("total", {})).cells)
    table = Table(caption=reader.label("tiers_caption"), heads=heads, rows=rows, foot=(total,))
    return Section(
        "tiers", _tiers_title(reader, whole), reader.say("tiers_subtitle", _unit(reader)), (table,)
    )


def _sum(tiers: tuple[TierResult, ...]) -> TierResult:
    return TierResult(
        tier="",
        customers=sum(tier.customers for tier in tiers),
        orders=sum(tier.orders for tier in tiers),
        revenue_minor=sum(tier.revenue_minor for tier in tiers),
        margin_minor=sum(tier.margin_minor for tier in tiers),
        direct_minor=sum(tier.direct_minor for tier in tiers),
        allocated_minor=sum(tier.allocated_minor for tier in tiers),
        profit_minor=sum(tier.profit_minor for tier in tiers),
    )


def _tiers_title(reader: Reader, whole: TierResult) -> str:
    tiers, write = reader.report.tiers, reader.figures
    if not tiers:
        return reader.label("tiers_empty")
    best = max(tiers, key=lambda tier: tier.profit_minor)
    losing = [tier for tier in tiers if tier.profit_minor < 0]
    details = {
        "tier": reader.tier(best.tier),
        "customers": write.percent_short(Fraction(best.customers, max(whole.customers, 1))),
        "profit": write.spoken(best.profit_minor),
        "losing": reader.label("and").join(reader.tier(tier.tier) for tier in losing),
        "loss": write.spoken(-sum(tier.profit_minor for tier in losing)),
    }
    return reader.say("tiers_title_loss" if losing else "tiers_title", details)


def _whale(reader: Reader) -> Section:
    points = tuple((point.customers, point.profit_minor) for point in reader.report.whale)
    subtitle = reader.say("whale_subtitle", _unit(reader))
    if not points:
        return Section("whale", reader.label("whale_empty"), subtitle, (), half=True)
    write, last = reader.figures, points[-1]
    peak = max(points, key=lambda point: point[1])
    details = {
        "best": write.percent_short(Fraction(peak[0], max(last[0], 1))),
        "peak": write.spoken(peak[1]),
        "lost": write.spoken(peak[1] - last[1]),
        "rest": write.count(last[0] - peak[0]),
        "end": write.spoken(last[1]),
    }
    title = reader.say("whale_title" if peak[1] > last[1] else "whale_flat", details)
    curve = Curve(
        points=points,
        peak_note=reader.say("whale_peak", details),
        end_note=reader.say("whale_end", details),
        across=reader.label("whale_across"),
    )
    drawn = [
        whale_curve(curve, reader.voice(), width=width, height=280, caption=title) for width in (HALF, NARROW)
    ]
    return Section("whale", title, subtitle, (Chart(*drawn),), half=True)


def _moves(reader: Reader) -> Section:
    report, write = reader.report, reader.figures
    then = sorted({move.tier_then for move in report.tier_moves}, key=lambda tier: (not tier, tier))
    now = sorted({move.tier_now for move in report.tier_moves}, key=lambda tier: (not tier, tier))
    amounts = {(move.tier_then, move.tier_now): move.amount_minor for move in report.tier_moves}
    largest = max([abs(amount) for amount in amounts.values()] or [0]) or 1
    moved = sum(amount for (old, new), amount in amounts.items() if old != new)
    whole = sum(amounts.values())

    def cell(old: str, new: str) -> Heat | None:
        if (old, new) not in amounts:
            return None
        amount = amounts[old, new]
        address = reader.address("cost", {"tier": old, "tier_now": new})
        told = reader.told(f"{reader.tier(old)} → {reader.tier(new)}", amount, address)
        return Heat(
            write.amount(amount), Fraction(abs(amount), largest), "plain", told, f"#tier-{new or 'none'}"
        )

    cells = [[cell(old, new) for new in now] for old in then]
    title = reader.say("moves_title", {"share": write.percent(share(moved, whole))})
    drawn = [
        heat_map(
            [reader.tier(tier) for tier in then],
            [tier or reader.tier("") for tier in now],
            cells,
            width=width,
            row=42,
            caption=title,
        )
        for width in (HALF, NARROW)
    ]
    blocks = (Chart(*drawn), Note(reader.label("moves_note")))
    return Section("moves", title, reader.say("moves_subtitle", _unit(reader)), blocks, half=True)


def _extremes(reader: Reader, which: str, customers: tuple[CustomerCost, ...]) -> Section:
    write = reader.figures
    texts = [write.plain(each.profit_minor) for each in customers]
    scale = delta_scale([each.profit_minor for each in customers], texts, width=170)
    rows = []
    for each, text in zip(customers, texts, strict=True):
        address = reader.address("customer", {"customer": each.customer_id})
        told = reader.told(f"{each.customer_id} {reader.label('profit')}", each.profit_minor, address)
        drawn = delta_cell(each.profit_minor, text, scale=scale, width=170, more_is_bad=False, title=told)
        rows.append(
            Row(
                (
                    Cell(each.customer_id, title=address),
                    Cell(each.tier or reader.tier(""), css="soft"),
                    number(write.count(each.orders), css="wide soft"),
                    number(write.plain(each.margin_minor)),
                    number(write.plain(each.direct_minor + each.allocated_minor)),
                    picture(drawn, css="wide"),
                    number(text, title=told, css="slim bad" if each.profit_minor < 0 else "slim"),
                )
            )
        )
    heads = (
        head(reader.label("customer")),
        head(reader.label("tier")),
        head(reader.label("orders"), "num wide"),
        head(reader.label("margin"), "num"),
        head(reader.label("cost"), "num"),
        head(reader.label("profit"), "pic wide"),
        head(reader.label("profit"), "num slim"),
    )
    losing = [each.profit_minor for each in customers if each.profit_minor < 0]
    loses = which == "worst" and bool(losing)
    told_of = losing if loses else [each.profit_minor for each in customers]
    details = {"count": write.count(len(told_of)), "profit": write.spoken(abs(sum(told_of)))}
    title = reader.say(f"{which}_title" if which == "best" or loses else "worst_positive", details)
    table = Table(caption=title, heads=heads, rows=tuple(rows))
    subtitle = reader.say(
        "exact_subtitle", {"label": reader.period(reader.report.label), "currency": _word(reader)}
    )
    return Section(which, title, subtitle, (table,), half=True)


def campaigns_chapter(reader: Reader) -> Chapter:
    """Return the chapter on campaigns; it says so when there are none."""
    near = reader.closer(sum(each.cost_minor for each in reader.report.campaigns))
    return Chapter("campaigns", reader.label("chapter_campaigns"), (_campaigns(near),))


def _campaigns(reader: Reader) -> Section:
    report, write = reader.report, reader.figures
    shown = sorted(report.campaigns, key=lambda each: (each.starts_on, each.campaign_id))
    subtitle = reader.say("campaigns_subtitle", _unit(reader))
    if not shown:
        return Section("campaigns-list", reader.label("campaigns_empty"), subtitle, ())
    missed = [each for each in shown if misses(report, each)]
    mark = report.waste.participation_min
    details = {
        "count": write.count(len(missed)),
        "judged": write.count(sum(each.judged for each in shown)),
        "mark": write.percent_short(mark) if mark is not None else "",
        "cost": write.spoken(sum(each.cost_minor for each in missed)),
        "all": write.spoken(sum(each.cost_minor for each in shown)),
        "campaigns": write.count(len(shown)),
    }
    title = reader.say("campaigns_title_missed" if missed else "campaigns_title", details)
    blocks = (_campaign_scatter(reader, shown, title), _campaign_table(reader, shown))
    return Section("campaigns-list", title, subtitle, blocks, legend=reader.label("legend_campaigns"))


def _campaign_scatter(reader: Reader, shown: list[CampaignCost], title: str) -> Chart:
    write = reader.figures
    taken = [rate for each in shown if (rate := participation(each)) is not None]
    top = max([*taken, reader.report.waste.participation_min or Fraction(0)], default=Fraction(0))
    cost = _round_above(max((each.cost_minor for each in shown), default=0))
    dots = tuple(
        Dot(
            each.campaign_id,
            rate,
            Fraction(each.cost_minor),
            misses(reader.report, each),
            _campaign_told(reader, each),
            f"#campaign-{each.campaign_id}",
        )
        for each in shown
        if (rate := participation(each)) is not None
    )
    step = next((each for each in (Fraction(1, 20), Fraction(1, 10)) if top <= each * 5), Fraction(1, 5))
    ticks = tuple((step * i, write.percent_short(step * i)) for i in range(int(top / step) + 2))
    heights = tuple((Fraction(cost * i, 2), write.amount(cost * i // 2)) for i in range(3)) if cost else ()
    across = Axis(reader.label("participation"), ticks, reader.report.waste.participation_min)
    up = Axis(f"{reader.label('cost')} ({write.unit})", heights, None)
    return Chart(
        *(scatter(dots, across, up, width=width, height=220, caption=title) for width in (1040, NARROW))
    )


def _round_above(amount: int) -> int:
    """Return the next 1, 2, 4, 6 or 10 times a power of ten, whose half is round as well; zero for nothing."""
    if amount <= 0:
        return 0
    power: int = 10 ** (len(str(amount)) - 1)
    return next(power * times for times in (1, 2, 4, 6, 10) if power * times >= amount)


def _campaign_told(reader: Reader, each: CampaignCost) -> str:
    name = f"{campaign_name(each)} {reader.figures.percent(participation(each))}"
    return reader.told(name, each.cost_minor, reader.address("campaign", {"campaign": each.campaign_id}))


def _dates(each: CampaignCost) -> str:
    end = each.ends_on.isoformat()
    return f"{each.starts_on.isoformat()} – {end[5:] if each.starts_on.year == each.ends_on.year else end}"


def _campaign_table(reader: Reader, shown: list[CampaignCost]) -> Table:
    write, mark = reader.figures, reader.report.waste.participation_min
    full = max([rate for each in shown if (rate := participation(each)) is not None] or [Fraction(1)])
    rows = []
    for each in shown:
        rate, missed = participation(each), misses(reader.report, each)
        told = _campaign_told(reader, each)
        drawn = (
            bullet(
                rate,
                goal=mark,
                full=max(full, mark or full) or Fraction(1),
                missed=missed,
                width=110,
                title=told,
            )
            if rate is not None
            else ""
        )
        rows.append(
            Row(
                (
                    Cell(campaign_name(each), title=told),
                    Cell(_dates(each), css="wide soft"),
                    number(write.count(each.invited)),
                    number(write.count(each.participated), css="wide"),
                    picture(drawn),
                    number(write.percent_beside(rate, mark), css="bad" if missed else ""),
                    number(write.amount(each.cost_minor), title=told, css="strong"),
                    number(write.mean(each.cost_minor, each.participated), css="wide soft"),
                    Cell(
                        reader.label("missed" if missed else "ended" if each.judged else "running"),
                        css="bad wide" if missed else "soft wide",
                    ),
                ),
                anchor=f"campaign-{each.campaign_id}",
            )
        )
    cost = sum(each.cost_minor for each in shown)
    invited, took = sum(each.invited for each in shown), sum(each.participated for each in shown)
    total = (
        Cell(reader.label("total")),
        Cell("", css="wide"),
        number(write.count(invited)),
        number(write.count(took), css="wide"),
        Cell(""),
        number(write.percent(share(took, invited))),
        number(write.amount(cost), title=write.exact(cost)),
        number(write.mean(cost, took), css="wide"),
        Cell("", css="wide"),
    )
    heads = (
        head(reader.label("campaign")),
        head(reader.label("dates"), "wide"),
        head(reader.label("invited"), "num"),
        head(reader.label("participated"), "num wide"),
        head("", "pic"),
        head(reader.label("participation"), "num"),
        head(reader.label("cost"), "num"),
        head(reader.say("cost_each_participant", {"currency": _word(reader)}), "num wide"),
        head(reader.label("state"), "wide"),
    )
    return Table(reader.label("campaigns_caption"), heads, tuple(rows), (Row(total),))


def _unit(reader: Reader) -> dict[str, str]:
    return {"label": reader.period(reader.report.label), "unit": reader.figures.unit}


def _word(reader: Reader) -> str:
    return reader.word("currency_name", reader.report.currency)
