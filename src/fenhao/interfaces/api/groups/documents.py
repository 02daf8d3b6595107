"""Papers and workbooks: reports and budgets as people take them along, and a budget's workbook brought back."""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Literal

from fenhao.books.people import Right
from fenhao.books.plans import Plan, SaveAnswer, Version, operations as plans
from fenhao.interfaces.api._carried import BINARY, BYTES, Carried, Sent
from fenhao.interfaces.api._fields import Asked, Id, Nothing, Period
from fenhao.interfaces.api._here import Here
from fenhao.interfaces.api._offers import File, Handed, Offer
from fenhao.interfaces.api._problems import nowhere
from fenhao.interfaces.api._work import Task, start
from fenhao.interfaces.jobs import Told, sentence
from fenhao.interfaces.period import (
    budget_pdf,
    budget_sheets,
    period_pdf,
    period_sheets,
    print_budget,
    print_period,
    span_of,
)
from fenhao.interfaces.report import WORKBOOK_TYPE, read_budget_sheet, write_budget_sheet
from fenhao.kernel import Trouble

PDF = "application/pdf"
SHEET_BYTES_MAX = 1_500_000
"""The largest workbook of a budget that is looked at; ten thousand cells have a third of it."""
_ZIP = b"PK"


class InLanguage(Asked):
    """In which language a paper is written."""

    language: Literal["zh", "en"]


class PeriodPaper(InLanguage):
    """A fiscal year, quarter or month on paper."""

    period: Period


class BudgetPaper(InLanguage):
    """A version of the budget on paper."""

    version: Id


def _label(here: Here, asked: str) -> str | None:
    """Return the label of a year, quarter or month; nothing else has a report."""
    span = span_of(here, asked)
    return span.label if span is not None else None


def _plan(here: Here, number: int) -> Plan | None:
    """Return a version of the budget."""
    return plans.plan(by=here.by, at=here.at, version=number)


def _called(version: Version) -> str:
    """Return what people call a version by: YEAR.NUMBER."""
    return f"{version.fiscal_year}.{version.number}"


def _print_period(task: Task, asked: PeriodPaper) -> Told:
    """Set a period's report on paper."""
    here = replace(task.here, lang=asked.language)
    label = _label(here, asked.period)
    if label is None:
        raise Trouble("api.field.unknown", {"value": asked.period})
    print_period(here, label, link="", advance=task.advance)
    return sentence("success", "api.printed", {"address": f"reports/{label}/paper"})


def _print_budget(task: Task, asked: BudgetPaper) -> Told:
    """Set a version of the budget on paper."""
    here = replace(task.here, lang=asked.language)
    found = _plan(here, asked.version)
    if found is None:
        raise Trouble("api.field.unknown", {"value": str(asked.version)})
    print_budget(here, found, by=here.by, advance=task.advance)
    return sentence("success", "api.printed", {"address": f"budgets/{asked.version}/paper"})


def _period_paper(here: Here, asked: InLanguage) -> Handed | None:
    """Return the PDF that was made last."""
    here = replace(here, lang=asked.language)
    label = _label(here, here.named)
    return _kept(period_pdf(here, label), f"fenhao-{label}-{here.lang}.pdf") if label else None


def _period_workbook(here: Here, asked: InLanguage) -> Handed | None:
    """Return a period's report as a workbook."""
    here = replace(here, lang=asked.language)
    label = _label(here, here.named)
    made = period_sheets(here, label) if label else None
    return Handed(f"fenhao-{label}-{here.lang}.xlsx", made) if made is not None else None


def _budget_paper(here: Here, asked: InLanguage) -> Handed | None:
    """Return the PDF that was made last."""
    here, found = replace(here, lang=asked.language), _plan(here, here.number)
    if found is None:
        return None
    return _kept(budget_pdf(here, found.version.id), f"crm-budget-{_called(found.version)}-{here.lang}.pdf")


def _budget_document(here: Here, asked: InLanguage) -> Handed | None:
    """Return a version as the Annual CRM Budget's workbook."""
    here, found = replace(here, lang=asked.language), _plan(here, here.number)
    if found is None:
        return None
    made = budget_sheets(here, found, by=here.by)
    return Handed(f"crm-budget-{_called(found.version)}-{here.lang}.xlsx", made)


def _budget_workbook(here: Here, _: Nothing) -> Handed | None:
    """Return a version as the workbook that can be brought back."""
    found = _plan(here, here.number)
    sheet = plans.sheet_rows(by=here.by, at=here.at, version=here.number) if found else None
    if found is None or sheet is None:
        return None
    name = _called(found.version)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "budget.xlsx"
        write_budget_sheet(path, sheet, name=name, digits=here.book.digits)
        return Handed(f"budget-{name}.xlsx", path.read_bytes())


def _kept(path: Path, name: str) -> Handed | None:
    """Return a file that lies beside the book; None where it was not made."""
    return Handed(name, path.read_bytes()) if path.is_file() else None


class Preview(Asked):
    """Whether only to look."""

    preview: bool = False


def _brought_back(sent: Sent, here: Here, asked: Preview, key: str) -> SaveAnswer:
    """Return what the workbook changed, or would change. Rows that say what is there already change nothing."""
    found = _plan(here, here.number)
    if found is None:
        raise nowhere()
    with tempfile.TemporaryDirectory(prefix="fenhao-sheet-") as folder:
        path = Path(folder) / "sent"
        sent.keep(path)
        with path.open("rb") as file:
            form = "xlsx" if file.read(len(_ZIP)) == _ZIP else "csv"
        of, rows = read_budget_sheet(path.rename(path.with_name(f"budget.{form}")), digits=here.book.digits)
    own = _called(found.version)
    if of != own:
        raise Trouble("web.budget.other_version", {"there": of[:100], "here": own})
    return plans.apply_sheet(
        key=key, by=here.by, at=here.at, exported=replace(rows, version=here.number), preview=asked.preview
    )


OFFERS: tuple[Offer, ...] = (
    start(
        "period-paper",
        Right.see,
        "Set the report of a year, quarter or month on paper",
        PeriodPaper,
        _print_period,
        page="report",
        name=lambda asked: f"paper-{asked.period}-{asked.language}",
    ),
    File(
        "reports/{name}/paper",
        Right.see,
        "The report of a period as the PDF that was made last",
        PDF,
        _period_paper,
        InLanguage,
    ),
    File(
        "reports/{name}/workbook",
        Right.see,
        "The report of a period as a workbook",
        WORKBOOK_TYPE,
        _period_workbook,
        InLanguage,
    ),
    start(
        "budget-paper",
        Right.see,
        "Set a version of the budget on paper",
        BudgetPaper,
        _print_budget,
        page="budget",
        name=lambda asked: f"budgetpaper-{asked.version}-{asked.language}",
    ),
    File(
        "budgets/{number}/paper",
        Right.see,
        "A version as the PDF of the Annual CRM Budget that was made last",
        PDF,
        _budget_paper,
        InLanguage,
    ),
    File(
        "budgets/{number}/document",
        Right.see,
        "A version as the workbook of the Annual CRM Budget",
        WORKBOOK_TYPE,
        _budget_document,
        InLanguage,
    ),
    File(
        "budgets/{number}/workbook",
        Right.see,
        "A version as a workbook that can be edited and brought back",
        WORKBOOK_TYPE,
        _budget_workbook,
        Nothing,
    ),
    Carried(
        "budgets/{number}/workbook",
        Right.prepare_budget,
        "Bring a version's workbook (or CSV) back; with preview, only see what it would change",
        Preview,
        SaveAnswer,
        _brought_back,
        bytes_max=SHEET_BYTES_MAX,
        content={BINARY: BYTES},
    ),
)
