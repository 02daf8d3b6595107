"""The watch over cost: what stood out, where and by how much; what people say of it, and what they expect for a while."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST

from fenhao.books.budgets.operations import line_budgets
from fenhao.books.database import read
from fenhao.books.people import Right
from fenhao.books.watch import (
    OVERRUN,
    AlertRow,
    Seen,
    Verdict,
    alerts,
    operations as books,
    seen_events,
    seen_overruns,
)
from fenhao.interfaces.charts import Line, lines as drawn
from fenhao.interfaces.jobs import Errand
from fenhao.interfaces.report import change_text, survey_percent
from fenhao.interfaces.web._acts import NOTHING_YET, acting, attempt
from fenhao.interfaces.web._forms import Form, kept_key, new_key, posted, told
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._ledger_asked import ledger_address
from fenhao.interfaces.web._long_work import standing
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers, moment as clock
from fenhao.interfaces.web._value_shown import MAY_WORK, named, result_of, value_of, work_out
from fenhao.interfaces.words import say
from fenhao.kernel import Grain
from fenhao.runs.planning import (
    CostEvent,
    Sight,
    Step,
    Watch,
    kept_forecast,
    kept_watch,
    work_watch,
    year_foretold,
)

WORK = "watch"
ROWS_SHOWN = 60
_ANY = "*"


@dataclass(frozen=True, slots=True)
class Row:
    """An alert as a reader sees it."""

    alert: AlertRow
    kind: str
    place: str
    days: str
    percent: str
    above: bool
    verdict: str
    href: str
    spent_href: str


@for_readers(Right.see)
def watch(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the alerts; a form answers one."""
    names, form, outcome = Names(here), posted(request, here), NOTHING_YET
    work = standing(here, WORK)  # before what was kept: what ends in between is then seen as under way
    held = kept_watch(book=here.book)
    found, result = value_of(held), result_of(here, held, work=work)
    if request.method == "POST":
        if not here.reader.may(MAY_WORK):
            raise Http404
        outcome = attempt(here, lambda: _answered(form))
        if outcome.done:
            told(request, here, "web.watch.answered")
            return HttpResponseRedirect(reverse("web:watch"))
    every = read(alerts)
    everything = request.GET.get("all", "") == "1"
    asked = form.text("alert") or request.GET.get("alert", "")
    rows = [_row(names, each) for each in every if everything or each.verdict is None]
    chosen = next((each for each in every if str(each.id) == asked), None) or (
        rows[0].alert if rows else None
    )
    waiting = [each for each in every if each.verdict is None]
    facts: dict[str, object] = {
        **result.facts,
        "title": _message(names, waiting, found),
        "eyebrow": say(
            "web.watch.eyebrow" if found else "web.watch.eyebrow_none",
            {
                "company": here.book.settings.company,
                "last": found.last.isoformat() if found else "",
                "unit": names.figures(0).unit,
            },
            names.lang,
        ),
        "found": found,
        "rows": rows[:ROWS_SHOWN],
        "everything": everything,
        "count": len(every),
        "chosen": _row(names, chosen) if chosen else None,
        "problems": outcome.problems,
        "typed": form.typed,
        "form_key": new_key(),
        "verdicts": [(each.value, names.word("watch_verdict", each.value)) for each in Verdict],
        "unit": names.figures(0).unit,
        "moved": [_moved(names, each) for each in found.moved[-ROWS_SHOWN:]] if found else [],
        "sights": [_sight(names, each) for each in found.sights] if found else [],
    }
    event = _event_of(found, chosen)
    if event is not None:
        brought = names.figures(0).spoken(event.mixed_minor)
        facts |= {
            "mixed": say("web.watch.mixed", {"amount": brought}, names.lang) if event.mixed_minor else "",
            "movers": [_mover(names, each.dimension, each.code, each.moved_minor) for each in event.movers],
            "wide": _picture(names, event, width=1100),
            "small": _picture(names, event, width=340),
        }
    return shown(request, here, "web/watch.html", facts, status=outcome.status)


@require_POST
@for_readers(MAY_WORK)
def watch_work(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Look at cost behind the page, and take what is new in."""
    back, key, by = reverse("web:watch"), new_key(), acting(here)

    def work(errand: Errand) -> None:
        """Look, then take it in."""
        at = clock()
        work_watch(book=here.book, at=at, advance=errand.advance)
        found = value_of(kept_watch(book=here.book))
        if found is not None:
            books.take_in(_seen(here, found), key=key, by=by, at=at)

    work_out(here, WORK, work, back=back, typed=request.POST.dict())
    return HttpResponseRedirect(back)


def _seen(here: Surroundings, found: Watch) -> tuple[Seen, ...]:
    """Return what stood out by day, and the lines that the newest forecast sees overrun."""
    made = value_of(kept_forecast(book=here.book, step=Step.month, until=""))
    if made is None:
        return seen_events(found)
    year = here.book.calendar.period(year_foretold(here.book, made.forecast)).period
    labels = [each.label for each in here.book.calendar.within(year, Grain.month)]
    budgets = read(lambda session: line_budgets(session, labels, at=here.at))
    on = here.book.today(here.at)
    return (
        *seen_events(found),
        *seen_overruns(book=here.book, found=made.forecast, budgets=budgets, on=on),
    )


def _answered(form: Form) -> Sequence[str]:
    """Do what the form says; return why not."""
    alert, verdict, until = form.text("alert"), form.text("verdict"), form.text("until")
    known = {each.value for each in Verdict}
    try:
        until_on = date.fromisoformat(until) if until else None
    except ValueError:
        return [say("web.watch.bad_day", {}, form.here.lang)]
    books.answer(
        int(alert) if alert.isdecimal() else 0,
        Verdict(verdict) if verdict in known else Verdict.real,
        why=form.text("why"),
        until_on=until_on,
        key=kept_key(form),
        by=acting(form.here),
        at=form.here.at,
    )
    return []


def _message(names: Names, waiting: Sequence[AlertRow], found: Watch | None) -> str:
    """Return the page's one sentence."""
    if not waiting:
        return say("web.watch.title_none" if found is None else "web.watch.title_quiet", {}, names.lang)
    most = max(waiting, key=lambda each: (abs(each.impact_minor), each.id))
    return say(
        "web.watch.title_one" if len(waiting) == 1 else "web.watch.title",
        {
            "count": str(len(waiting)),
            "place": _place(names, most),
            "kind": names.word("watch_kind", most.kind),
            "impact": names.figures(0).spoken(abs(most.impact_minor)),
        },
        names.lang,
    )


def _row(names: Names, each: AlertRow) -> Row:
    """Return an alert as a row."""
    share = Fraction(each.impact_minor, each.expected_minor) if each.expected_minor else None
    span = f"{each.first_on}" if each.first_on == each.last_on else f"{each.first_on} – {each.last_on}"
    calendar = names.here.book.calendar
    where = {
        "from_": calendar.containing(each.first_on, Grain.month).label,
        "to": calendar.containing(each.last_on, Grain.month).label,
    }
    if each.tier != _ANY:
        where["tier"] = each.tier
    leaf = next((leaf for leaf in names.here.book.chart.cost_types if leaf.code == each.what), None)
    if each.kind == OVERRUN:
        where["category"] = each.what
    elif leaf is not None:
        where |= {"category": leaf.category, "type_": leaf.code}
    verdict = each.verdict.value if each.verdict else "open"
    return Row(
        alert=each,
        kind=names.word("watch_kind", each.kind),
        place=_place(names, each),
        days=span,
        percent="--" if share is None else change_text(share, decimals=0),
        above=each.impact_minor > 0,
        verdict=names.word("watch_verdict", verdict),
        href=f"?all=1&alert={each.id}#chosen" if each.verdict else f"?alert={each.id}#chosen",
        spent_href=ledger_address(**where),
    )


def _place(names: Names, each: AlertRow) -> str:
    """Return where it was, in words."""
    named = names.category(each.what) if each.kind == OVERRUN else _type(names, each.what)
    return _spoken(names, each.tier, "" if each.what == _ANY else named, each.channel)


def _spoken(names: Names, tier: str, what: str, channel: str) -> str:
    """Return a place in words: what is about all of a dimension goes without saying."""
    parts = [
        names.tier(tier) if tier != _ANY else "",
        what,
        "" if channel == _ANY or not channel else named(names, "channel", channel),
    ]
    return " · ".join(part for part in parts if part) or say("forecast_scope.whole", {}, names.lang)


def _moved(names: Names, each: CostEvent) -> tuple[str, str, int, int]:
    """Return where cost changed level because customers moved tier, when, what they brought and what is left without them."""
    what = "" if each.cost_type == _ANY else _type(names, each.cost_type)
    span = f"{each.first_on}" if each.first_on == each.last_on else f"{each.first_on} – {each.last_on}"
    return _spoken(names, each.tier, what, each.channel), span, each.mixed_minor, each.impact_minor


def _type(names: Names, code: str) -> str:
    """Return the name of a cost type."""
    leaf = next((each for each in names.here.book.chart.cost_types if each.code == code), None)
    if leaf is None:
        return code or "--"
    return leaf.name_zh if names.lang == "zh" else leaf.name_en


def _mover(names: Names, dimension: str, code: str, moved: int) -> tuple[str, str, int]:
    """Return the dimension and the code in words, and how much moved there."""
    name = code or "--"
    if dimension == "tier":
        name = names.tier(code)
    elif dimension == "cost_type":
        name = _type(names, code)
    elif dimension == "channel" and code:
        name = named(names, "channel", code)
    return names.word("watch_dimension", dimension), name, moved


def _sight(names: Names, each: Sight) -> tuple[str, str, str]:
    """Return a place in words, and which changes would be seen there."""
    parts = [
        names.tier(each.tier) if each.tier != _ANY else "",
        _type(names, each.cost_type) if each.cost_type != _ANY else "",
    ]
    place = " · ".join(part for part in parts if part) or say("forecast_scope.whole", {}, names.lang)
    return place, _seen_from(each.day), _seen_from(each.level)


def _event_of(found: Watch | None, chosen: AlertRow | None) -> CostEvent | None:
    """Return what was seen of an alert last, with the days around it."""
    if found is None or chosen is None:
        return None
    return next(
        (
            each
            for each in found.events
            if (each.tier, each.cost_type, each.channel) == chosen.place
            and each.first_on <= chosen.last_on
            and chosen.first_on <= each.last_on
        ),
        None,
    )


def _picture(names: Names, event: CostEvent, *, width: int) -> SafeString:
    """Return the days around an event: what they cost, and what was to be expected of those of the event."""
    days = [event.days_from + timedelta(days=at) for at in range(len(event.days_minor))]
    inside = [event.first_on <= day <= event.last_on for day in days]
    usual = event.expected_minor // ((event.last_on - event.first_on).days + 1)
    write = names.figures(max((*event.days_minor, usual), default=0))
    expected = tuple(usual if here else None for here in inside)
    series = [
        Line(
            say("report.actual", {}, names.lang),
            "actual",
            event.days_minor,
            tuple(f"{day} {write.exact(each)}" for day, each in zip(days, event.days_minor, strict=True)),
        ),
        Line(
            say("web.watch.expected", {}, names.lang),
            "forecast",
            expected,
            tuple(
                f"{day} {write.exact(usual)}" if here else "" for day, here in zip(days, inside, strict=True)
            ),
        ),
    ]
    svg = drawn(
        [f"{day:%m-%d}" for day in days],
        series,
        [],
        names.voice(write),
        width=width,
        height=220,
        caption=say("web.watch.chart", {}, names.lang),
    )
    return mark_safe(svg)  # noqa: S308 - our own SVG


def _seen_from(change: float) -> str:
    """Return from which change on something would be seen."""
    return survey_percent(change)
