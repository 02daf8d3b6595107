"""The exceptions that a compliance officer asks for, each with the entries it is about."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import islice
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from fenhao.books.database import Session, read
from fenhao.books.journal import lines_of_entries, month_of, months, newest_entry
from fenhao.books.people import Right
from fenhao.books.postings.operations import spend_exceptions
from fenhao.engine.ledger import ExceptionKind, ExceptionPolicy, SpendException
from fenhao.interfaces.jobs import Errand, send
from fenhao.interfaces.names import masked
from fenhao.interfaces.web._addresses import line_address
from fenhao.interfaces.web._fragments import fragment
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import Language, say
from fenhao.runs.book import keep, keep_newest, kept, stamp_now

SHOWN = 200
AGAIN_AFTER = timedelta(seconds=60)
"""What was found stands for so long although entries came since: in busy books one would look without end."""
AT_ONCE = 20_000
"""With more entries than that in the books, exceptions are looked for behind the page."""
KEPT = 8
_ERRAND, _NAMED = "exceptions", "exceptions-"


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
    """What is looked for, and in which state of books and policies: the same is found again without looking."""

    root: Path
    asked: _Asked
    newest: int
    written: str

    @property
    def name(self) -> str:
        """Return the name under which what was found is kept."""
        told = repr((self.asked, self.newest, self.written))
        return f"{_NAMED}{hashlib.sha256(told.encode()).hexdigest()[:16]}"


@dataclass(frozen=True, slots=True)
class _Found:
    """The exceptions, the lines of the entries that are shown, and when they were looked for; ``broken`` where that failed."""

    exceptions: tuple[SpendException, ...]
    lines: tuple[tuple[int, int], ...]
    at: datetime
    broken: bool = False


_known: dict[_Sought, _Found] = {}
"""What was found lately: a restart finds it again beside the book."""


@for_readers(Right.see_audit)
def exceptions(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the exceptions among the cost of some days, the month that runs when no day is asked for."""
    asked, newest = read(lambda session: (_asked(session, request, here), newest_entry(session)))
    sought = _Sought(here.book.root, asked, newest, stamp_now(here.book).written)
    exact, names = _find(here, sought), Names(here)
    drawn_as, found = (sought, exact) if exact is not None else _lately(sought)
    told = found.exceptions if found is not None else ()
    wanted = request.GET.get("kind", "")
    counts = Counter(each.kind for each in told)
    picked = sum(number for kind, number in counts.items() if wanted in ("", kind.value))
    rest = request.GET.copy()
    rest.pop("kind", None)
    title = say("web.exceptions.title", {"count": str(len(told))}, here.lang)
    return shown(
        request,
        here,
        "web/exceptions.html",
        {
            "title": title if found is not None else say("web.exceptions.looking", {}, here.lang),
            "looking": exact is None and _is_due(here, found),
            "since_then": exact is None and found is not None,
            "broken": found is not None and found.broken,
            "asked": asked,
            "kinds": [
                (kind.value, counts[kind], kind.value == wanted)
                for kind in ExceptionKind
                if found is not None
            ],
            "wanted": wanted,
            "query": rest.urlencode(),
            "rows": _drawn(names, drawn_as, found, wanted) if found is not None and picked else "",
            "hidden": max(picked - SHOWN, 0),
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
    held = kept(_Found, book=here.book, name=sought.name, now=stamp_now(here.book))
    if held is not None and isinstance(held.value, _Found):
        _remember(sought, held.value)
        return held.value

    if not _is_due(here, _lately(sought)[1]):
        return None

    def work(_errand: Errand) -> None:
        """Look, and keep what was found."""
        try:
            made = read(lambda session: _look(session, here, sought.asked))
        except BaseException:
            _remember(sought, _Found((), (), here.at, broken=True))
            raise
        _remember(sought, made)
        keep(book=here.book, name=sought.name, value=made, stamp=stamp_now(here.book), at=here.at)
        keep_newest(book=here.book, begins=_NAMED, most=KEPT)

    send(_ERRAND, work, first=lambda: None)
    return None


def _lately(sought: _Sought) -> tuple[_Sought, _Found | None]:
    """Return what was found last for the same question, before entries came since, and as what it is kept."""
    same = [
        (key, found)
        for key, found in tuple(_known.items())
        if (key.root, key.asked, key.written) == (sought.root, sought.asked, sought.written)
        and not found.broken
    ]
    return max(same, key=lambda each: each[0].newest, default=(sought, None))


def _is_due(here: Surroundings, found: _Found | None) -> bool:
    """Whether it is time to look anew."""
    return found is None or here.at - found.at >= AGAIN_AFTER


def _remember(sought: _Sought, found: _Found) -> None:
    """Keep what was found at hand, and forget what was looked for longest ago."""
    while len(_known) >= KEPT and sought not in _known:
        _known.pop(next(iter(_known)), None)
    _known[sought] = found


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
    lines = lines_of_entries(session, {entry for each in found[:SHOWN] for entry in each.entries})
    return _Found(found, tuple(sorted(lines.items())), here.at)


_rows_drawn: dict[tuple[_Sought, str, Language], SafeString] = {}
"""The rows of what was found lately, as they were drawn: the same for everybody who may see them."""


def _drawn(names: Names, sought: _Sought, found: _Found, wanted: str) -> SafeString:
    """Return the rows of the exceptions of one kind, of all for '', drawn once for as long as they are at hand."""
    place = (sought, wanted, names.lang)
    if place not in _rows_drawn or sought not in _known:
        while len(_rows_drawn) >= KEPT:
            _rows_drawn.pop(next(iter(_rows_drawn)), None)
        lines = dict(found.lines)
        picked = (each for each in found.exceptions if not wanted or each.kind.value == wanted)
        rows = [_row(names, each, lines) for each in islice(picked, SHOWN)]
        _rows_drawn[place] = fragment("exceptions_rows", names, rows=rows)
    return _rows_drawn[place]


def _about(names: Names, found: SpendException) -> str:
    """Return what more there is to say of an exception: a mark, a customer, a way past the budget, a branch of the chart."""
    match found.kind:
        case ExceptionKind.missing_approval | ExceptionKind.split_purchase:
            mark = names.figures(0).exact(int(found.detail))
            return say("web.exceptions.mark", {"amount": mark}, names.lang)
        case ExceptionKind.duplicate_voucher:
            return masked(found.detail)
        case ExceptionKind.over_budget:
            return names.word("overrun", found.detail)
        case ExceptionKind.outside_plan:
            return names.category(found.detail)
        case ExceptionKind.outside_chart:
            return found.detail


def _row(names: Names, found: SpendException, lines: Mapping[int, int]) -> Row:
    """Return an exception with the way to each of its entries."""
    return Row(
        kind=found.kind.value,
        amount_minor=found.amount_minor,
        detail=_about(names, found),
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
