"""Settings by form: company, fiscal calendar, budget, rules of ineffective spend, the gate. The files stay the truth."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse

from fenhao.books.database import read
from fenhao.books.people import NotAllowed, Right
from fenhao.books.policies import Saved, SaveVerdict, fixed_keys, operations as books
from fenhao.engine.allocation import DRIVERS
from fenhao.interfaces.report import Figures
from fenhao.interfaces.web._forms import Form, Problem, go, kept_key, new_key, posted, told
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._long_work import standing
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._settings_fields import POOLS, Field, Group, Part
from fenhao.interfaces.web._settings_form import (
    groups_of,
    label_of,
    seen,
    shown_groups,
    spoken,
    wanted,
    with_new_channel,
    with_new_pool,
    with_new_season,
)
from fenhao.interfaces.web._settings_parts import PARTS, SEASONS, SERVICE
from fenhao.interfaces.web._surroundings import Surroundings, company_book, for_readers
from fenhao.interfaces.web.pages.settings_preview import PREVIEWS, send_preview
from fenhao.interfaces.words import explain_trouble, say
from fenhao.kernel import Grain, Trouble
from fenhao.profiles import Written, reference_ranges, written_values
from fenhao.runs.book import Book, written_text

Values = Mapping[str, Written]


@dataclass(frozen=True, slots=True)
class ClashShown:
    """A value that somebody else has changed meanwhile."""

    label: str
    seen: str
    now: str
    mine: str


@for_readers(Right.see)
def settings(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show one part of the settings; take what was changed in it, or send off a preview of it."""
    part = PARTS.get(str(here.place.get("part", "company")))
    if part is None:
        raise Http404
    here = replace(here, book=company_book())
    may_edit = here.reader.may(Right.set_policy)
    form = posted(request, here)
    if part is POOLS:
        form = with_new_pool(form)
    elif part is SERVICE:
        form = with_new_channel(form)
    elif part is SEASONS:
        form = with_new_season(form)
    clashes: tuple[ClashShown, ...] = ()
    status = 200
    if request.method == "POST":
        if not may_edit:
            raise Http404
        if form.text("act") == "preview" and part.name in PREVIEWS:
            if _previewed(form, part):
                return go("settings_part", part=part.name)
        else:
            saved = _saved(form, part)
            if saved is not None and saved.verdict in {SaveVerdict.in_force, SaveVerdict.planned}:
                told(request, here, f"web.settings.{saved.verdict.value}", number=str(saved.number))
                return go("settings_part", part=part.name)
            clashes = _clashes(Names(here), part, saved, form) if saved is not None else ()
        status = 422
    return _page(request, here, part, form, clashes=clashes, status=status)


def _page(
    request: HttpRequest,
    here: Surroundings,
    part: Part,
    form: Form,
    *,
    clashes: tuple[ClashShown, ...],
    status: int,
) -> HttpResponse:
    """Return the page of a part, with what was typed where it comes back."""
    names, book = Names(here), here.book
    values = values_of(book, part.file)
    fixed = read(lambda session: fixed_keys(session, book, part.file))
    groups = groups_of(part, values, form.typed)
    anchors = {problem.anchor for problem in form.problems}
    wrong = [field.key for group in groups for field in group.fields if f"f-{field.name}" in anchors]
    work = standing(here, PREVIEWS[part.name]) if part.name in PREVIEWS else None
    may_edit = here.reader.may(Right.set_policy)
    return shown(
        request,
        here,
        "web/settings.html",
        {
            "tab": part.name,
            "title": say(f"web.settings.title.{part.name}", {}, here.lang),
            "help": say(f"web.settings.help.{part.name}", {}, here.lang),
            "file": part.file,
            "groups": shown_groups(names, groups, values, typed=form.typed, fixed=fixed, wrong=wrong),
            "may_edit": may_edit,
            "problems": form.problems,
            "clashes": clashes,
            "typed": form.typed,
            "new_season": form.text("new-season"),
            "new_season_days": form.text("new-season-days"),
            "key": new_key(),
            "tomorrow": book.today(here.at) + timedelta(days=1),
            "months": _months(names, book) if part.name == "calendar" else (),
            "ranges": _ranges(names, book) if part.name == "company" else (),
            "drivers": [(each.name, names.word("driver", each.name)) for each in DRIVERS],
            "why": "",
            "may_preview": may_edit and part.name in PREVIEWS,
            "work": work,
            "may_stop": may_edit,
            "may_message": here.reader.may(Right.manage_messages),
            "may_source": here.reader.may(Right.manage_sources),
        },
        status=status,
    )


def values_of(book: Book, file: str) -> dict[str, Written]:
    """Return every value of a file that holds now."""
    return written_values(written_text(book, file), file=file, profile=book.settings.profile)


def starts_at(here: Surroundings, form: Form) -> datetime:
    """Return when a change begins to hold: now, or the beginning of the day that was typed."""
    day = form.day("from")
    if day is None:
        return here.at
    if day <= here.book.today(here.at):
        form.wrong("web.settings.from_past", "from")
    zone = ZoneInfo(here.book.settings.time_zone)
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(here.at.tzinfo)


def refusal(form: Form, saved: Saved, labels: Mapping[str, Field]) -> None:
    """Say why nothing was saved."""
    names = Names(form.here)
    if saved.verdict is SaveVerdict.fixed:
        for key in saved.keys:
            field = labels.get(key)
            called = label_of(names, field) if field else key
            form.wrong("web.settings.fixed", field.name if field else "", field=called)
    elif saved.verdict is SaveVerdict.clash:
        form.wrong("web.settings.clash")
    else:
        form.wrong(f"web.settings.refused.{saved.verdict.value}")


def checker_said(form: Form, wrong: Trouble, labels: Mapping[str, Field]) -> None:
    """Say what the checker refused, beside the field that it names."""
    field = labels.get(wrong.details.get("key", ""))
    if field is None:
        form.trouble(wrong)
        return
    details = {**wrong.details, "field": label_of(Names(form.here), field)}
    own = "web.settings.wrong_value" if wrong.code == "profile.wrong_value" else ""
    text = say(own, details, form.here.lang) if own else explain_trouble(wrong, form.here.lang)
    form.problems.append(Problem(text, f"f-{field.name}"))


def _labels(groups: tuple[Group, ...]) -> dict[str, Field]:
    """Return the fields by key."""
    return {field.key: field for group in groups for field in group.fields}


def _saved(form: Form, part: Part) -> Saved | None:
    """Save what was typed; None when it was not even asked for, the problems said in the form."""
    here, values = form.here, values_of(form.here.book, part.file)
    groups = groups_of(part, values, form.typed)
    changed, labels = wanted(form, groups, values), _labels(groups)
    _refuse_empty(form, part, changed, labels)
    why, begins = form.needed("why", "settings.reason_missing"), starts_at(here, form)
    if form.problems:
        return None
    try:
        saved = books.change(
            key=kept_key(form),
            book=here.book,
            file=part.file,
            wanted=changed,
            seen=seen(form),
            by=here.reader.id,
            at=here.at,
            why=why,
            in_force_at=begins,
        )
    except NotAllowed as wrong:
        raise Http404 from wrong
    except Trouble as wrong:
        checker_said(form, wrong, labels)
        return None
    if saved.verdict not in {SaveVerdict.in_force, SaveVerdict.planned}:
        refusal(form, saved, labels)
    return saved


def _refuse_empty(form: Form, part: Part, changed: Values, labels: Mapping[str, Field]) -> None:
    """Refuse an empty field where the default would come back in its place unseen."""
    under = written_values("", file=part.file, profile=form.here.book.settings.profile)
    for key, value in changed.items():
        if value is None and key in under:
            field = labels[key]
            names = Names(form.here)
            default = spoken(names, field, under[key])
            form.wrong("web.settings.empty", field.name, field=label_of(names, field), default=default)


def _clashes(names: Names, part: Part, saved: Saved, form: Form) -> tuple[ClashShown, ...]:
    """Return what two people changed, each value in words."""
    labels = _labels(groups_of(part, values_of(names.here.book, part.file), form.typed))
    return tuple(
        ClashShown(
            label_of(names, labels[each.key]) if each.key in labels else each.key,
            spoken(names, labels.get(each.key), each.seen),
            spoken(names, labels.get(each.key), each.now),
            spoken(names, labels.get(each.key), each.wanted),
        )
        for each in saved.clashes
    )


def _previewed(form: Form, part: Part) -> bool:
    """Send off the preview of what was typed; False when it does not hold, the problems said in the form."""
    values = values_of(form.here.book, part.file)
    groups = groups_of(part, values, form.typed)
    changed = wanted(form, groups, values)
    if not form.problems:
        changes = {key: value for key, value in changed.items() if value != values.get(key)}
        try:
            send_preview(form, part.name, changes)
        except Trouble as wrong:
            checker_said(form, wrong, _labels(groups))
    return not form.problems


@dataclass(frozen=True, slots=True)
class MonthShown:
    """A fiscal month: its name, its quarter, its first and last day, and how many days it has."""

    label: str
    quarter: str
    first: date
    last: date
    days: int


def _months(names: Names, book: Book) -> tuple[MonthShown, ...]:
    """Return the months that the calendar makes of the fiscal year in which today lies."""
    today = book.today(names.here.at)
    year = int(book.calendar.containing(today, Grain.year).label)
    quarters = book.calendar.quarters(year)
    return tuple(
        MonthShown(
            span.label,
            next(each.label for each in quarters if span.period.start in each.period),
            span.period.start,
            span.period.end - timedelta(days=1),
            (span.period.end - span.period.start).days,
        )
        for span in book.calendar.months(year)
    )


@dataclass(frozen=True, slots=True)
class RangeShown:
    """A usual range of the customer budget's share, and whether the company says that it is of this kind."""

    kind: str
    name: str
    range: str
    ours: bool


def _ranges(names: Names, book: Book) -> tuple[RangeShown, ...]:
    """Return the usual ranges of the company's industry, stage and model of business."""
    write, ours = names.figures(0), {book.settings.stage, book.settings.model}
    return tuple(
        RangeShown(
            names.word("setting.range_kind", each.kind),
            each.name_zh if names.lang == "zh" else each.name_en,
            _between(names, write, each.low, each.high),
            each.kind == "industry" or each.code in ours,
        )
        for each in reference_ranges(book.settings.profile)
    )


def _between(names: Names, write: Figures, low: Fraction, high: Fraction | None) -> str:
    """Return a range in words."""
    if high is None:
        return say("web.settings.at_least", {"low": write.percent_short(low)}, names.lang)
    return f"{write.percent_short(low)} – {write.percent_short(high)}"
