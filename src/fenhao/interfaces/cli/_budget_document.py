"""``fenhao budget document``: a version as a paper for the board's table."""

from pathlib import Path

import click

from fenhao.interfaces.cli._acting import names
from fenhao.interfaces.cli._books import by_option, open_desk
from fenhao.interfaces.cli._budget_told import version_called
from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.report import BudgetTold, budget_document, pdf, period_page, period_workbook
from fenhao.kernel import Trouble, grouped_text
from fenhao.runs.book import whole_file


def documented(frame: Frame) -> click.Command:
    """Return ``document``."""

    @click.command("document", help=frame.word("cli.budget.document"))
    @click.argument("version")
    @click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
    @by_option(frame)
    def document(version: str, file: Path, by: str) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.inbox.operations import case_file
        from fenhao.books.plans import operations as plans

        if file.suffix.lower() not in {".pdf", ".xlsx"}:
            raise Trouble("cli.budget.document_kind", {"file": file.name})
        of = version_called(version, desk=desk)
        plan = plans.plan(by=desk.by, at=desk.at, version=of.id)
        assert plan is not None, "a version that was found is there"
        case = case_file(case=of.case, by=desk.by, at=desk.at) if of.case is not None else None
        people = names(desk)
        who = people.get(desk.by or 0, "")
        made = budget_document(BudgetTold(desk.book, plan, case, people, frame.lang, who, desk.at))
        with whole_file(file) as draft:
            if file.suffix.lower() == ".pdf":
                draft.write_bytes(pdf(period_page(made, link="")))
            else:
                total, notes = (frame.word(f"budget_document.{each}") for each in ("total", "notes"))
                period_workbook(made, draft, total=total, notes=notes, made=desk.at)
        total = grouped_text(plan.sheet.total_minor, digits=desk.book.digits)
        frame.print("cli.budget.document_written", {"file": str(file), "total": total}, style="green")
        return 0

    return document
