"""The exceptions that a compliance officer asks for, each with the entries it is about."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from django.http import HttpRequest, HttpResponse

from fenhao.books.database import Session, read
from fenhao.books.journal import lines_of_entries, month_of, months, newest_entry
from fenhao.books.people import Right
from fenhao.books.postings.operations import spend_exceptions
from fenhao.engine.ledger import ExceptionKind, ExceptionPolicy, SpendException
from fenhao.interfaces.names import masked
from fenhao.interfaces.web._addresses import line_address
from fenhao.interfaces.web._errands import Errand, send
from fenhao.interfaces.web._fragments import fragment
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import say

SHOWN = 200
AT_ONCE = 20_000
"""With more entries than that in the books, exceptions are looked for behind the page."""
KEPT = 8
_ERRAND = "exceptions"


@dataclass(frozen=True, slots=True)
class Row:
    """An exception as a reader sees it; each entry leads to its line."""

    kind: str
    amount_minor: int
    detail: str
    entries: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """The days looked at, both included, and what counts as a split purchase."""

    since: date
    until: date
    near: int
    days: int


@dataclass(frozen=True, slots=True)
class _Sought:
    """What is looked for, and in which state of the books: the same is found again without looking."""

    root: Path
    asked: _Asked
    newest: int
    book: int


@dataclass(frozen=True, slots=True)
class _Found:
    """The exceptions, and the lines of the entries that are shown; ``broken`` where looking for them failed."""

    exceptions: tuple[SpendException, ...]
    lines: Mapping[int, int]
    broken: bool = False


_known: dict[_Sought, _Found] = {}
"""What was found lately."""


@for_readers(Right.see_audit)
def exceptions(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the exceptions among the cost of some days, the month that runs when no day is asked for."""
    asked, newest = read(lambda session: (_asked(session, request, here), newest_entry(session)))
    found = _find(here, _Sought(here.book.root, asked, newest, id(here.book)))
    told = found.exceptions if found is not None else ()
    wanted = request.GET.get("kind", "")
    picked = [each for each in told if not wanted or each.kind.value == wanted]
    counts = Counter(each.kind for each in told)
    kept = request.GET.copy()
    kept.pop("kind", None)
    names = Names(here)
    rows = [_row(each, found.lines) for each in picked[:SHOWN]] if found is not None else []
    title = say("web.exceptions.title", {"count": str(len(told))}, here.lang)
    return shown(
        request,
        here,
        "web/exceptions.html",
        {
            "title": title if found is not None else say("web.exceptions.looking", {}, here.lang),
            "looking": found is None,
            "broken": found is not None and found.broken,
            "asked": asked,
            "kinds": [
                (kind.value, counts[kind], kind.value == wanted) for kind in ExceptionKind if counts[kind]
            ],
            "wanted": wanted,
            "query": kept.urlencode(),
            "rows": fragment("exceptions_rows", names, rows=rows) if rows else "",
            "hidden": max(len(picked) - SHOWN, 0),
            "unit": names.figures(0).unit,
        },
    )


def _asked(session: Session, request: HttpRequest, here: Surroundings) -> _Asked:
    """Return what an address asks for."""
    today, since = here.book.today(here.at), _day(request.GET.get("since", ""))
    if since is None:
        month = month_of(months(session), today)
        since = month.days.start if month else today.replace(day=1)
    return _Asked(
        since=since,
        until=_day(request.GET.get("until", "")) or today,
        near=_number(request.GET.get("near", ""), 80, least=1, most=100),
        days=_number(request.GET.get("days", ""), 7, least=0, most=366),
    )


def _find(here: Surroundings, sought: _Sought) -> _Found | None:
    """Return the exceptions; None while they are looked for behind the page, where the books are large."""
    found = _known.get(sought)
    if found is not None:
        if found.broken:
            _known.pop(sought, None)  # whoever opens the page again tries again
        return found
    if sought.newest <= AT_ONCE:
        return read(lambda session: _look(session, here, sought.asked))

    def work(_errand: Errand) -> None:
        """Look, and keep what was found."""
        while len(_known) >= KEPT:
            _known.pop(next(iter(_known)), None)
        _known[sought] = _Found((), {}, broken=True)
        _known[sought] = read(lambda session: _look(session, here, sought.asked))

    send(_ERRAND, work, first=lambda: None)
    return None


def _look(session: Session, here: Surroundings, asked: _Asked) -> _Found:
    """Return the exceptions and the lines of their entries."""
    found = spend_exceptions(
        session,
        since=asked.since,
        until=asked.until + timedelta(days=1),
        policy=ExceptionPolicy(Fraction(asked.near, 100), asked.days),
        chart=here.book.chart,
        by=here.reader.id,
        at=here.at,
    )
    return _Found(
        found, lines_of_entries(session, {entry for each in found[:SHOWN] for entry in each.entries})
    )


def _row(found: SpendException, lines: Mapping[int, int]) -> Row:
    """Return an exception with the way to each of its entries."""
    return Row(
        kind=found.kind.value,
        amount_minor=found.amount_minor,
        detail=masked(found.detail) if found.kind is ExceptionKind.duplicate_voucher else found.detail,
        entries=tuple(
            (
                entry,
                # The line shows its newest entries first; from this one on it is on top, however old it is.
                f"{line_address(lines[entry])}?before={entry + 1}#entry-{entry}",
            )
            for entry in found.entries
        ),
    )


def _day(text: str) -> date | None:
    """Return a day as it was asked for; None where none was."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str, otherwise: int, *, least: int, most: int) -> int:
    """Return a whole number as it was asked for, within its bounds."""
    return min(max(int(text), least), most) if text.isdecimal() and len(text) < 9 else otherwise
