"""Who is likely to leave: how many, why, what it costs, and whether doing something about it pays."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from fenhao.books.people import Right
from fenhao.books.people.operations import take_personal
from fenhao.connectors import harmless
from fenhao.engine.value.churn import CalibrationVerdict
from fenhao.interfaces.jobs import Errand
from fenhao.interfaces.names import fit_name, masked, season_sentences
from fenhao.interfaces.report import Figures, churn_reason_sentence
from fenhao.interfaces.web._acts import acting
from fenhao.interfaces.web._customers import customer_href
from fenhao.interfaces.web._files import saved_as
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._long_work import standing
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers, moment as clock
from fenhao.interfaces.web._value_shown import MAY_WORK, result_of, value_of, work_out
from fenhao.interfaces.words import say
from fenhao.kernel import Trouble, major_text, parse_amount
from fenhao.runs.mart import open_mart
from fenhao.runs.value import AtRisk, ChurnAsked, ChurnMade, churn_list, kept_churn, trials, work_churn

WORK = "churn"
DAYS_MIN, DAYS_MAX = 7, 730
PERCENT_MAX = 100


@dataclass(frozen=True, slots=True)
class RiskRow:
    """A customer in words; ``href`` is empty where there is no page of it."""

    name: str
    href: str
    chance: str
    why: str
    loss: int
    expected: int
    gain: int


@for_readers(Right.see)
def value_churn(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show who is likely to leave where it is kept, and offer to work it out."""
    names = Names(here)
    work = standing(here, WORK)  # before what was kept: what ends in between is then seen as under way
    held = kept_churn(book=here.book)
    found, result = value_of(held), result_of(here, held, work=work)
    asked = found.asked if found else ChurnAsked()
    facts: dict[str, object] = {
        **result.facts,
        "title": say("web.churn.title_none", {}, names.lang),
        "days": str(asked.days),
        "cost": major_text(asked.cost_minor, digits=here.book.digits) if asked.cost_minor else "",
        "saves": str(asked.saves_percent),
        "sources": _sources(names, asked),
        "unit": names.figures(0).unit,
        "wrong": say("web.churn.bad_numbers", {}, names.lang) if request.GET.get("wrong") else "",
        "notes": ("churn_silence", "churn_mended", "churn_loss", "churn_treatment"),
        "may_list": here.reader.may(Right.see_personal),
    }
    if found is not None:
        facts |= _told(names, found)
    return shown(request, here, "web/value_churn.html", facts)


@require_POST
@for_readers(MAY_WORK)
def value_churn_work(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Work it out behind the page."""
    asked, back = _asked(here, request.POST.dict()), reverse("web:value_churn")
    if asked is None:
        return HttpResponseRedirect(f"{back}?{urlencode({'wrong': '1'})}")

    def work(errand: Errand) -> None:
        """Work it out."""
        work_churn(book=here.book, asked=asked, at=clock(), advance=errand.advance)

    work_out(here, WORK, work, back=back, typed=request.POST.dict())
    return HttpResponseRedirect(back)


@require_POST
@for_readers(Right.see_personal)
def value_churn_list(_request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Return whom to speak to as a file, which names them: for whoever may see that, and on record."""
    found, digits = value_of(kept_churn(book=here.book)), here.book.digits
    if found is None:
        raise Http404
    rows = churn_list(book=here.book)
    take_personal(what=f"churn {found.asked.days}", customers=len(rows), by=acting(here), at=here.at)
    text = io.StringIO()
    out = csv.writer(text)
    columns = ("customer_id", "silent", "why", "loss", "expected_loss", "gain")
    out.writerow([say(f"web.churn.file_{each}", {}, here.lang) for each in columns])
    for each in rows:
        amounts = (each.loss_minor, each.expected_loss_minor, each.gain_minor)
        why = churn_reason_sentence(each, found.typical, lang=here.lang)
        money = (major_text(minor, digits=digits) for minor in amounts)
        out.writerow([harmless(each.customer), f"{each.silent:.3f}", harmless(why), *money])
    name = f"{say('web.churn.file', {}, here.lang)}.csv"
    return saved_as(HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8"), name)


def _asked(here: Surroundings, typed: Mapping[str, str]) -> ChurnAsked | None:
    """Return what was asked; None when a number is none or out of bounds."""
    days, saves, cost = (typed.get(name, "").strip() for name in ("days", "saves", "cost"))
    if not days.isdecimal() or not DAYS_MIN <= int(days) <= DAYS_MAX:
        return None
    if not saves.isdecimal() or int(saves) > PERCENT_MAX:
        return None
    try:
        minor = parse_amount(cost, digits=here.book.digits) if cost else 0
    except Trouble:
        return None
    if minor < 0:
        return None
    trial, _, arm = typed.get("source", "").partition(" ")
    return ChurnAsked(days=int(days), cost_minor=minor, saves_percent=int(saves), trial=trial, arm=arm)


def _told(names: Names, made: ChurnMade) -> dict[str, object]:
    """Return it in words and tables."""
    write, told = names.figures(made.expected_loss_minor), made.calibration
    mart = open_mart(names.here.book) is not None
    return {
        "found": made.fit.is_found,
        "refused": not made.fit.is_found,
        "title": _message(names, made, write),
        "eyebrow": say(
            "web.churn.eyebrow",
            {
                "day": made.observed_on.isoformat(),
                "days": str(made.asked.days),
                "unit": names.figures(0).unit,
            },
            names.lang,
        ),
        "silent": f"{made.silent_expected:,.0f}",
        "of": write.count(made.customers),
        "loss": made.expected_loss_minor,
        "treats": bool(made.asked.cost_minor),
        "worth_treating": made.worth_treating,
        "gain": made.gain_minor,
        "treatment": _treatment(names, made),
        "trial": say(
            f"churn_trial.{told.verdict.value}",
            {
                "days": str(told.days),
                "customers": f"{told.customers:,}",
                "silent": f"{told.silent:.1%}",
                "off": f"{told.off * 100:.1f}",
                "before": f"{told.off_before * 100:.1f}",
            },
            names.lang,
        ),
        "contracted": say("web.contracts.left_out", {"count": write.count(made.contracted)}, names.lang)
        if made.contracted
        else "",
        "trusted": told.verdict in (CalibrationVerdict.close, CalibrationVerdict.fair),
        "groups": [
            (each.customers, f"{each.modelled:.1%}", f"{each.mended:.1%}", f"{each.silent:.1%}")
            for each in told.groups
        ],
        "model": fit_name(made.fit.model, made.fit.names, lang=names.lang),
        "seasons": season_sentences(made.seasons, lang=names.lang) if made.seasons else [],
        "rows": [_row(names, made, each, has_page=mart) for each in made.largest],
    }


def _treatment(names: Names, made: ChurnMade) -> str:
    """Return what is done and what share it holds: stated, or shown by a trial with its interval."""
    cost, held = names.figures(0).plain(made.asked.cost_minor), made.saves
    if held is None:
        details = {"cost": cost, "saves": f"{made.asked.saves_percent}%"}
        return say("web.churn.treatment_stated", details, names.lang)
    details = {
        "cost": cost,
        "saves": f"{held.mid:.0%}",
        "low": f"{held.low:.0%}",
        "high": f"{held.high:.0%}",
        "trial": made.asked.trial,
        "arm": made.asked.arm,
    }
    return say(f"web.churn.treatment_{'shown' if held.shown else 'not_shown'}", details, names.lang)


def _sources(names: Names, asked: ChurnAsked) -> list[tuple[str, str, bool]]:
    """Return where the share may come from (what is sent, what is read, whether chosen): stated, or an arm of a kept trial."""
    found = [("", say("web.churn.stated", {}, names.lang), not asked.trial)]
    for trial in trials(book=names.here.book):
        title = trial.name_zh if names.lang == "zh" else trial.name_en
        for arm, zh, en in trial.arms:
            if arm == trial.table.control or trial.table.observed:
                continue
            read = say(
                "web.churn.from_trial", {"trial": title, "arm": zh if names.lang == "zh" else en}, names.lang
            )
            found.append((f"{trial.code} {arm}", read, (trial.code, arm) == (asked.trial, asked.arm)))
    return found


def _message(names: Names, made: ChurnMade, write: Figures) -> str:
    """Return the page's one sentence."""
    if not made.fit.is_found:
        details = {
            "model": names.word("lifetime_model", made.fit.model),
            "reason": names.word("fit_state", made.fit.state),
        }
        return say("cli.value.not_fitted", details, names.lang)
    details = {
        "silent": f"{made.silent_expected:,.0f}",
        "customers": write.count(made.customers),
        "days": str(made.asked.days),
        "loss": write.spoken(made.expected_loss_minor),
        "worth": write.count(made.worth_treating),
        "gain": write.spoken(made.gain_minor),
    }
    if made.expected_loss_minor < 0:
        pays = made.asked.cost_minor and made.worth_treating
        told = {**details, "spared": write.spoken(-made.expected_loss_minor)}
        return say("web.churn.title_spared_pays" if pays else "web.churn.title_spared", told, names.lang)
    if not made.asked.cost_minor:
        return say("web.churn.title", details, names.lang)
    return say("web.churn.title_pays" if made.worth_treating else "web.churn.title_no", details, names.lang)


def _row(names: Names, made: ChurnMade, each: AtRisk, *, has_page: bool) -> RiskRow:
    """Return a customer in words."""
    return RiskRow(
        name=masked(each.customer),
        href=customer_href(each.customer) if has_page else "",
        chance=names.figures(0).percent(Fraction(each.silent)),
        why=churn_reason_sentence(each, made.typical, lang=names.lang),
        loss=each.loss_minor,
        expected=each.expected_loss_minor,
        gain=each.gain_minor,
    )
