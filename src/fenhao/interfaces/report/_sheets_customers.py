"""The workbook's sheets on customers and campaigns."""

from fenhao.interfaces.report._figures import share
from fenhao.interfaces.report._reader import Reader
from fenhao.interfaces.report._sheet import Column, Formula, Kind, Sheet
from fenhao.interfaces.report._sums import misses, participation


def tiers_sheet(reader: Reader) -> Sheet:
    """Return the tiers' profit and loss; profit is a formula."""
    label = reader.label
    columns = (
        Column(label("tier"), Kind.text, 16),
        Column(label("customers"), Kind.count, 12, total=True),
        Column(label("orders"), Kind.count, 12, total=True),
        Column(label("revenue"), Kind.amount, 18, total=True),
        Column(label("margin"), Kind.amount, 18, total=True),
        Column(label("direct"), Kind.amount, 18, total=True),
        Column(label("allocated"), Kind.amount, 18, total=True),
        Column(label("profit"), Kind.amount, 18, total=True),
        Column(label("profit_each_short"), Kind.amount, 16),
        Column(label("cost_each_short"), Kind.amount, 16),
    )
    rows = tuple(
        (
            reader.tier(tier.tier),
            tier.customers,
            tier.orders,
            tier.revenue_minor,
            tier.margin_minor,
            tier.direct_minor,
            tier.allocated_minor,
            Formula("E{r}-F{r}-G{r}", tier.profit_minor),
            Formula('IF(B{r}=0,"--",H{r}/B{r})', share(tier.profit_minor, tier.customers)),
            Formula(
                'IF(B{r}=0,"--",(F{r}+G{r})/B{r})',
                share(tier.direct_minor + tier.allocated_minor, tier.customers),
            ),
        )
        for tier in reader.report.tiers
    )
    return Sheet(
        label("sheet_tiers"), label("tiers_caption"), reader.sheet_unit(), label("filtered"), columns, rows
    )


def moves_sheet(reader: Reader) -> Sheet:
    """Return direct cost by the tier then and the tier now."""
    label = reader.label
    columns = (
        Column(label("tier_then"), Kind.text, 18),
        Column(label("tier_now"), Kind.text, 18),
        Column(label("amount"), Kind.amount, 18, total=True),
    )
    rows = tuple(
        (reader.tier(move.tier_then), reader.tier(move.tier_now), move.amount_minor)
        for move in reader.report.tier_moves
    )
    return Sheet(
        label("sheet_moves"), label("moves_note"), reader.sheet_unit(), label("filtered"), columns, rows
    )


def whale_sheet(reader: Reader) -> Sheet:
    """Return the points of the whale curve."""
    label = reader.label
    columns = (
        Column(label("customers"), Kind.count, 14),
        Column(label("customers_share"), Kind.share, 14),
        Column(label("profit_together"), Kind.amount, 20),
    )
    points = reader.report.whale
    last = points[-1].customers if points else 0
    rows = tuple(
        (
            point.customers,
            Formula(
                f'IF(A${4 + len(points)}=0,"--",A{{r}}/A${4 + len(points)})', share(point.customers, last)
            ),
            point.profit_minor,
        )
        for point in points
    )
    return Sheet(label("sheet_whale"), label("whale_caption"), reader.sheet_unit(), "", columns, rows)


def customers_sheet(reader: Reader) -> Sheet:
    """Return the customers who bring most and least."""
    label = reader.label
    columns = (
        Column(label("group"), Kind.text, 12),
        Column(label("customer"), Kind.text, 18),
        Column(label("tier"), Kind.text, 14),
        Column(label("orders"), Kind.count, 10),
        Column(label("revenue"), Kind.amount, 16, total=True),
        Column(label("margin"), Kind.amount, 16, total=True),
        Column(label("direct"), Kind.amount, 16, total=True),
        Column(label("allocated"), Kind.amount, 16, total=True),
        Column(label("profit"), Kind.amount, 16, total=True),
        Column(label("address"), Kind.text, 44),
    )
    rows = tuple(
        (
            label(group),
            each.customer_id,
            reader.tier(each.tier),
            each.orders,
            each.revenue_minor,
            each.margin_minor,
            each.direct_minor,
            each.allocated_minor,
            Formula("F{r}-G{r}-H{r}", each.profit_minor),
            reader.address("customer", {"customer": each.customer_id}),
        )
        for group, customers in (("best", reader.report.best), ("worst", reader.report.worst))
        for each in customers
    )
    return Sheet(
        label("sheet_customers"),
        label("customers_caption"),
        reader.sheet_unit(),
        label("filtered"),
        columns,
        rows,
    )


def campaigns_sheet(reader: Reader) -> Sheet:
    """Return the campaigns; participation, unit cost and verdict are formulas."""
    label, mark = reader.label, reader.report.waste.participation_min
    columns = (
        Column(label("campaign"), Kind.text, 12),
        Column(label("name"), Kind.text, 24),
        Column(label("kind"), Kind.text, 12),
        Column(label("starts"), Kind.day, 12),
        Column(label("ends"), Kind.day, 12),
        Column(label("invited"), Kind.count, 10, total=True),
        Column(label("participated"), Kind.count, 10, total=True),
        Column(label("participation"), Kind.share, 12),
        Column(label("cost"), Kind.amount, 16, total=True),
        Column(label("cost_each_participant_short"), Kind.amount, 16),
        Column(label("entries"), Kind.count, 12, total=True),
        Column(label("judged"), Kind.text, 14),
        Column(label("state"), Kind.text, 14),
    )
    limit = f"{mark.numerator}/{mark.denominator}" if mark is not None else "0"
    ended, running, missed = label("ended"), label("running"), label("missed")
    verdict = f'IF(AND(L{{r}}="{ended}",ISNUMBER(H{{r}}),H{{r}}<{limit}),"{missed}","")'
    # AND looks at all its parts, and text compares as larger than any number: no error for a campaign of nobody.
    rows = tuple(
        (
            each.campaign_id,
            each.name,
            each.kind,
            each.starts_on,
            each.ends_on,
            each.invited,
            each.participated,
            Formula('IF(F{r}=0,"--",G{r}/F{r})', participation(each)),
            each.cost_minor,
            Formula('IF(G{r}=0,"--",I{r}/G{r})', share(each.cost_minor, each.participated)),
            each.entries,
            ended if each.judged else running,
            Formula(verdict, missed if misses(reader.report, each) else ""),
        )
        for each in reader.report.campaigns
    )
    return Sheet(
        label("sheet_campaigns"),
        label("campaigns_caption"),
        reader.sheet_unit(),
        label("filtered"),
        columns,
        rows,
    )
