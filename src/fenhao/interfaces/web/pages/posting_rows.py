"""The subledger rows behind a posting: gathered behind the page once, then shown a part at a time, down to file and row."""

from dataclasses import dataclass
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from fenhao.books.database import Session, read
from fenhao.books.journal import LedgerRow, entry_at, months
from fenhao.books.people import Right
from fenhao.books.postings.operations import SheetRow, posting_of
from fenhao.interfaces.jobs import Errand, send, under_way
from fenhao.interfaces.names import masked
from fenhao.interfaces.period import moment
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import say
from fenhao.kernel import Period
from fenhao.runs.book import Book
from fenhao.runs.loading import GatheredRows, PostingCell, PostingRow, gather_posting, gathered_rows

ROWS_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A row as a reader sees it."""

    row: PostingRow
    customer: str
    tier: str
    subledger: str


@for_readers(Right.see)
def posting_rows(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the rows behind a posting, or how far gathering them is; posted to, gather them anew."""
    number = here.number("number")
    found = read(lambda session: _posting(session, number))
    if found is None:
        raise Http404
    entry, sheet, days = found
    path = _kept(here.book, number)
    failed = path.with_suffix(".failed")
    if request.method == "POST":
        failed.unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        return HttpResponseRedirect(request.path)
    told = request.GET.get("from", "")
    offset = int(told) if told.isdecimal() and len(told) < 10 else 0
    rows = gathered_rows(path, offset=offset, limit=ROWS_A_PAGE)
    name = f"behind-{number}"
    if rows is None and not failed.exists() and under_way(name) is None:
        cell = PostingCell(
            sheet.batch, days, None if sheet.fixed else sheet.tier, sheet.cost_type, sheet.campaign
        )
        _send(here, name, cell, path)
    return _page(request, here, entry, rows, offset=offset, failed=rows is None and failed.exists())


def _posting(session: Session, number: int) -> tuple[LedgerRow, SheetRow, Period] | None:
    """Return an entry with what was decided of its posting, and the days of its month; None when it is none."""
    entry = entry_at(session, number)
    sheet = posting_of(session, entry.key) if entry is not None else None
    if entry is None or sheet is None:
        return None
    days = next(each.days for each in months(session) if each.label == sheet.month)
    return entry, sheet, days


def _send(here: Surroundings, name: str, cell: PostingCell, path: Path) -> None:
    """Let the rows be gathered behind the page; that it failed is written down beside them."""
    book, at = here.book, here.at

    def work(errand: Errand) -> None:
        """Gather them."""
        try:
            gather_posting(book=book, cell=cell, into=path, at=at, advance=errand.advance)
        except BaseException:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.with_suffix(".failed").touch()
            raise

    send(name, work, first=lambda: None)


def _page(
    request: HttpRequest,
    here: Surroundings,
    entry: LedgerRow,
    found: GatheredRows | None,
    *,
    offset: int,
    failed: bool,
) -> HttpResponse:
    """Return the page."""
    names = Names(here)
    write = names.figures(0)
    rows = [
        Row(
            each,
            masked(each.customer_id),
            names.tier(each.tier) if each.tier else "",
            _subledger(names, each),
        )
        for each in (found.rows if found else ())
    ]
    title = say("web.behind.rows", {}, here.lang)
    differs = ""
    if found is not None:
        facts = {"count": f"{found.count:,}", "amount": write.exact(found.amount_minor)}
        title = say("web.behind.title", facts, here.lang)
        if found.amount_minor != entry.actual_minor:
            sums = {"rows": write.exact(found.amount_minor), "posting": write.exact(entry.actual_minor)}
            differs = say("web.behind.differs", sums, here.lang)
    return shown(
        request,
        here,
        "web/posting_rows.html",
        {
            "title": title,
            "entry": entry,
            "found": found,
            "rows": rows,
            "differs": differs,
            "gathered_at": moment(here, found.gathered_at) if found else "",
            "failed": failed,
            "before": max(0, offset - ROWS_A_PAGE) if offset else None,
            "after": offset + ROWS_A_PAGE if found and offset + ROWS_A_PAGE < found.count else None,
            "unit": write.unit,
        },
        status=500 if failed else 200,
    )


def _subledger(names: Names, row: PostingRow) -> str:
    """Return what the table is called that holds a row."""
    return names.word("table", row.subledger)


def _kept(book: Book, number: int) -> Path:
    """Return the file of the rows behind an entry."""
    return book.root / "behind" / f"{number}.arrow"
