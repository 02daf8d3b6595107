"""What is behind a figure of the report: the budget lines it sums, or the entries of the facts."""

import hashlib
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from fenhao.books.database import read
from fenhao.books.people import Right
from fenhao.interfaces.jobs import Errand, Said
from fenhao.interfaces.period import NOTHING, cost_name, read_period, report_word, span_of
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._long_work import Told, begin, standing
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers, moment as company_time
from fenhao.interfaces.words import say
from fenhao.runs.book import Book, keep, kept, stamp_now
from fenhao.runs.report import DIMENSIONS, explain, figure
from fenhao.warehouse import Engine

ENTRIES_SHOWN = 200
"""How many entries the page lists; it says how many there are, and the sum is of all of them."""


@dataclass(frozen=True, slots=True)
class BehindRow:
    """An entry of the facts: its day, what it was for, where it came from."""

    on: str
    cost_type: str
    amount_minor: int
    tier: str
    campaign: str
    subledger: str
    entry_id: str
    file: str
    row_no: int


@dataclass(frozen=True, slots=True)
class Behind:
    """The entries behind a figure: how many, their sum, and the first of them."""

    entries: int
    amount_minor: int
    rows: tuple[BehindRow, ...]


@for_readers(Right.see)
def report_lines(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the budget lines that a figure of the report sums, each with the way to its entries."""
    asked = {name: request.GET.get(name, "") for name in ("period", "tier", "category")}
    span = span_of(here, asked["period"])
    if span is None:
        raise Http404
    found = read(lambda session: read_period(session, here, span.label))
    assert found is not None, "a period that is named is there"
    names = Names(here)
    wanted = {name: "" if asked[name] == NOTHING else asked[name] for name in ("tier", "category")}
    rows = [
        line
        for line in found.lines
        if all(not asked[name] or getattr(line.key, name) == code for name, code in wanted.items())
    ]
    named = [names.period(span.label)]
    named += [names.tier(wanted["tier"])] if asked["tier"] else []
    named += [names.category(wanted["category"])] if asked["category"] else []
    return shown(
        request,
        here,
        "web/report_lines.html",
        {
            "title": report_word(names, "lines_of", {"name": " · ".join(named), "count": str(len(rows))}),
            "eyebrow": say(
                "web.overview.eyebrow",
                {"span": names.period(span.label), "unit": names.figures(0).unit},
                names.lang,
            ),
            "rows": [
                (
                    names.period(line.key.period),
                    names.tier(line.key.tier),
                    names.category(line.key.category),
                    line,
                )
                for line in rows
            ],
            "total": {
                "funded": sum(line.funded_minor for line in rows),
                "actual": sum(line.actual_minor for line in rows),
                "reserved": sum(line.reserved_minor for line in rows),
                "left": sum(line.available_minor for line in rows),
            },
            "back": f"{reverse('web:report')}?{urlencode({'period': span.label})}",
        },
    )


@for_readers(Right.see)
def report_behind(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the entries behind a cost figure; they are looked for behind the page when they are not kept."""
    by, code = request.GET.get("by", ""), request.GET.get("code", "")
    span = span_of(here, request.GET.get("period", ""))
    if span is None or by not in DIMENSIONS or not code:
        raise Http404
    plain = "" if code == NOTHING else code
    asked = {"period": span.label, "by": by, "code": code}
    here_again = f"{reverse('web:report_behind')}?{urlencode(asked)}"
    name = _name(span.label, by, plain)
    found, looking = _kept(here.book, name), standing(here, name)
    if found is None and looking.errand is None and not looking.failed:
        _look(here, name, label=span.label, by=by, code=plain, back=here_again)
        looking = standing(here, name)
        found = _kept(here.book, name) if looking.errand is None else None
    names = Names(here)
    total = found.amount_minor if found else 0
    facts = {
        "span": names.period(span.label),
        "name": cost_name(names, by, plain),
        "amount": names.figures(total).exact(total),
        "entries": f"{found.entries:,}" if found else "",
    }
    return shown(
        request,
        here,
        "web/report_behind.html",
        {
            "title": report_word(names, "behind" if found else "behind_looking", facts),
            "eyebrow": say(
                "web.overview.eyebrow", {"span": facts["span"], "unit": names.figures(0).unit}, names.lang
            ),
            "found": found,
            "rows": [
                (cost_name(names, "cost_type", each.cost_type), names.tier(each.tier), each)
                for each in found.rows
            ]
            if found
            else [],
            "most": ENTRIES_SHOWN,
            "work": looking if found is None else None,
            "may_stop": True,
            "back": f"{reverse('web:report')}?{urlencode({'period': span.label})}#cost-{by}",
        },
    )


def _kept(book: Book, name: str) -> Behind | None:
    """Return the entries that are kept, if facts and policies are still the same."""
    found = kept(Behind, book=book, name=name, now=stamp_now(book))
    return found.value if found and not found.stale and isinstance(found.value, Behind) else None


def _look(here: Surroundings, name: str, *, label: str, by: str, code: str, back: str) -> None:
    """Look for the entries behind the page, and keep them until the facts change."""

    def work(errand: Errand) -> Told:
        """Find them."""
        stamp = stamp_now(here.book)
        told = explain(
            book=here.book,
            figure=figure(["cost", f"{by}={code}"], period=label),
            at=company_time(),
            rows_max=ENTRIES_SHOWN,
            engine=Engine.duckdb,
            advance=errand.advance,
        )
        rows = tuple(
            BehindRow(
                on=each.on.isoformat(),
                cost_type=each.cost_type,
                amount_minor=each.amount_minor,
                tier=each.tier,
                campaign=each.campaign_id,
                subledger=each.subledger,
                entry_id=each.entry_id,
                file=each.file_name,
                row_no=each.row_no,
            )
            for each in told.rows
        )
        found = Behind(told.entries_total, told.entries_minor, rows)
        keep(book=here.book, name=name, value=found, stamp=stamp, at=company_time())
        return lambda names: (Said("success", report_word(names, "found", {})),)

    begin(here, name, work, right=Right.see, back=back, typed={})


def _name(label: str, by: str, code: str) -> str:
    """Return what looking for a figure's entries is called, and the file in which they are kept."""
    return f"behind-{hashlib.sha256(f'{label} {by} {code}'.encode()).hexdigest()[:16]}"
