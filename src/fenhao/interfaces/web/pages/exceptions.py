"""The exceptions that a compliance officer asks for, each with the entries it is about."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from django.http import HttpRequest, HttpResponse

from fenhao.books.database import Session, read
from fenhao.books.journal import lines_of_entries, month_of, months
from fenhao.books.people import Right
from fenhao.books.postings.operations import spend_exceptions
from fenhao.engine.ledger import ExceptionKind, ExceptionPolicy, SpendException
from fenhao.interfaces.web._addresses import line_address
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import say

SHOWN = 500


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


@for_readers(Right.see_audit)
def exceptions(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the exceptions among the cost of some days, the month that runs when no day is asked for."""

    def work(session: Session) -> tuple[_Asked, tuple[SpendException, ...], dict[int, int]]:
        """Read the exceptions and the lines of their entries."""
        today = here.book.today(here.at)
        month = month_of(months(session), today)
        asked = _Asked(
            since=_day(request.GET.get("since", ""), month.days.start if month else today.replace(day=1)),
            until=_day(request.GET.get("until", ""), today),
            near=_number(request.GET.get("near", ""), 80, least=1, most=100),
            days=_number(request.GET.get("days", ""), 7, least=0, most=366),
        )
        found = spend_exceptions(
            session,
            since=asked.since,
            until=asked.until + timedelta(days=1),
            policy=ExceptionPolicy(Fraction(asked.near, 100), asked.days),
            chart=here.book.chart,
            by=here.reader.id,
            at=here.at,
        )
        entries = {entry for each in found[:SHOWN] for entry in each.entries}
        return asked, found, lines_of_entries(session, entries)

    asked, found, lines = read(work)
    wanted = request.GET.get("kind", "")
    picked = [each for each in found if not wanted or each.kind.value == wanted]
    counts = {kind: sum(each.kind is kind for each in found) for kind in ExceptionKind}
    kept = request.GET.copy()
    kept.pop("kind", None)
    return shown(
        request,
        here,
        "web/exceptions.html",
        {
            "title": say("web.exceptions.title", {"count": str(len(found))}, here.lang),
            "asked": asked,
            "kinds": [(kind.value, count, kind.value == wanted) for kind, count in counts.items() if count],
            "wanted": wanted,
            "query": kept.urlencode(),
            "rows": [_row(each, lines) for each in picked[:SHOWN]],
            "hidden": max(len(picked) - SHOWN, 0),
            "unit": Names(here).figures(0).unit,
        },
    )


def _row(found: SpendException, lines: dict[int, int]) -> Row:
    """Return an exception with the way to each of its entries."""
    return Row(
        kind=found.kind.value,
        amount_minor=found.amount_minor,
        detail=found.detail,
        entries=tuple(
            (
                entry,
                # The line shows its newest entries first; from this one on it is on top, however old it is.
                f"{line_address(lines[entry])}?before={entry + 1}#entry-{entry}",
            )
            for entry in found.entries
        ),
    )


def _day(text: str, otherwise: date) -> date:
    """Return a day as it was asked for."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise


def _number(text: str, otherwise: int, *, least: int, most: int) -> int:
    """Return a whole number as it was asked for, within its bounds."""
    return min(max(int(text), least), most) if text.isdecimal() and len(text) < 9 else otherwise
