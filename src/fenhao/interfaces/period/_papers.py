"""Papers that readers take along: a period's report and a version of the budget, as tagged PDF and as a workbook with formulas.

A PDF takes as long as work behind a page, so it is made once, laid beside the book and handed out from there; a workbook is made
while somebody waits.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from fenhao.books.database import read
from fenhao.books.inbox.operations import case_file
from fenhao.books.people import usernames
from fenhao.interfaces.period._names import Around, Spoken
from fenhao.interfaces.period._read import read_period
from fenhao.interfaces.period._report import period_report
from fenhao.interfaces.period._tables import report_word
from fenhao.interfaces.report import (
    BudgetTold,
    PeriodReport,
    budget_document,
    pdf,
    period_page,
    period_workbook,
)
from fenhao.interfaces.words import say
from fenhao.runs.book import Advance, whole_file

if TYPE_CHECKING:
    from fenhao.books.plans import Plan


def period_pdf(here: Around, label: str) -> Path:
    """Return where the PDF of a period lies in this language; it may not be there."""
    return here.book.reports / "kept" / f"{label}-{here.lang}.pdf"


def budget_pdf(here: Around, version: int) -> Path:
    """Return where the PDF of a version of the budget lies in this language; it may not be there."""
    return here.book.reports / "kept" / f"budget-{version}-{here.lang}.pdf"


def print_period(here: Around, label: str, *, link: str, advance: Advance) -> None:
    """Make the PDF of a period that there is; ``link`` is where its figures lead, empty for nowhere."""
    advance("step.paper", 0, 1)
    found = read(lambda session: read_period(session, here, label))
    assert found is not None, "a period that is named is there"
    _print(period_report(Spoken(here), found), period_pdf(here, label), link=link)
    advance("step.paper", 1, 1)


def print_budget(here: Around, plan: "Plan", *, by: int | None, advance: Advance) -> None:
    """Make the PDF of a version of the budget as it is now."""
    advance("step.paper", 0, 1)
    _print(_budget(here, plan, by=by), budget_pdf(here, plan.version.id), link="")
    advance("step.paper", 1, 1)


def period_sheets(here: Around, label: str) -> bytes | None:
    """Return a period's report as a workbook; None where there is no such period."""
    found = read(lambda session: read_period(session, here, label))
    if found is None:
        return None
    names = Spoken(here)
    words = report_word(names, "filtered", {}), report_word(names, "remarks", {})
    return _workbook(here, period_report(names, found), words)


def budget_sheets(here: Around, plan: "Plan", *, by: int | None) -> bytes:
    """Return a version of the budget as the Annual CRM Budget's workbook."""
    total, notes = (say(f"budget_document.{each}", {}, here.lang) for each in ("total", "notes"))
    return _workbook(here, _budget(here, plan, by=by), (total, notes))


def _budget(here: Around, plan: "Plan", *, by: int | None) -> PeriodReport:
    """Return a version as the Annual CRM Budget."""
    case = plan.version.case
    file = case_file(case=case, by=by, at=here.at) if case is not None else None
    return budget_document(
        BudgetTold(here.book, plan, file, read(usernames), here.lang, here.reader_name, here.at)
    )


def _print(report: PeriodReport, path: Path, *, link: str) -> None:
    """Set a report on paper; what was made before stays until this is whole."""
    made = pdf(period_page(report, link=link))
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as draft:
        draft.write_bytes(made)


def _workbook(here: Around, report: PeriodReport, words: tuple[str, str]) -> bytes:
    """Return a report as a workbook; ``words`` are those of its sums and of its remarks."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "report.xlsx"
        period_workbook(report, path, total=words[0], notes=words[1], made=here.at)
        return path.read_bytes()
