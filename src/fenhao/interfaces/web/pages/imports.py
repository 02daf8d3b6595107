"""The loads of the warehouse with what takes each back, the files on their way in, and where a new one is brought."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from fenhao.books.people import Right
from fenhao.engine.facts import TIER_ASSIGNMENTS
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._import_steps import withdraw
from fenhao.interfaces.web._imports import UPLOAD_BYTES_MAX, receive, waiting_imports
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import explain_trouble, say
from fenhao.kernel import Trouble
from fenhao.runs.loading import BOOKS_SOURCE
from fenhao.warehouse import Batch

LOADS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class LoadRow:
    """A load as a reader sees it."""

    batch: Batch
    may_undo: bool


def may_undo(batch: Batch) -> bool:
    """Whether a person may withdraw a load: what the books published and what was assessed follows from other data."""
    return (
        batch.withdrawn_at is None and batch.source != BOOKS_SOURCE and batch.table != TIER_ASSIGNMENTS.name
    )


@for_readers(Right.load)
def imports(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show what was loaded; take a new file and lead to its first step."""
    if request.method == "POST":
        wrong = _received(request, here)
        if isinstance(wrong, HttpResponseRedirect):
            return wrong
        return _page(request, here, problems=(wrong,), status=422)
    return _page(request, here)


@for_readers(Right.load)
def undo(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Ask whether a load is to be withdrawn, and withdraw it."""
    wanted = here.place["batch"]
    batch = next(
        (each for each in here.book.warehouse.batches() if each.batch_id == wanted and may_undo(each)), None
    )
    if batch is None:
        raise Http404
    problems: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            withdraw(here, batch.batch_id)
        except Trouble as trouble:
            problems = (explain_trouble(trouble, here.lang),)
        else:
            told = {"file": batch.file_name, "count": f"{batch.rows:,}"}
            messages.success(request, say("web.import.undone", told, here.lang))
            return HttpResponseRedirect(reverse("web:imports"))
    return shown(
        request,
        here,
        "web/import_undo.html",
        {"batch": batch, "problems": problems},
        status=422 if problems else 200,
    )


def _received(request: HttpRequest, here: Surroundings) -> HttpResponseRedirect | str:
    """Keep the file that was sent and lead to its page; what is wrong with it in words."""
    sent = request.FILES.get("file")
    if not isinstance(sent, UploadedFile):
        return say("web.import.no_file", {}, here.lang)
    assert here.reader.id is not None, "a guarded page has a reader"
    try:
        state = receive(
            book=here.book,
            name=sent.name or "",
            chunks=sent.chunks(),
            by=here.reader.id,
            by_name=here.reader.name,
            at=here.at,
        )
    except Trouble as trouble:
        return explain_trouble(trouble, here.lang)
    return HttpResponseRedirect(reverse("web:import", kwargs={"token": state.token}))


def _page(
    request: HttpRequest, here: Surroundings, *, problems: tuple[str, ...] = (), status: int = 200
) -> HttpResponse:
    """Show the loads, newest first, and what waits."""
    batches = sorted(
        here.book.warehouse.batches(include_withdrawn=True), key=lambda each: each.loaded_at, reverse=True
    )
    return shown(
        request,
        here,
        "web/imports.html",
        {
            "rows": [LoadRow(each, may_undo(each)) for each in batches[:LOADS_SHOWN]],
            "hidden": max(len(batches) - LOADS_SHOWN, 0),
            "waiting": waiting_imports(here.book),
            "megabytes": UPLOAD_BYTES_MAX >> 20,
            "problems": problems,
        },
        status=status,
    )
