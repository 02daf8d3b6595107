"""A version of the budget as an Excel file: taken along, edited elsewhere, looked at before it is brought back."""

import base64
import binascii
import secrets
import tempfile
from dataclasses import replace
from pathlib import Path

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from fenhao.books.people import Right
from fenhao.books.plans import ExportedSheet, Plan, SaveAnswer, SaveRefusal, operations as plans
from fenhao.interfaces.jobs import Errand, Said
from fenhao.interfaces.period import budget_pdf, budget_sheets, print_budget, report_word
from fenhao.interfaces.report import read_budget_sheet, write_budget_sheet
from fenhao.interfaces.web._budget_words import save_words, version_name
from fenhao.interfaces.web._files import workbook_answer
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._long_work import Told, begin, standing
from fenhao.interfaces.web._sheet_page import Seen, diff, seen
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import explain_trouble, say
from fenhao.kernel import Trouble

FILE_BYTES_MAX = 1_500_000
"""The largest file that is looked at; a sheet of ten thousand cells has a third of it."""
CHANGES_SHOWN = 200
_KINDS = {".xlsx", ".csv"}


@for_readers(Right.see)
def budget_export(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Hand out a version as an Excel file that can be brought back."""
    found = seen(request, here)
    version = found.opened.version
    sheet = plans.sheet_rows(by=here.reader.id, at=here.at, version=version.id)
    assert sheet is not None, "a version that was found is there"
    name = version_name(version)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "budget.xlsx"
        write_budget_sheet(path, sheet, name=name, digits=found.digits)
        return workbook_answer(path.read_bytes(), f"budget-{name}.xlsx")


@for_readers(Right.see)
def budget_paper(request: HttpRequest, here: Surroundings) -> HttpResponseBase:
    """Hand a version out as the Annual CRM Budget: a workbook at once, a tagged PDF when it has been made behind a page."""
    form, number = str(here.place["form"]), here.number("version")
    plan = plans.plan(by=here.reader.id, at=here.at, version=number)
    if plan is None or form not in {"pdf", "xlsx"}:
        raise Http404
    name = f"crm-budget-{version_name(plan.version)}-{here.lang}.{form}"
    if form == "pdf":
        return _printed(request, here, plan, name)
    return workbook_answer(budget_sheets(here, plan, by=here.reader.id), name)


def _printed(request: HttpRequest, here: Surroundings, plan: Plan, name: str) -> HttpResponseBase:
    """Make the PDF behind a page that waits for it (``?wait``), and hand it out (``?made``)."""
    version = plan.version
    path = budget_pdf(here, version.id)
    if "made" in request.GET:
        if not path.is_file():
            raise Http404
        return FileResponse(
            path.open("rb"), as_attachment=True, filename=name, content_type="application/pdf"
        )
    job = f"budgetpaper-{version.id}-{here.lang}"
    if "wait" in request.GET:
        facts = {"work": standing(here, job), "version": version, "name": version_name(version)}
        return shown(request, here, "web/budget_paper.html", facts)

    def work(errand: Errand) -> Told:
        """Set the version on paper as it is now."""
        print_budget(here, plan, by=here.reader.id, advance=errand.advance)
        return lambda names: (Said("success", report_word(names, "printed", {}), f"{request.path}?made=1"),)

    begin(here, job, work, right=Right.see, back=f"{request.path}?wait=1", typed={})
    return HttpResponseRedirect(f"{request.path}?wait=1")


@for_readers(Right.prepare_budget)
def budget_import(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Ask for a file, show what it would change, and bring it in when that is agreed to."""
    found = seen(request, here)
    if request.method != "POST":
        return _page(request, here, found)
    try:
        name, content = _sent(request)
        rows = _read(found, name, content)
    except Trouble as wrong:
        return _page(request, here, found, reasons=(explain_trouble(wrong, here.lang),))
    applied = request.POST.get("act") == "apply"
    key = request.POST.get("key") or secrets.token_hex(16)
    try:
        answer = plans.apply_sheet(key=key, by=here.reader.id, at=here.at, exported=rows, preview=not applied)
    except Trouble as wrong:
        return _page(request, here, found, reasons=(explain_trouble(wrong, here.lang),))
    if applied and answer.saved:
        messages.success(request, say("web.budget.saved", {"count": str(len(answer.changes))}, here.lang))
        return HttpResponseRedirect(reverse("web:budget_sheet", kwargs={"version": found.opened.version.id}))
    return _page(request, here, found, answer=answer, name=name, content=content)


def _sent(request: HttpRequest) -> tuple[str, bytes]:
    """Return the file's name and content: just sent, or carried along since it was looked at."""
    file = request.FILES.get("file")
    if isinstance(file, UploadedFile):
        name, content = str(file.name), file.read(FILE_BYTES_MAX + 1)
    else:
        name = request.POST.get("name", "")
        try:
            content = base64.b64decode(request.POST.get("content", ""), validate=True)
        except binascii.Error as wrong:
            raise Trouble("plans.not_a_sheet", {"file": name or "–"}) from wrong
    if not content or len(content) > FILE_BYTES_MAX or Path(name).suffix.lower() not in _KINDS:
        raise Trouble("web.budget.no_file", {"most": f"{FILE_BYTES_MAX:,}"})
    return name, content


def _read(found: Seen, name: str, content: bytes) -> ExportedSheet:
    """Return the rows of the file; Trouble when it is another version's or cannot be read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"budget{Path(name).suffix.lower()}"
        path.write_bytes(content)
        try:
            of, rows = read_budget_sheet(path, digits=found.digits)
        except Trouble as wrong:
            if "file" not in wrong.details:
                raise
            raise Trouble(wrong.code, {**wrong.details, "file": name}) from wrong
    own = version_name(found.opened.version)
    if of != own:
        raise Trouble("web.budget.other_version", {"there": of, "here": own})
    return replace(rows, version=found.opened.version.id)


def _page(
    request: HttpRequest,
    here: Surroundings,
    found: Seen,
    *,
    reasons: tuple[str, ...] = (),
    answer: SaveAnswer | None = None,
    name: str = "",
    content: bytes = b"",
) -> HttpResponse:
    """Return the page: the file that is asked for, and what the one that was sent would change."""
    names = found.names
    if answer is not None and not answer.saved:
        reasons = (save_words(names, answer, {}),)
    changes = answer.changes if answer is not None and answer.saved else ()
    write = names.figures(0)
    return shown(
        request,
        here,
        "web/budget_import.html",
        {
            "version": found.opened.version,
            "name": version_name(found.opened.version),
            "reasons": reasons,
            "diff": diff(found, answer)
            if answer is not None and answer.verdict is SaveRefusal.stale
            else None,
            "changes": [
                (
                    f"{names.period(each.key.month)} · {names.tier(each.key.tier)} · {names.category(each.key.category)}",
                    write.plain(each.before.amount_minor) if each.before else "--",
                    write.plain(each.after.amount_minor) if each.after else "--",
                )
                for each in changes[:CHANGES_SHOWN]
            ],
            "count": len(changes),
            "most": CHANGES_SHOWN,
            "total": write.exact(answer.total_minor) if answer is not None else "",
            "unit": write.unit,
            "file": name,
            "content": base64.b64encode(content).decode() if changes else "",
            "key": secrets.token_hex(16),
        },
    )
