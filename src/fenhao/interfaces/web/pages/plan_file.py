"""A kept proposal's workbook comes back: what was changed in it is looked at, then kept as a study of its own. No budget changes."""

import base64
import binascii
import tempfile
from collections.abc import Sequence
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse

from fenhao.books.database import read
from fenhao.books.people import Right
from fenhao.books.studies import Draftable, NewStudy, StudyRow, found_of, study
from fenhao.books.studies.operations import keep_study
from fenhao.engine.planning.studies import Proposal, StudyKind, moves
from fenhao.interfaces.report import moved_table, proposal_from_workbook
from fenhao.interfaces.web._acts import acting, attempt
from fenhao.interfaces.web._forms import Problem, go, kept_key, new_key, posted, told
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._plan_shown import shown_table, voice_of
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import explain_trouble, say
from fenhao.kernel import Trouble

FILE_BYTES_MAX = 1_500_000
"""The largest workbook that is looked at; ten thousand lines have a third of it."""


@for_readers(Right.prepare_budget)
def plan_read(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Ask for a workbook, show what was changed in it, and keep that as a study when it is agreed to."""
    number = here.number("number")
    row = read(lambda session: study(session, number))
    found = read(lambda session: found_of(session, number, Proposal)) if row else None
    if row is None or found is None or row.kind is not StudyKind.proposal:
        raise Http404
    if request.method != "POST":
        return _page(request, here, row, found)
    try:
        name, content = _sent(request)
        after = _changed(here, found, content)
    except Trouble as wrong:
        problem = Problem(explain_trouble(wrong, here.lang), "f-file")
        return _page(request, here, row, found, problems=(problem,), status=422)
    if request.POST.get("act") != "keep":
        return _page(request, here, row, found, after=after, file=name, content=content)
    form, numbers = posted(request, here), list[int]()

    def act() -> Sequence[str]:
        """Keep it as a study of its own."""
        draft = Draftable(after.prepared, after.fixed_categories)
        wanted = NewStudy(
            row.kind, form.text("study_name"), row.fiscal_year, row.stamp, row.asked, after, draft
        )
        numbers.append(keep_study(wanted, key=kept_key(form), by=acting(here), at=here.at).number)
        return ()

    outcome = attempt(here, act)
    if outcome.done:
        told(request, here, "web.plan.kept")
        return go("plan_kept", number=numbers[0])
    problems = [Problem(reason, "f-study_name") for reason in outcome.reasons]
    return _page(
        request,
        here,
        row,
        found,
        after=after,
        file=name,
        content=content,
        problems=problems,
        status=outcome.status,
    )


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
            raise Trouble("planning.not_a_proposal", {"file": name or "–"}) from wrong
    if not content or len(content) > FILE_BYTES_MAX or Path(name).suffix.lower() != ".xlsx":
        raise Trouble("planning.no_file", {"most": f"{FILE_BYTES_MAX:,}"})
    return name, content


def _changed(here: Surroundings, found: Proposal, content: bytes) -> Proposal:
    """Return the proposal as the workbook has it; Trouble for one that cannot be read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "study.xlsx"
        path.write_bytes(content)
        return proposal_from_workbook(found, path, digits=here.book.digits)


def _page(
    request: HttpRequest,
    here: Surroundings,
    row: StudyRow,
    found: Proposal,
    *,
    after: Proposal | None = None,
    file: str = "",
    content: bytes = b"",
    problems: Sequence[Problem] = (),
    status: int = 200,
) -> HttpResponse:
    """Return the page: the workbook that is asked for, and what the one that was sent changes."""
    voice = voice_of(here)
    changed = after is not None and after != found
    typed = request.POST.get("study_name", "")
    return shown(
        request,
        here,
        "web/plan_read.html",
        {
            "row": row,
            "tables": [shown_table(moved_table(moves(found, after), voice), voice)]
            if after and changed
            else [],
            "same": after is not None and not changed,
            "changed": changed,
            "file": file,
            "content": base64.b64encode(content).decode() if changed else "",
            "study_name": typed or say("web.plan.read_name", {"name": row.name}, here.lang)[:120],
            "problems": problems,
            "key": new_key(),
        },
        status=status,
    )
