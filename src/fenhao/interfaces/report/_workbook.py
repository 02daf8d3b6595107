"""The report as a workbook whose figures are formulas over its own sheets."""

from datetime import datetime, time
from pathlib import Path

from xlsxwriter import Workbook

from fenhao.interfaces.report._figures import share
from fenhao.interfaces.report._page import headline
from fenhao.interfaces.report._reader import Reader, reader_of
from fenhao.interfaces.report._sheet import Column, Formula, Kind, Sheet, Value, looks_of, write_sheet
from fenhao.interfaces.report._sheets_budget import budget_sheets
from fenhao.interfaces.report._sheets_cost import cells_sheet, pools_sheet, types_sheet
from fenhao.interfaces.report._sheets_customers import (
    campaigns_sheet,
    customers_sheet,
    moves_sheet,
    tiers_sheet,
    whale_sheet,
)
from fenhao.interfaces.report._sheets_rest import basis_sheet, findings_sheet, rules_sheet, weeks_sheet
from fenhao.interfaces.words import Language
from fenhao.runs.report import Report


def workbook(report: Report, path: Path, lang: Language) -> None:
    """Write the report to ``path`` as an Excel workbook.

    Sums, shares, differences and checks are formulas written with their values; cells of the data that begin
    like a formula are text. The same report gives the same bytes.
    """
    reader = reader_of(report, lang)
    book = Workbook(
        str(path),
        {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "in_memory": True,
        },
    )
    # The period's end stands for the hour of making, so that one report is one file, to the byte.
    made = datetime.combine(report.period.end, time.min)
    book.set_properties({"title": headline(reader), "company": report.company, "created": made})
    looks = looks_of(book, digits=reader.figures.digits)
    for sheet in _sheets(reader):
        write_sheet(book, looks, sheet)
    book.close()


def _sheets(reader: Reader) -> tuple[Sheet, ...]:
    cells = cells_sheet(reader)
    types = types_sheet(reader, cells)
    pools = pools_sheet(reader)
    tiers = tiers_sheet(reader)
    rules = rules_sheet(reader, cells)
    budget = budget_sheets(reader, reader.report.budget) if reader.report.budget else ()
    return (
        _summary(reader, cells=cells, types=types, pools=pools, tiers=tiers, rules=rules),
        types,
        pools,
        tiers,
        moves_sheet(reader),
        whale_sheet(reader),
        customers_sheet(reader),
        campaigns_sheet(reader),
        rules,
        weeks_sheet(reader),
        findings_sheet(reader),
        *budget,
        cells,
        basis_sheet(reader),
    )


def _summary(
    reader: Reader, *, cells: Sheet, types: Sheet, pools: Sheet, tiers: Sheet, rules: Sheet
) -> Sheet:
    totals, label = reader.report.totals, reader.label
    nature = types.cells(label("nature"))

    def of_nature(code: str) -> str:
        return f'SUMIFS({types.cells(label("total"))},{nature},"{reader.word("nature", code)}")'

    sums = {
        "total_cost": Formula(f"SUM({cells.cells(label('amount'))})", totals.total_minor),
        "fixed_cost": Formula(of_nature("fixed"), totals.fixed_minor),
        "variable_cost": Formula(of_nature("variable"), totals.variable_minor),
        "direct": Formula(f"SUM({tiers.cells(label('direct'))})", totals.direct_minor),
        "allocated": Formula(f"SUM({pools.cells(label('allocated'))})", totals.allocated_minor),
        "idle": Formula(f"SUM({pools.cells(label('idle'))})", totals.idle_minor),
        "unallocated": Formula(f"SUM({pools.cells(label('unallocated'))})", totals.unallocated_minor),
        "conserved": Formula("ROUND(B5-SUM(B8:B11),6)", 0),
        "counted": Formula(f"SUM({rules.cells(label('counted'))})", reader.report.waste.counted_minor),
    }
    notes = {"conserved": label("conserved_note"), "counted": label("counted_note")}
    rows: list[tuple[Value, ...]] = []
    for code, formula in sums.items():
        amount = formula.value
        assert isinstance(amount, int)
        shown = share(amount, totals.total_minor)
        rows.append((label(code), formula, Formula('IF($B$5=0,"--",B{r}/$B$5)', shown), notes.get(code, "")))
    reached = totals.direct_minor + totals.allocated_minor
    customers = f"SUM({tiers.cells(label('customers'))})"
    each = Formula(f'IF({customers}=0,"--",(B8+B9)/{customers})', share(reached, totals.customers))
    rows.append((label("cost_per_customer"), each, "", label("kpi_each_note")))
    return Sheet(
        name=label("sheet_summary"),
        title=headline(reader),
        subtitle=f"{reader.report.company} · {reader.sheet_unit()}",
        total=label("filtered"),
        columns=(
            Column(label("item"), Kind.text, 30),
            Column(label("amount"), Kind.amount, 18),
            Column(label("share"), Kind.share, 10),
            Column(label("note"), Kind.text, 60),
        ),
        rows=tuple(rows),
    )
