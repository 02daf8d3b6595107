"""Whom to spend on: what a campaign's invitations are proven to bring, and the customers a budget is best spent on."""

from fractions import Fraction

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST

from fenhao.books.people import Right
from fenhao.books.people.operations import take_personal
from fenhao.engine.value.choice import Verdict
from fenhao.interfaces.charts import Line, lines
from fenhao.interfaces.jobs import Errand
from fenhao.interfaces.web._acts import acting
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._long_work import standing
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers, moment as clock
from fenhao.interfaces.web._trials_shown import arm_name, generated_mark, trial_name, trials_of
from fenhao.interfaces.web._value_shown import (
    MAY_WORK,
    chosen_period,
    estimate_text,
    minor_text,
    result_of,
    value_of,
    work_out,
)
from fenhao.interfaces.words import say
from fenhao.kernel import Grain, Trouble, major_text, parse_amount
from fenhao.runs.mart import ChoiceMade, choice_list, kept_choice, kept_returns, work_choice, work_trial
from fenhao.runs.value import Choice, KeptTrial

WORK = "choice"


@for_readers(Right.see)
def value_choose(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the choice that is kept for a campaign, and offer to make one."""
    names = Names(here)
    tried, known = trials_of(here), _campaigns(here)
    asked = request.GET.get("campaign", "")
    choices = [*tried, *dict(known)]
    campaign = asked if asked in choices else next(iter(choices), "")
    trial = tried.get(campaign)
    work = standing(here, WORK)  # before what was kept: what ends in between is then seen as under way
    held = kept_choice(book=here.book, campaign=campaign) if campaign else None
    found, result = value_of(held), result_of(here, held, work=work)
    facts: dict[str, object] = {
        **result.facts,
        "title": say("web.value.choose_title_none", {}, names.lang),
        "trials": [(address, trial_name(names, each)) for address, each in tried.items()],
        "campaigns": known,
        "campaign": campaign,
        "generated": generated_mark(names, trial),
        "may_list": here.reader.may(Right.see_personal),
        "budget": found.budget if found else request.GET.get("budget", ""),
        "contacts": str(found.contacts_max) if found and found.contacts_max >= 0 else "",
        "unit": names.figures(0).unit,
        "wrong": say("web.value.bad_numbers", {}, names.lang) if request.GET.get("wrong") else "",
        "notes": (
            "choose_by_lot" if trial else "choose_observed",
            "choose_proven",
            "choose_gain" if trial is None else "choose_gain_trial",
            "choose_price",
        ),
    }
    if found is not None:
        facts |= _told(names, found, trial)
    return shown(request, here, "web/value_choose.html", facts)


@require_POST
@for_readers(MAY_WORK)
def value_choose_work(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Judge and choose behind the page."""
    form = request.POST
    campaign = form.get("campaign", "")
    trial = trials_of(here).get(campaign)
    if trial is None and campaign not in dict(_campaigns(here)):
        raise Http404
    query = {"campaign": campaign}
    contacts = form.get("contacts", "").strip()
    typed = form.get("budget", "").strip()
    try:
        minor = parse_amount(typed, digits=here.book.digits) if typed else 0
    except Trouble:
        minor = -1
    if minor < 0 or (contacts and not contacts.isdecimal()):
        return HttpResponseRedirect(f"{reverse('web:value_choose')}?{urlencode({**query, 'wrong': '1'})}")
    budget = major_text(minor, digits=here.book.digits) if typed else ""
    back = f"{reverse('web:value_choose')}?{urlencode(query)}"

    def work(errand: Errand) -> None:
        """Work it out."""
        most = int(contacts) if contacts else -1
        if trial is not None:
            work_trial(
                book=here.book,
                trial=trial,
                budget=budget,
                contacts_max=most,
                at=clock(),
                advance=errand.advance,
            )
            return
        work_choice(
            book=here.book,
            campaign=campaign,
            budget=budget,
            contacts_max=most,
            at=clock(),
            advance=errand.advance,
        )

    work_out(here, WORK, work, back=back, typed=form.dict())
    return HttpResponseRedirect(back)


@require_POST
@for_readers(Right.see_personal)
def value_choose_list(request: HttpRequest, here: Surroundings) -> HttpResponseBase:
    """Return the customers chosen as a file, which names them: for whoever may see that, and on record."""
    campaign = request.POST.get("campaign", "")
    path = choice_list(book=here.book, campaign=campaign)
    found = value_of(kept_choice(book=here.book, campaign=campaign))
    if found is None or not path.is_file():
        raise Http404
    count = found.choice.curve[-1].customers if found.choice.curve else 0
    take_personal(what=f"choice {campaign}", customers=count, by=acting(here), at=here.at)
    named = campaign.replace("/", "-")
    name = say("web.value.choose_file", {"campaign": named}, here.lang)
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{name}.csv")


def _campaigns(here: Surroundings) -> list[tuple[str, str]]:
    """Return the campaigns that a choice can rest on: those of the newest year's kept returns."""
    label = chosen_period(here, "", otherwise=Grain.year)
    found = value_of(kept_returns(book=here.book, label=label)) if label else None
    return [(each.campaign_id, each.name or each.campaign_id) for each in found.campaigns] if found else []


def _told(names: Names, made: ChoiceMade, trial: KeptTrial | None) -> dict[str, object]:
    """Return the choice in words, picture and table."""
    found = made.choice
    write = names.figures(max([int(abs(each.gain)) for each in found.curve], default=0))
    chosen = found.curve[-1].customers if found.curve else 0
    arms = []
    for each in found.effects:
        effect, effect_range = estimate_text(names, each.effect, percent=False)
        net, net_range = estimate_text(names, each.net, percent=False)
        arms.append(
            (
                arm_name(names, trial, each.arm),
                each.customers,
                effect,
                effect_range,
                net,
                net_range,
                each.pays,
            )
        )
    personal = [
        (arm_name(names, trial, each.over), *estimate_text(names, each.gain, percent=False))
        for each in found.personal
    ]
    called = trial_name(names, trial) if trial else made.campaign_name or made.campaign
    facts = {"best": arm_name(names, trial, found.best), "campaign": called}
    return {
        "title": say(f"web.value.choose_{found.verdict.value}", facts, names.lang),
        "eyebrow": say(
            "web.value.choose_eyebrow_trial" if trial else "web.value.choose_eyebrow",
            {
                "campaign": called,
                "customers": write.count(found.customers),
                "unit_cost": minor_text(names, Fraction(made.unit_cost or 0) * 10**names.here.book.digits),
                "unit": names.figures(0).unit,
            },
            names.lang,
        ),
        "control": arm_name(names, trial, found.control),
        "arms": arms,
        "personal": personal,
        "no_personal": found.verdict is Verdict.one_arm_pays,
        "visible": _visible(names, found),
        "spends": found.cost_minor > 0 or chosen > 0,
        "count": chosen,
        "cost": found.cost_minor,
        "gain": minor_text(names, Fraction(int(found.gain_minor))),
        "price": f"{found.shadow_price:.2f}",
        "exact": found.exact,
        "gap": f"{found.gap:.2%}",
        "curve": [
            (each.budget, each.customers, minor_text(names, Fraction(int(each.gain))), f"{each.price:.2f}")
            for each in found.curve
        ],
        "wide": _picture(names, made, width=720),
        "small": _picture(names, made, width=340),
        "curve_unit": write.unit,
    }


def _visible(names: Names, found: Choice) -> str:
    """Return how much personalising would have to bring to be seen, where it was not; nothing where it was."""
    if not found.visible_minor or found.verdict is Verdict.personalising_pays:
        return ""
    gain = minor_text(names, Fraction(int(found.visible_minor)))
    return say("verdict.visible", {"gain": gain}, names.lang)


def _picture(names: Names, made: ChoiceMade, *, width: int) -> SafeString:
    """Return the expected profit against the budget: an estimate, drawn as one."""
    points = made.choice.curve
    if len(points) < 2:
        return mark_safe("")
    write = names.figures(max(int(abs(each.gain)) for each in points))
    labels = [write.short(each.budget) for each in points]
    gains = tuple(int(each.gain) for each in points)
    titles = tuple(
        f"{write.amount(each.budget)}: {write.amount(int(each.gain))} ({each.customers:,})" for each in points
    )
    name = say("web.value.gain", {}, names.lang)
    caption = say("web.value.choose_chart", {}, names.lang)
    series = [Line(name, "forecast", gains, titles)]
    return mark_safe(lines(labels, series, [], names.voice(write), width=width, height=220, caption=caption))  # noqa: S308 - our own SVG
