"""Customer tiers: what each brings and costs beside its share by policy, who moved, the written policy, and what is next.

An assessment is made by the engine from what was known before its day; which tier is in force is decided in the books,
when somebody publishes it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from fenhao.books.audit import Act, Facts, record
from fenhao.books.budgets.operations import month_standing
from fenhao.books.database import Session, read, write
from fenhao.books.gates import operations as gates, published_batches
from fenhao.books.journal import months
from fenhao.books.people import Right, require
from fenhao.engine.value import TIERS, Movement
from fenhao.interfaces.jobs import Errand, Said
from fenhao.interfaces.report import tier_policy_sentences
from fenhao.interfaces.web._acts import acting
from fenhao.interfaces.web._forms import posted
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._long_work import Told, begin, standing
from fenhao.interfaces.web._names import Names, share
from fenhao.interfaces.web._surroundings import Surroundings, for_readers, moment
from fenhao.interfaces.web._tiers_shown import move_rows, movement_map, tier_rows
from fenhao.interfaces.words import say
from fenhao.runs.book import Kept, keep, kept, stamp_now
from fenhao.runs.mart import Mart, open_mart
from fenhao.runs.tiers import (
    Assessment,
    TierPreview,
    assess_tiers,
    assessments,
    gate_source,
    keep_movements,
    kept_movement,
    preview_tiers,
)

WORK = "tiers"
PREVIEW = "tier_preview"


@dataclass(frozen=True, slots=True)
class Made:
    """An assessment with who moved at it (None when that is not kept), and whether the books have taken it over."""

    told: Assessment
    before: Assessment | None
    movement: Movement | None
    published: bool


@for_readers(Right.see)
def tiers(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the tiers of the newest assessment, or what it takes to have one."""
    names = Names(here)
    made, spent = _read(here)
    under_work, may_act = standing(here, WORK), here.reader.may(Right.record_facts)
    mart = open_mart(here.book)
    policy = here.book.policies.tiers
    write = names.figures(0)
    last = made[-1] if made else None
    movement = last.movement if last else None
    rows = tier_rows(
        names, mart, movement=movement, spent=spent or _spent_by_mart(mart), policies=here.book.policies
    )
    facts: dict[str, object] = {
        "title": _message(names, mart, last),
        "eyebrow": _eyebrow(names, mart, last),
        "last": last,
        "rows": rows[:-1],
        "total": rows[-1],
        "has_mart": mart is not None,
        "stale": bool(mart and mart.stale(here.book)),
        "kpis": _kpis(names, movement),
        "picture": movement_map(names, movement, caption=say("web.tiers.moves", {}, names.lang))
        if movement
        else "",
        "moves": move_rows(names, movement) if movement else (),
        "earlier_policy": last.before.policy
        if last and last.before and last.before.policy != last.told.policy
        else "",
        "policy": tier_policy_sentences(policy, write),
        "version": policy.version,
        "other_version": bool(last and last.told.policy != policy.version),
        "waiting": [each for each in made if not each.published],
        "preview": _preview_shown(names, here),
        "today": here.book.today(here.at),
        "work": under_work,
        "key": under_work.key,
        "may_act": may_act,
        "may_stop": may_act,
    }
    return shown(request, here, "web/tiers.html", facts)


@require_POST
@for_readers(Right.record_facts)
def tiers_act(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Preview or make an assessment on a day, behind the page."""
    form = posted(request, here)
    day = form.day("on") or here.book.today(here.at)
    if form.problems:
        messages.error(request, form.problems[0].text)
        return HttpResponseRedirect(reverse("web:tiers"))
    if form.text("act") == "preview":
        _begin(here, form.typed, lambda errand: _preview(here, day, errand))
    else:
        _begin(here, form.typed, lambda errand: _assess(here, day, errand))
    return HttpResponseRedirect(reverse("web:tiers"))


@for_readers(Right.record_facts)
def tiers_publish(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Ask whether the assessments that wait are to be in force, with how many customers each moves; put them in force."""
    made, _ = _read(here)
    waiting = [each for each in made if not each.published]
    if request.method == "POST" and waiting:
        _begin(here, posted(request, here).typed, lambda errand: _publish(here, errand))
    if request.method == "POST" or not waiting:
        return HttpResponseRedirect(reverse("web:tiers"))
    return shown(
        request,
        here,
        "web/tiers_publish.html",
        {
            "waiting": waiting,
            "moved": sum(each.movement.moved for each in waiting if each.movement),
            "key": standing(here, WORK).key,
        },
    )


def _begin(here: Surroundings, typed: Mapping[str, str], work: Callable[[Errand], Told]) -> None:
    """Send work off behind the page."""
    begin(here, WORK, work, right=Right.record_facts, back=reverse("web:tiers"), typed=typed)


def _read(here: Surroundings) -> tuple[list[Made], dict[str, int]]:
    """Return every assessment, oldest first, and this fiscal year's spending by tier."""
    known = assessments(here.book.warehouse.batches(), policy=here.book.policies.tiers)

    def work(session: Session) -> tuple[frozenset[str], dict[str, int]]:
        """Read what the books know."""
        everything = months(session)
        year = max(
            (each.fiscal_year for each in everything if each.days.start <= here.book.today(here.at)),
            default=None,
        )
        labels = [each.label for each in everything if each.fiscal_year == year]
        spent: dict[str, int] = {}
        for line in month_standing(session, labels, at=here.at):
            if line.key.tier in TIERS:
                spent[line.key.tier] = spent.get(line.key.tier, 0) + line.actual_minor
        return published_batches(session), spent

    published, spent = read(work)
    made = []
    for before, each in zip((None, *known), known, strict=False):
        movement = kept_movement(here.book, then=before.batch_id if before else "", now=each.batch_id)
        made.append(Made(each, before, movement, each.batch_id in published))
    return made, spent if any(spent.values()) else {}


def _spent_by_mart(mart: Mart | None) -> dict[str, int]:
    """Return the cost that carries customers by their closing tier: what is known where the books have spent nothing."""
    spent: dict[str, int] = {}
    for each in mart.facts.sums if mart else ():
        spent[each.tier] = spent.get(each.tier, 0) + each.direct_minor
    return spent


def _message(names: Names, mart: Mart | None, last: Made | None) -> str:
    """Return the page's one sentence."""
    if last is None:
        return say("web.tiers.title_none", {}, names.lang)
    details = {"day": last.told.assessed_on.isoformat(), "count": f"{last.told.customers:,}"}
    sums = mart.facts.sums if mart else ()
    profit, customers = sum(each.profit_minor for each in sums), sum(each.customers for each in sums)
    core = [each for each in sums if each.tier == "A"]
    if profit <= 0 or not any(each.customers for each in core):
        return say("web.tiers.title_plain", details, names.lang)
    write = names.figures(0)
    told = {
        "customers": write.percent_short(
            share(sum(each.customers for each in core), customers) or Fraction(0)
        ),
        "profit": write.percent_short(share(sum(each.profit_minor for each in core), profit) or Fraction(0)),
    }
    return say("web.tiers.title", {**details, **told}, names.lang)


def _eyebrow(names: Names, mart: Mart | None, last: Made | None) -> str:
    """Return who, what, when and in which unit."""
    parts = [names.here.book.settings.company, say("web.page.tiers", {}, names.lang)]
    if last is not None:
        parts.append(say("web.tiers.as_of", {"day": last.told.assessed_on.isoformat()}, names.lang))
    if mart is not None:
        parts.append(names.period(mart.facts.stamp.label))
    return " · ".join((*parts, names.figures(0).unit))


def _kpis(names: Names, movement: Movement | None) -> list[dict[str, str]]:
    """Return the figures on top: who moved at the newest assessment, and how much of A stayed."""
    if movement is None:
        return []
    write = names.figures(0)
    risen, fallen = (sum(each.customers for each in flows) for flows in (movement.promoted, movement.demoted))

    def kpi(code: str, value: str, css: str = "") -> dict[str, str]:
        return {
            "label": say(f"web.tiers.kpi_{code}", {}, names.lang),
            "value": value,
            "note": say(f"web.tiers.kpi_{code}_note", {}, names.lang),
            "css": css,
        }

    return [
        kpi("risen", f"{risen:,}", "good" if risen else ""),
        kpi("fallen", f"{fallen:,}", "bad" if fallen else ""),
        kpi("retained", write.percent(movement.retention("A"))),
        kpi("joined", f"{movement.then(''):,}"),
    ]


def _preview_shown(names: Names, here: Surroundings) -> dict[str, object] | None:
    """Return the last preview that somebody asked for, unless an assessment of that day was made since."""
    found = kept(TierPreview, book=here.book, name=PREVIEW, now=stamp_now(here.book))
    if not isinstance(found, Kept) or not isinstance(found.value, TierPreview):
        return None
    told = found.value
    details = {
        "day": told.assessed_on.isoformat(),
        "before": told.previous_on.isoformat()
        if told.previous_on
        else say("web.tiers.nothing", {}, names.lang),
        "count": f"{told.movement.moved:,}",
    }
    return {
        "title": say("web.tiers.preview_told", details, names.lang),
        "picture": movement_map(names, told.movement, caption=say("web.tiers.preview", {}, names.lang)),
        "stale": found.stale,
        "on": told.assessed_on,
        "policy": told.policy,
    }


def _preview(here: Surroundings, day: date, errand: Errand) -> Told:
    """Work out what an assessment would change, and keep that for the page."""
    book = here.book
    at = moment()
    stamp = stamp_now(book)
    found = preview_tiers(book=book, on=day, today=book.today(at), advance=errand.advance)
    keep_movements(book)
    keep(book=book, name=PREVIEW, value=found, stamp=stamp, at=at)
    details = {"day": day.isoformat(), "count": f"{found.movement.moved:,}"}
    return lambda names: _said("web.tiers.previewed", details, names)


def _assess(here: Surroundings, day: date, errand: Errand) -> Told:
    """Make the assessment of a day and those that are due, and record who asked for it."""
    at = moment()
    made = assess_tiers(book=here.book, until=day, redo=False, at=at, advance=errand.advance, extra=(day,))
    keep_movements(here.book)

    def remember(session: Session) -> None:
        """Ask for the right at this very moment, and write down what was done."""
        require(session, here.reader.id, Right.record_facts, at=at)
        after: Facts = {"day": day.isoformat(), "assessments": len(made)}
        record(session, Act(at, here.reader.id, "assess_tiers", f"tiers/{day.isoformat()}", {}, after))

    write(remember)
    details = {"day": day.isoformat(), "count": f"{made[-1].customers:,}" if made else "0"}
    return lambda names: _said("web.tiers.assessed", details, names)


def _publish(here: Surroundings, errand: Errand) -> Told:
    """Put what waits in force in the books, and record who did it."""
    at = moment()
    errand.advance("step.tiers", 0, 0)
    with gate_source(book=here.book, at=at) as source:
        told = gates.publish(source, by=acting(here), at=at)
    after = {"tiers": told.tiers, "customers": told.customers}
    write(
        lambda session: record(
            session, Act(at, here.reader.id, "publish_tiers", "tiers/published", {}, after)
        )
    )
    details = {"tiers": f"{told.tiers:,}"}
    return lambda names: _said("web.tiers.published", details, names)


def _said(code: str, details: dict[str, str], names: Names) -> Sequence[Said]:
    """Return one good sentence."""
    return [Said("success", say(code, details, names.lang))]
