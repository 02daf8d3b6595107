"""Where more money does most: the split of a year's budget over tiers and programmes, and why it is so."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST

from fenhao.books.people import Right
from fenhao.engine.planning.studies import BY_MIDDLE, BY_ROBUST
from fenhao.engine.value.spending import Estimate, Evidence, Rule, Split
from fenhao.interfaces.charts import ResponsePoint, Standing, response_curve
from fenhao.interfaces.jobs import Errand
from fenhao.interfaces.report import Figures
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._ledger_asked import ledger_address
from fenhao.interfaces.web._long_work import standing
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers, moment as clock
from fenhao.interfaces.web._value_shown import MAY_WORK, result_of, value_of, work_out
from fenhao.interfaces.words import say
from fenhao.kernel import Grain, Trouble, major_text, parse_amount
from fenhao.runs.planning import CellTold, SplitAsked, SplitMade, TrialOfProgramme, kept_split, work_split
from fenhao.runs.value import trials

WORK = "split"
_CURVE_WIDTH, _CURVE_HEIGHT = 310, 190


@dataclass(frozen=True, slots=True)
class Place:
    """A cell in words: the past year, one more unit there now and after the split, and both splits."""

    tier: str
    programme: str
    href: str
    spent: int
    robust: int
    best: int
    change: int
    one_more: str
    between: str
    one_more_after: str
    evidence: str
    worth: bool


@for_readers(Right.see)
def split(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the split where it is kept, and offer to work it out."""
    names = Names(here)
    work = standing(here, WORK)  # before what was kept: what ends in between is then seen as under way
    held = kept_split(book=here.book)
    found, result = value_of(held), result_of(here, held, work=work)
    asked = found.asked if found else SplitAsked()
    facts: dict[str, object] = {
        **result.facts,
        "title": say("web.split.title_none", {}, names.lang),
        "budget": major_text(asked.budget_minor, digits=here.book.digits) if asked.budget_minor >= 0 else "",
        "band": str(asked.band),
        "used": str(asked.used),
        "times": str(asked.times),
        "sources": _sources(names, asked, found),
        "unit": names.figures(0).unit,
        "wrong": say("web.split.bad_numbers", {}, names.lang) if request.GET.get("wrong") else "",
        "may_prepare": here.reader.may(Right.prepare_budget),
        "prepare": [
            (f"{reverse('web:plan_study', args=('prepare',))}?{urlencode({'spread_by': each})}", each)
            for each in (BY_ROBUST, BY_MIDDLE)
        ],
        "notes": ("curve", "season", "cause", "pooled", "robust", "rules"),
    }
    if found is not None:
        facts |= _told(names, found)
    return shown(request, here, "web/split.html", facts)


@require_POST
@for_readers(MAY_WORK)
def split_work(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Work it out behind the page."""
    asked, back = _asked(here, request.POST.dict()), reverse("web:split")
    if asked is None:
        return HttpResponseRedirect(f"{back}?{urlencode({'wrong': '1'})}")

    def work(errand: Errand) -> None:
        """Work it out."""
        work_split(book=here.book, asked=asked, at=clock(), advance=errand.advance)

    work_out(here, WORK, work, back=back, typed=request.POST.dict())
    return HttpResponseRedirect(back)


def _asked(here: Surroundings, typed: Mapping[str, str]) -> SplitAsked | None:
    """Return what was asked; None when a number is none or out of bounds."""
    budget, *shares = (typed.get(name, "").strip() for name in ("budget", "band", "used", "times"))
    if not all(each.isdecimal() for each in shares):
        return None
    band, used, times = map(int, shares)
    if band > 100 or used > 100 or not 1 <= times <= 1000:
        return None
    try:
        minor = parse_amount(budget, digits=here.book.digits) if budget else -1
    except Trouble:
        return None
    if budget and minor <= 0:
        return None
    trial = typed.get("experiment", "").split(" ")
    experiments = (TrialOfProgramme(trial[0], trial[1], "", trial[2]),) if len(trial) == 3 else ()
    return SplitAsked(budget_minor=minor, band=band, used=used, times=times, experiments=experiments)


def _sources(names: Names, asked: SplitAsked, found: SplitMade | None) -> list[tuple[str, str, bool]]:
    """Return which trial may stand for which programme (what is sent, what is read, whether chosen)."""
    chosen = [(each.trial, each.arm, each.programme) for each in asked.experiments]
    listed = [("", say("web.split.no_trial", {}, names.lang), not chosen)]
    programmes = sorted({each.cell.programme for each in found.cells}) if found else []
    for trial in trials(book=names.here.book):
        for arm, zh, en in trial.arms:
            if arm == trial.table.control or trial.table.observed or " " in arm:
                continue
            for programme in programmes:
                details = {
                    "trial": trial.name_zh if names.lang == "zh" else trial.name_en,
                    "arm": zh if names.lang == "zh" else en,
                    "programme": names.category(programme),
                }
                read = say("web.split.of_trial", details, names.lang)
                key = (trial.code, arm, programme)
                listed.append((" ".join(key), read, key in chosen))
    return listed


def _told(names: Names, made: SplitMade) -> dict[str, object]:
    """Return it in words and tables."""
    write = names.figures(made.budget_minor)
    facts: dict[str, object] = {
        "found": True,
        "curves": [_curve(names, made, at) for at in range(len(made.cells))],
        "eyebrow": say(
            "web.split.eyebrow",
            {"label": names.period(made.label), "weeks": str(made.weeks), "unit": names.figures(0).unit},
            names.lang,
        ),
        "total": made.budget_minor,
        "reserve": made.reserve_minor,
        "past": sum(each.spent_minor for each in made.cells),
    }
    if made.best is None or made.robust is None:
        clash = made.clash
        assert clash is not None
        return facts | {
            "title": say("web.split.title_clash", {"count": str(len(clash.rules))}, names.lang),
            "clash": [_rule(names, each, write) for each in clash.rules],
            "missing": clash.missing_minor,
            "rows": [_place(names, made, at, None) for at in range(len(made.cells))],
        }
    gain = _gain(made, made.robust)
    changes = [
        amount - each.spent_minor for amount, each in zip(made.robust.amounts, made.cells, strict=True)
    ]
    whole, past = made.budget_minor - made.reserve_minor, sum(each.spent_minor for each in made.cells)
    carried = [each.spent_minor * whole // past if past else 0 for each in made.cells]
    moved = sum(max(0, now - then) for now, then in zip(made.robust.amounts, carried, strict=True))
    details = {"moved": write.spoken(moved), "gain": write.spoken(int(gain.mid))}
    return facts | {
        "title": say("web.split.title" if gain.low > 0 else "web.split.title_unsure", details, names.lang),
        "gain": int(gain.mid),
        "gain_between": _between(names, gain),
        "gain_best": int(_gain(made, made.best).mid),
        "gain_best_between": _between(names, _gain(made, made.best)),
        "more": f"{made.robust.more:+.2f}".replace("-", "−"),
        "splits": True,
        "rows": [_place(names, made, at, changes) for at in range(len(made.cells))],
        "sums": (sum(made.robust.amounts), sum(made.best.amounts), sum(changes)),
        "binding": [
            (_rule(names, each.rule, write), f"{each.price:.2f}") for each in made.robust.binding[:6]
        ],
    }


def _gain(made: SplitMade, held: Split) -> Estimate:
    """Return what a split brings after its spending over the past year's split carried to the same budget."""
    saved = made.budget_minor - made.reserve_minor - sum(held.amounts)
    gain = held.over_last
    return Estimate(gain.low + saved, gain.mid + saved, gain.high + saved)


def _between(names: Names, held: Estimate) -> str:
    write = names.figures(int(max(abs(held.low), abs(held.high))))
    details = {"low": write.spoken(int(held.low)), "high": write.spoken(int(held.high))}
    return say("web.split.between", details, names.lang)


def _place(names: Names, made: SplitMade, at: int, changes: list[int] | None) -> Place:
    """Return a cell in words."""
    each: CellTold = made.cells[at]
    now = each.marginal_now
    robust, best = made.robust, made.best
    return Place(
        tier=names.tier(each.cell.tier),
        programme=names.category(each.cell.programme),
        href=_entries(names, made, each),
        spent=each.spent_minor,
        robust=robust.amounts[at] if robust else 0,
        best=best.amounts[at] if best else 0,
        change=changes[at] if changes is not None else 0,
        one_more=f"{now.mid:.2f}",
        between=f"{now.low:.2f}–{now.high:.2f}",
        one_more_after=f"{robust.marginal[at].mid:.2f}" if robust else "--",
        evidence=names.word("split_evidence", each.evidence.value),
        worth=now.low > 1 and each.evidence is not Evidence.little,
    )


def _curve(names: Names, made: SplitMade, at: int) -> tuple[str, str, SafeString]:
    """Return a cell's name, what its curve rests on, and the curve with the past year's spending and the robust split on it."""
    each = made.cells[at]
    name = f"{names.tier(each.cell.tier)} · {names.category(each.cell.programme)}"
    write = names.figures(max(point[3] for point in each.points))
    standings = [Standing(say("report.actual", {}, names.lang), "actual", each.spent_minor)]
    if made.robust is not None:
        standings.append(Standing(say("report.plan", {}, names.lang), "plan", made.robust.amounts[at]))
    svg = response_curve(
        [ResponsePoint(*point) for point in each.points],
        standings,
        names.voice(write),
        width=_CURVE_WIDTH,
        height=_CURVE_HEIGHT,
        caption=say("web.split.curve", {"place": name, "unit": write.unit}, names.lang),
    )
    evidence = names.word("split_evidence", each.evidence.value)
    return name, f"{write.unit} · {evidence}", mark_safe(svg)  # noqa: S308 - our own SVG


def _entries(names: Names, made: SplitMade, each: CellTold) -> str:
    """Return where the entries of the past year behind a cell stand."""
    calendar = names.here.book.calendar
    held = calendar.within(calendar.period(made.label).period, Grain.month)
    return ledger_address(
        from_=held[0].label, to=held[-1].label, tier=each.cell.tier, category=each.cell.programme
    )


def _rule(names: Names, rule: Rule, write: Figures) -> str:
    """Return a rule in words."""
    details = {
        "tier": rule.tier,
        "programme": names.category(rule.programme) if rule.programme else "",
        "amount": write.spoken(rule.minor),
    }
    return say(f"split_rule.{rule.code.value}", details, names.lang)
