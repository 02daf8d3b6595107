"""Lists of the books as a workbook: plain sheets with totals that follow the filter."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook

from fenhao.interfaces.report._sheet import Sheet, looks_of, write_sheet

WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def list_workbook(
    path: Path, sheets: Sequence[Sheet], *, title: str, company: str, digits: int, made: datetime
) -> None:
    """Write the sheets to ``path``; the same sheets made at the same moment give the same bytes."""
    book = Workbook(
        str(path),
        {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "in_memory": True,
        },
    )
    book.set_properties({"title": title, "company": company, "created": made.replace(tzinfo=None)})
    looks = looks_of(book, digits=digits)
    for sheet in sheets:
        write_sheet(book, looks, sheet)
    book.close()
