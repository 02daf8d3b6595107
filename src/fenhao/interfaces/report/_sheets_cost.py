"""The workbook's sheets on cost: the ledger's roll-up, cost by type over it, and the pools."""

from fenhao.interfaces.report._cost import pool_name
from fenhao.interfaces.report._figures import share
from fenhao.interfaces.report._reader import Reader
from fenhao.interfaces.report._sheet import Column, Formula, Kind, Sheet, Value, letters
from fenhao.interfaces.report._sums import by_month, live_pools, months, unpooled_minor
from fenhao.runs.report import TypeCost


def cells_sheet(reader: Reader) -> Sheet:
    """Return the roll-up that the other sheets sum: month x tier x cost type."""
    report, label = reader.report, reader.label
    types = {each.cost_type: each for each in report.types}
    rows = tuple(
        (
            cell.month,
            reader.tier(cell.tier),
            cell.cost_type,
            reader.cost_type(cell.cost_type),
            reader.category(types[cell.cost_type].category) if cell.cost_type in types else "",
            reader.word("nature", types[cell.cost_type].nature) if cell.cost_type in types else "",
            cell.amount_minor,
            cell.entries,
        )
        for cell in report.cells
    )
    columns = (
        Column(label("month"), Kind.text, 12),
        Column(label("tier"), Kind.text, 14),
        Column(label("code"), Kind.text, 22),
        Column(label("cost_type"), Kind.text, 24),
        Column(label("category"), Kind.text, 18),
        Column(label("nature"), Kind.text, 14),
        Column(label("amount"), Kind.amount, 18, total=True),
        Column(label("entries"), Kind.count, 12, total=True),
    )
    return Sheet(
        label("sheet_cells"),
        label("sheet_cells_title"),
        reader.sheet_unit(),
        label("filtered"),
        columns,
        rows,
    )


def types_sheet(reader: Reader, cells: Sheet) -> Sheet:
    """Return cost by type and month, summed from the roll-up."""
    label, labels = reader.label, months(reader.report)
    columns = (
        Column(label("cost_type"), Kind.text, 26),
        Column(label("code"), Kind.text, 22),
        Column(label("category"), Kind.text, 18),
        Column(label("nature"), Kind.text, 14),
        Column(label("purpose"), Kind.text, 12),
        *(Column(month, Kind.amount, 14, total=True) for month in labels),
        Column(label("total"), Kind.amount, 16, total=True),
        Column(label("share"), Kind.share, 10),
        Column(label("entries"), Kind.count, 12, total=True),
    )
    rows = tuple(_type_row(reader, each, cells, letters(columns)) for each in reader.report.types)
    return Sheet(
        label("sheet_types"), label("types_caption"), reader.sheet_unit(), label("filtered"), columns, rows
    )


def _type_row(reader: Reader, each: TypeCost, cells: Sheet, at: dict[str, str]) -> tuple[Value, ...]:
    label, labels = reader.label, months(reader.report)
    code, amount = cells.cells(label("code")), cells.cells(label("amount"))
    course = by_month(reader.report, lambda cell: cell.cost_type == each.cost_type)
    own = f"${at[label('code')]}{{r}}"
    # The star makes the month a text to match: without it a spreadsheet takes 2017-01 for a date.
    monthly = (
        Formula(f'SUMIFS({amount},{code},{own},{cells.cells(label("month"))},{at[month]}$4&"*")', sum_minor)
        for month, sum_minor in zip(labels, course, strict=True)
    )
    total = f"{at[label('total')]}{{r}}"
    whole = f"SUM({cells.cells(label('amount'))})"
    summed = f"SUM({at[labels[0]]}{{r}}:{at[labels[-1]]}{{r}})" if labels else "0"
    return (
        reader.cost_type(each.cost_type),
        each.cost_type,
        reader.category(each.category),
        reader.word("nature", each.nature),
        reader.word("purpose", each.purpose),
        *monthly,
        Formula(summed, each.amount_minor),
        Formula(
            f'IF({whole}=0,"--",{total}/{whole})', share(each.amount_minor, reader.report.totals.total_minor)
        ),
        Formula(f"SUMIFS({cells.cells(label('entries'))},{code},{own})", each.entries),
    )


def pools_sheet(reader: Reader) -> Sheet:
    """Return the pools with a check that amount = allocated + idle + unallocated."""
    label = reader.label
    columns = (
        Column(label("pool"), Kind.text, 24),
        Column(label("driver"), Kind.text, 14),
        Column(label("units"), Kind.count, 16),
        Column(label("customers"), Kind.count, 12),
        Column(label("amount"), Kind.amount, 16, total=True),
        Column(label("allocated"), Kind.amount, 16, total=True),
        Column(label("idle"), Kind.amount, 16, total=True),
        Column(label("unallocated"), Kind.amount, 16, total=True),
        Column(label("check"), Kind.amount, 12, total=True),
        Column(label("capacity_used"), Kind.share, 12),
        Column(label("address"), Kind.text, 52),
    )
    check = Formula("ROUND(E{r}-F{r}-G{r}-H{r},6)", 0)
    rows: list[tuple[Value, ...]] = [
        (
            pool_name(reader, pool),
            reader.word("driver", pool.driver),
            pool.units,
            pool.customers,
            pool.amount_minor,
            pool.allocated_minor,
            pool.idle_minor,
            pool.unallocated_minor,
            check,
            share(pool.used_seconds, pool.capacity_seconds),
            reader.address("pool", {"pool": pool.pool_id}),
        )
        for pool in live_pools(reader.report)
    ]
    rest = unpooled_minor(reader.report)
    if rest:
        rows.append((label("no_pool"), "", None, None, rest, 0, 0, rest, check, None, ""))
    return Sheet(
        label("sheet_pools"),
        label("pools_caption"),
        reader.sheet_unit(),
        label("filtered"),
        columns,
        tuple(rows),
    )
