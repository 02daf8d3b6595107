"""The audit trail: who did what, when and why, newest first, narrowed and exported."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from io import StringIO

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse

from fenhao.books.audit import Recorded, Wanted, newest_records, records
from fenhao.books.database import Session, read
from fenhao.books.people import Right, usernames
from fenhao.connectors import harmless
from fenhao.interfaces.names import asks_for_an_id, masked_subject
from fenhao.interfaces.web._audit_values import subject_shown, value_shown
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import Language, catalogue, knows, say

ACTS_A_PAGE = 100
_EXPORTED_AT_ONCE = 5000
_FIELDS = ("at", "who", "act", "subject", "before", "after", "why")
_FILTERS = ("who", "act", "subject", "since", "until", "text")
_ACTS = "act."
_ASKED = "ask"
"""The act whose reason is the title of a case."""
_SHOWN_CHANGES = 12
_CALLED = {"en": "in_en", "zh": "in_zh"}
"""Fields whose names say a language: the catalogue keeps those words for itself."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a subject, before and after."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Row:
    """An act as a reader sees it."""

    id: int
    at: str
    who: str
    act: str
    subject: str
    about: str
    changes: tuple[Change, ...]
    more: int
    why: str


@for_readers(Right.see_audit)
def audit(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the acts that pass the filters, newest first."""
    asked = {name: request.GET.get(name, "").strip() for name in _FILTERS}
    before = request.GET.get("before", "")

    def work(session: Session) -> tuple[dict[int, str], tuple[Recorded, ...]]:
        """Read names and a page of acts."""
        names = usernames(session)
        below = int(before) if before.isdecimal() else None
        wanted = _wanted(asked, names, here)
        if hidden:
            return names, ()
        return names, newest_records(session, wanted, below=below, limit=ACTS_A_PAGE + 1)

    hidden = _hidden(asked, here)
    names, found = read(work)
    rows = [_row(each, names, Names(here)) for each in found[:ACTS_A_PAGE]]
    kept = request.GET.copy()
    kept.pop("before", None)
    return shown(
        request,
        here,
        "web/audit.html",
        {
            "rows": rows,
            "asked": asked,
            "people": sorted(names.values()),
            "acts": _acts(here.lang),
            "older": rows[-1].id if len(found) > ACTS_A_PAGE else None,
            "newest": not before,
            "hidden": hidden,
            "query": kept.urlencode(),
        },
    )


@for_readers(Right.see_audit)
def audit_export(request: HttpRequest, here: Surroundings) -> StreamingHttpResponse:
    """Hand out every act that passes the filters as CSV, oldest first, however many there are."""
    asked = {name: request.GET.get(name, "").strip() for name in _FILTERS}
    if _hidden(asked, here):
        raise Http404
    names = read(usernames)
    answer = StreamingHttpResponse(
        _lines(_wanted(asked, names, here), names, here), content_type="text/csv; charset=utf-8"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="audit-{here.book.today(here.at)}.csv"'
    return answer


def _hidden(asked: dict[str, str], here: Surroundings) -> bool:
    """Whether an act is asked for by an id that its reader is shown masked: finding it would confirm the id."""
    return asks_for_an_id(asked["subject"]) and not here.reader.may(Right.see_personal)


def _lines(wanted: Wanted, names: dict[int, str], here: Surroundings) -> Iterator[bytes]:
    """Give the file in pieces: a mark for spreadsheets, the header, then page after page."""
    yield b"\xef\xbb\xbf"
    yield _line([say(f"web.audit.{name}", {}, here.lang) for name in _FIELDS])
    above = 0
    while page := read(partial(records, wanted=wanted, above=above, limit=_EXPORTED_AT_ONCE)):
        for each in page:
            who = _who(each, names, here.lang)
            at = here.book.local(each.at).isoformat()
            yield _line(
                [at, who, each.action, masked_subject(each.subject), each.before, each.after, each.why]
            )
        above = page[-1].id


def _line(cells: list[str]) -> bytes:
    """Return a line of the file; no cell is a formula to a spreadsheet."""
    out = StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([harmless(cell) for cell in cells])
    return out.getvalue().encode()


def _wanted(asked: dict[str, str], names: dict[int, str], here: Surroundings) -> Wanted:
    """Return what the filters ask for; days are the company's, the last one included. A name of nobody finds nothing."""
    book, since, until = here.book, _day(asked["since"]), _day(asked["until"])
    by = next((number for number, name in names.items() if name == asked["who"]), -1)
    return Wanted(
        by=by if asked["who"] else None,
        action=asked["act"],
        subject=asked["subject"],
        since=None if since is None else book.begins(since),
        until=None if until is None else book.begins(until + timedelta(days=1)),
        text=asked["text"],
    )


def _day(text: str) -> date | None:
    """Return a day; None for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _row(found: Recorded, names: dict[int, str], words: Names) -> Row:
    """Return an act with the fields that it changed."""
    before, after, lang = json.loads(found.before), json.loads(found.after), words.lang
    beside = {**before, **after}
    changes = [
        Change(
            words.word("audit.field", _CALLED.get(name, name)),
            value_shown(name, before.get(name), names, words, beside=beside),
            value_shown(name, after.get(name), names, words, beside=beside),
        )
        for name in dict.fromkeys((*before, *after))
        if (before.get(name) or "") != (after.get(name) or "")
    ]
    return Row(
        id=found.id,
        at=f"{words.here.book.local(found.at):%Y-%m-%d %H:%M:%S}",
        who=_who(found, names, lang),
        act=say(f"{_ACTS}{found.action}", {}, lang) if knows(f"{_ACTS}{found.action}") else found.action,
        subject=masked_subject(found.subject),
        about=subject_shown(found.subject, names, words),
        changes=tuple(changes[:_SHOWN_CHANGES]),
        more=max(len(changes) - _SHOWN_CHANGES, 0),
        why=words.case(str(beside.get("kind", "")), found.why) if found.action == _ASKED else found.why,
    )


def _who(found: Recorded, names: dict[int, str], lang: Language) -> str:
    """Return who acted."""
    return say("web.audit.system", {}, lang) if found.by is None else names.get(found.by, str(found.by))


def _acts(lang: Language) -> list[tuple[str, str]]:
    """Return every kind of act with its words."""
    codes = [code.removeprefix(_ACTS) for code in catalogue() if code.startswith(_ACTS)]
    return [(code, say(f"{_ACTS}{code}", {}, lang)) for code in codes]
