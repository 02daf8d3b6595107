"""Business hours: which days are worked from when to when, and a year's holidays and make-up days as one pastes them."""

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse

from fenhao.books.people import NotAllowed, Right
from fenhao.books.policies import Saved, SaveVerdict, operations as books
from fenhao.interfaces.web._forms import Form, go, kept_key, new_key, posted, told
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._settings_fields import Field, Typed
from fenhao.interfaces.web._settings_form import as_seen, seen
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.web.pages.settings import checker_said, refusal, values_of
from fenhao.interfaces.words import say
from fenhao.kernel import NamedDay, Trouble
from fenhao.profiles import Written, holiday_lists, pasted_days
from fenhao.runs.book import HOURS_FILE

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
YEAR_MIN, YEAR_MAX = 2000, 2999
_LABELS = {
    key: Field(key, Typed.text, f"setting.hours.{key}")
    for key in ("weekdays", "opens", "closes", "holidays", "workdays")
}


@for_readers(Right.see)
def settings_hours(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show when the company works; take new hours, or a year's list of days."""
    may_edit = here.reader.may(Right.set_policy)
    form = posted(request, here)
    values = values_of(here.book, HOURS_FILE)
    year = _year(request, here)
    if request.method == "POST":
        if not may_edit:
            raise Http404
        acts = {"hours": _hours, "days": _days}
        act = acts.get(form.text("act"))
        if act is None:
            raise Http404
        wanted = act(form, values, year)
        if _saved(form, wanted):
            told(request, here, "web.settings.in_force", number="")
            return go("settings_hours")
    return shown(
        request,
        here,
        "web/settings_hours.html",
        _facts(request, form, values, year, may_edit=may_edit),
        status=422 if form.problems else 200,
    )


def _facts(
    request: HttpRequest, form: Form, values: Mapping[str, Written], year: int, *, may_edit: bool
) -> dict[str, object]:
    """Return what the page shows."""
    here = form.here
    lists = [each for each in holiday_lists() if each.year == year]
    given = next((each for each in lists if each.code == request.GET.get("list", "")), None)
    hours, back = here.book.hours, form.typed if form.text("act") == "hours" else {}
    days = form.typed.get("days", "") if form.text("act") == "days" else ""
    return {
        "tab": "hours",
        "may_message": here.reader.may(Right.manage_messages),
        "may_source": here.reader.may(Right.manage_sources),
        "may_edit": may_edit,
        "problems": form.problems,
        "weekdays": [
            (name, back.get(f"day-{name}") == "1" if back else number in hours.weekdays)
            for number, name in enumerate(WEEKDAYS, 1)
        ],
        "opens": back.get("opens", f"{hours.opens:%H:%M}"),
        "closes": back.get("closes", f"{hours.closes:%H:%M}"),
        "year": year,
        "years": sorted({year - 1, year, year + 1}),
        "holidays": [each for each in hours.holidays if each.on.year == year],
        "workdays": [each for each in hours.workdays if each.on.year == year],
        "lists": [(each.code, each.name_zh if here.lang == "zh" else each.name_en) for each in lists],
        "given": given,
        "days": days or (given.text.strip() if given else _as_lines(here, values, year)),
        "why": given.source if given else "",
        "typed": form.typed if form.problems else {},
        "key": new_key(),
        **{f"seen_{key}": as_seen(values.get(key)) for key in _LABELS},
    }


def _year(request: HttpRequest, here: Surroundings) -> int:
    """Return the year whose days are looked at: the one asked for, otherwise this year."""
    asked = request.POST.get("year", "") or request.GET.get("year", "")
    this = here.book.today(here.at).year
    return int(asked) if asked.isdecimal() and YEAR_MIN <= int(asked) <= YEAR_MAX else this


def _hours(form: Form, values: Mapping[str, Written], year: int) -> dict[str, Written]:  # noqa: ARG001 - as _days
    """Return the hours that were typed."""
    return {
        "weekdays": tuple(each for each in WEEKDAYS if form.text(f"day-{each}") == "1"),
        "opens": form.text("opens"),
        "closes": form.text("closes"),
    }


def _days(form: Form, values: Mapping[str, Written], year: int) -> dict[str, Written]:
    """Return the days of all years with those of one year replaced by what was pasted."""
    try:
        found = pasted_days(form.text("days"), year=year)
    except Trouble as wrong:
        form.trouble(wrong, "days")
        return {}
    if found.unread:
        form.wrong("web.settings.unread_days", "days", lines=" / ".join(found.unread[:5]))
    strange = [each.on.isoformat() for each in (*found.holidays, *found.workdays) if each.on.year != year]
    if strange:
        form.wrong("web.settings.other_year", "days", days=", ".join(strange[:5]), year=str(year))
    return {
        "holidays": _replaced(values.get("holidays"), found.holidays, year),
        "workdays": _replaced(values.get("workdays"), found.workdays, year),
    }


def _replaced(kept: Written, found: tuple[NamedDay, ...], year: int) -> dict[str, str]:
    """Return a table of days in which one year is what was found."""
    others = dict(kept) if isinstance(kept, Mapping) else {}
    days = {day: name for day, name in others.items() if not day.startswith(f"{year}-")}
    return days | {each.on.isoformat(): each.name for each in found}


def _as_lines(here: Surroundings, values: Mapping[str, Written], year: int) -> str:
    """Return a year's days as lines that read back to them."""
    lines = []
    for key in ("holidays", "workdays"):
        table = values.get(key)
        kind = say(f"web.settings.line_{key}", {}, here.lang)
        lines += [
            f"{day} {kind} {name}".strip()
            for day, name in (table.items() if isinstance(table, Mapping) else ())
            if day.startswith(f"{year}-")
        ]
    return "\n".join(sorted(lines))


def _saved(form: Form, wanted: Mapping[str, Written]) -> bool:
    """Save what was typed; False when the form says why not."""
    why = form.needed("why", "settings.reason_missing")
    if form.problems:
        return False
    here = form.here
    try:
        saved: Saved = books.change(
            key=kept_key(form),
            book=here.book,
            file=HOURS_FILE,
            wanted=wanted,
            seen=seen(form),
            by=here.reader.id,
            at=here.at,
            why=why,
            in_force_at=here.at,
        )
    except NotAllowed as wrong:
        raise Http404 from wrong
    except Trouble as wrong:
        checker_said(form, wrong, _LABELS)
        return False
    if saved.verdict is not SaveVerdict.in_force:
        refusal(form, saved, _LABELS)
    return not form.problems
