"""Files that pages hand out, each under a name that its reader understands."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from django.http import HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header

from fenhao.interfaces.report import WORKBOOK_TYPE, Sheet, list_workbook
from fenhao.interfaces.web._surroundings import Surroundings

_Answer = TypeVar("_Answer", bound=HttpResponseBase)


def saved_as(answer: _Answer, name: str) -> _Answer:
    """Return the answer as a file that a browser saves under this name."""
    answer.headers["Content-Disposition"] = str(content_disposition_header(as_attachment=True, filename=name))
    return answer


def workbook_answer(book: bytes, name: str) -> HttpResponse:
    """Return a workbook that a browser saves under this name."""
    return saved_as(HttpResponse(book, content_type=WORKBOOK_TYPE), name)


def list_answer(here: Surroundings, sheets: Sequence[Sheet], *, title: str) -> HttpResponse:
    """Return lists of the books as a workbook called like their title."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        list_workbook(
            path,
            sheets,
            title=title,
            company=here.book.settings.company,
            digits=here.book.digits,
            made=here.at,
        )
        return workbook_answer(path.read_bytes(), f"{title}.xlsx")
