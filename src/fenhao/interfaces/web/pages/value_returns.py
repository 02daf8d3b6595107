"""What spending returned: what customers cost to win, what tiers bring, and campaigns beside those who were not invited."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from fenhao.books.people import Right
from fenhao.engine.value.returns import Acquisition, GroupReturn
from fenhao.interfaces.jobs import Errand
from fenhao.interfaces.names import parameter_text, trial_sentence, type_names
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._long_work import standing
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers, moment as clock
from fenhao.interfaces.web._trials_shown import trial_arms
from fenhao.interfaces.web._value_shown import (
    MAY_WORK,
    chosen_period,
    estimate_text,
    minor_text,
    named,
    periods,
    result_of,
    times_text,
    value_of,
    work_out,
)
from fenhao.interfaces.words import say
from fenhao.kernel import Grain
from fenhao.runs.mart import kept_returns, open_mart, work_returns
from fenhao.runs.value import CampaignReturn, Returns, TierWorth

WORK = "returns"
GROUPS_MAX = 60
"""How many groups the page lists: the dearest."""


@for_readers(Right.see)
def value_returns(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the returns of a period where they are kept."""
    names = Names(here)
    label = chosen_period(here, request.GET.get("period", ""), otherwise=Grain.year)
    work = standing(here, WORK)  # before what was kept: what ends in between is then seen as under way
    held = kept_returns(book=here.book, label=label) if label else None
    found, result = value_of(held), result_of(here, held, work=work)
    known = periods(here)
    facts: dict[str, object] = {
        **result.facts,
        "title": say("web.value.returns_title_none", {}, names.lang),
        "periods": known,
        "has_facts": bool(known),  # customers alone are nothing that could be worked out here
        "label": label,
        "notes": ("returns_control", "returns_before_after", "returns_cac", "returns_clv"),
        "fit": _fit(names),
        "trials": trial_arms(names),
    }
    if found is not None:
        facts |= _told(names, found)
    return shown(request, here, "web/value_returns.html", facts)


@require_POST
@for_readers(MAY_WORK)
def value_returns_work(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Work the returns of a period out behind the page."""
    label = chosen_period(here, request.POST.get("period", ""), otherwise=Grain.year)
    back = f"{reverse('web:value_returns')}?{urlencode({'period': label})}"

    def work(errand: Errand) -> None:
        """Work them out."""
        work_returns(book=here.book, label=label, at=clock(), advance=errand.advance)

    if label:
        work_out(here, WORK, work, back=back, typed=request.POST.dict())
    return HttpResponseRedirect(back)


def _told(names: Names, found: Returns) -> dict[str, object]:
    """Return the returns in words."""
    groups = sorted(found.groups, key=lambda each: -each.cost_minor)
    return {
        "title": _message(names, found),
        "eyebrow": say(
            "web.overview.eyebrow",
            {"span": names.period(found.label), "unit": names.figures(0).unit},
            names.lang,
        ),
        "channels": [_channel(names, each) for each in found.channels],
        "total": _channel(names, found.total),
        "has_clv": found.has_clv,
        "tiers": [_tier(names, each) for each in found.tiers],
        "campaigns": [_campaign(names, each) for each in found.campaigns],
        "groups": [_group(names, each) for each in groups[:GROUPS_MAX]],
        "looks_back": found.looks_back,
        "orders_from": found.orders_from.isoformat(),
    }


def _message(names: Names, found: Returns) -> str:
    """Return the page's one sentence: what a customer cost to win, and how many campaigns are proven to have paid."""
    judged = [each for each in found.campaigns if each.roi is not None]
    paid = [each for each in judged if each.roi is not None and each.roi.low > 0]
    facts = {
        "label": names.period(found.label),
        "cac": minor_text(names, found.total.cac),
        "count": names.figures(0).count(found.total.customers),
        "ratio": times_text(found.total.clv_to_cac),
        "paid": str(len(paid)),
        "judged": str(len(judged)),
    }
    clauses = {
        "won": _won(found.total),
        "paid": "returns_paid" if judged else "returns_paid_none",
    }
    told = {name: say(f"web.value.{code}", facts, names.lang) for name, code in clauses.items()}
    return say("web.value.returns_title", {"label": facts["label"], **told}, names.lang)


def _won(total: Acquisition) -> str:
    """Return which clause tells what winning a customer cost; without booked spend a cost of nought would mean nothing."""
    if not total.customers:
        return "returns_won_none"
    if total.spend_minor <= 0:
        return "returns_won_free"
    return "returns_won" if total.clv_to_cac is None else "returns_won_clv"


def _channel(names: Names, each: Acquisition) -> dict[str, object]:
    """Return what a channel's customers cost to win."""
    never = say("cli.returns.not_yet", {}, names.lang)
    return {
        "name": named(names, "channel", each.channel)
        if each.channel
        else say("cli.returns.none", {}, names.lang),
        "spend": each.spend_minor,
        "won": each.customers,
        "cac": minor_text(names, each.cac),
        "margin": each.margin_minor,
        "payback": "--" if not each.customers or each.spend_minor <= 0 else str(each.payback_months or never),
        "clv": minor_text(names, each.clv),
        "ratio": times_text(each.clv_to_cac),
    }


def _tier(names: Names, each: TierWorth) -> dict[str, object]:
    """Return what a tier's customers brought for what they cost."""
    return {
        "name": names.tier(each.tier),
        "href": f"{reverse('web:lines')}?{urlencode({'tier': each.tier})}" if each.tier else "",
        "customers": each.customers,
        "margin": each.margin_minor,
        "cost": each.cost_minor,
        "per_cost": times_text(each.per_cost),
        "roi": names.figures(0).percent_short(each.per_cost - 1) if each.per_cost is not None else "--",
    }


def _campaign(names: Names, each: CampaignReturn) -> dict[str, object]:
    """Return a campaign beside those not invited, or why it cannot be put there."""
    if each.refused:
        few = each.refused == "choose.arm_too_small" and each.others
        basis = "too_few" if few else "no_control"
    else:
        basis = "like_a_lot" if each.like_a_lot else "adjusted"
    effect, effect_range = estimate_text(names, each.effect, percent=False)
    roi, roi_range = estimate_text(names, each.roi, percent=True)
    paid = each.roi is not None and each.roi.low > 0
    lost = each.roi is not None and each.roi.high < 0
    return {
        "id": each.campaign_id,
        "name": each.name or each.campaign_id,
        "basis": say(f"cli.returns.{basis}", {}, names.lang),
        "invited": each.invited,
        "others": each.others,
        "cost": each.cost_minor,
        "effect": effect,
        "effect_range": effect_range,
        "roi": roi,
        "roi_range": roi_range,
        "verdict": say(f"web.value.{'paid' if paid else 'lost' if lost else 'unproven'}", {}, names.lang)
        if each.roi is not None
        else "--",
        "css": "good" if paid else "bad" if lost else "soft",
    }


def _group(names: Names, each: GroupReturn) -> dict[str, object]:
    """Return what a group's spending went along with; without a time before there is nothing to compare with."""
    return {
        "dimension": named(names, "returns.dimension", each.dimension),
        "name": _called(names, each.dimension, each.name),
        "customers": each.customers,
        "cost": each.cost_minor,
        "before": each.before_minor,
        "after": each.after_minor,
        "roi": "--" if each.roi is None else names.figures(0).percent_short(each.roi),
    }


def _called(names: Names, dimension: str, code: str) -> str:
    """Return what a group is called: tiers and channels have names of their own, benefits go by those of their cost types."""
    if dimension == "tier":
        return names.tier(code)
    if dimension == "channel":
        return named(names, "channel", code)
    if dimension == "benefit_type":
        code = type_names(names.here.book.chart, lang=names.lang).get(code, code)
    return code or "--"


def _fit(names: Names) -> dict[str, str]:
    """Return how the customers' values were fitted, as the mart keeps it; empty where there are none."""
    mart = open_mart(names.here.book)
    told = mart.facts.value if mart else None
    if told is None:
        return {}
    if not told.scored:  # a model that was not fitted has no parameters, trial or outlook to name
        return {"none": say("web.model.title_none", {}, names.lang)}
    values = ", ".join(
        f"{name} {parameter_text(value, 4)}"
        for name, value in zip(told.fit.names, told.fit.values, strict=False)
    )
    return {
        "model": f"{named(names, 'lifetime_model', told.fit.model)} ({values})",
        "customers": names.figures(0).count(told.customers),
        "observed": f"{told.first_on.isoformat()} – {told.observed_on.isoformat()}",
        "trial": trial_sentence(told.trial, lang=names.lang),
        "discount": f"{told.discount_yearly:.0%}",
        "years": f"{told.span_days / 365:.1f}",
    }
