"""What contracts are worth: how many are renewed, what those in force will bring, and how far the model can be trusted."""

import csv
import io
from dataclasses import dataclass, replace
from fractions import Fraction

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST

from fenhao.books.people import Right
from fenhao.books.people.operations import take_personal
from fenhao.connectors import harmless
from fenhao.engine.value.lifetime import HoldOutVerdict
from fenhao.engine.value.lifetime.renewals import AT_RISK_MIN
from fenhao.interfaces.charts import Fan, Line, lines
from fenhao.interfaces.jobs import Errand
from fenhao.interfaces.names import (
    contract_gain_sentence,
    contract_model_sentence,
    contract_trial_sentence,
    fit_rows,
    masked,
    untold_sentences,
)
from fenhao.interfaces.web._acts import acting
from fenhao.interfaces.web._customers import customer_href
from fenhao.interfaces.web._files import saved_as
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._long_work import standing
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers, moment as clock
from fenhao.interfaces.web._value_shown import MAY_WORK, result_of, value_of, work_out
from fenhao.interfaces.words import say
from fenhao.kernel import major_text
from fenhao.runs.book import Kept, Refused
from fenhao.runs.mart import open_mart
from fenhao.runs.value import (
    COVARIATES,
    ContractLevel,
    ContractRow,
    ContractsAsked,
    ContractsMade,
    contract_list,
    kept_contracts,
    work_contracts,
)

WORK = "contracts"
MONTHS_MAX, PERCENT_MAX = 600, 100
_FILE = (
    "contract",
    "customer",
    "plan",
    "channel",
    "period_months",
    "renewals",
    "renews_next",
    "renewals_expected",
    "net",
    "net_low",
    "net_high",
)


@dataclass(frozen=True, slots=True)
class ContractShown:
    """A contract in words; ``href`` is empty where there is no page of its customer."""

    name: str
    href: str
    plan: str
    period: str
    renewals: int
    chance: str
    expected: str
    between: str
    net: int
    net_between: str


@for_readers(Right.see)
def value_contracts(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show what contracts are worth where it is kept, and offer to work it out."""
    names = Names(here)
    work = standing(here, WORK)  # before what was kept: what ends in between is then seen as under way
    held = kept_contracts(book=here.book)
    found, result = value_of(held), result_of(here, held, work=work)
    asked = found.asked if found else ContractsAsked()
    loaded = any(each.table == "contracts" for each in here.book.warehouse.batches())
    facts: dict[str, object] = {
        **result.facts,
        "result": replace(result, refused=_refusal(names, held)),
        "title": say("web.contracts.title_none", {}, names.lang),
        "loaded": loaded,
        "has_facts": loaded,
        "months": str(asked.months),
        "discount": str(asked.discount_percent),
        "apart": [(each, _attribute(names, each), each in asked.apart) for each in COVARIATES],
        "wrong": say("web.contracts.bad_numbers", {}, names.lang) if request.GET.get("wrong") else "",
        "notes": (
            "contracts_counted",
            "contracts_model",
            "contracts_worth",
            "contracts_apart",
            "contracts_dated",
        ),
        "may_list": here.reader.may(Right.see_personal),
        "may_load": here.reader.may(Right.load),
        "nothing": "nothing" in request.GET,
    }
    if found is not None:
        facts |= _told(names, found)
    return shown(request, here, "web/value_contracts.html", facts)


@require_POST
@for_readers(MAY_WORK)
def value_contracts_work(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Work it out behind the page."""
    asked, back = _asked(request.POST), reverse("web:value_contracts")
    if asked is None:
        return HttpResponseRedirect(f"{back}?{urlencode({'wrong': '1'})}")

    def work(errand: Errand) -> None:
        """Work it out."""
        work_contracts(book=here.book, asked=asked, at=clock(), advance=errand.advance)

    work_out(here, WORK, work, back=back, typed=request.POST.dict())
    return HttpResponseRedirect(back)


@require_POST
@for_readers(Right.see_personal)
def value_contracts_list(_request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Return the contracts in force as a file, which names customers: for whoever may see that, and on record."""
    if value_of(kept_contracts(book=here.book)) is None:
        raise Http404
    rows, digits = contract_list(book=here.book), here.book.digits
    take_personal(
        what="contracts", customers=len({each.customer for each in rows}), by=acting(here), at=here.at
    )
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow([say(f"web.contracts_file.{each}", {}, here.lang) for each in _FILE])
    for each in rows:
        words = (each.contract, each.customer, each.plan, each.channel)
        money = (each.net_minor, each.net_low_minor, each.net_high_minor)
        numbers = (
            each.period_months,
            each.renewals,
            f"{each.renews_next:.3f}",
            f"{each.renewals_expected:.2f}",
        )
        out.writerow(
            [
                *map(harmless, words),
                *numbers,
                *(major_text(minor, digits=digits) for minor in money),
            ]
        )
    name = f"{say('web.contracts.file', {}, here.lang)}.csv"
    return saved_as(HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8"), name)


def _refusal(names: Names, held: Kept[ContractsMade] | Kept[Refused] | None) -> str:
    """Return why nothing could be worked out, in words of the page; empty where it could."""
    if held is None or not isinstance(held.value, Refused):
        return ""
    code = "web.contracts.none_begun" if held.value.code == "contracts.none" else held.value.code
    return say(code, held.value.details, names.lang)


def _asked(typed: MultiValueDict[str, str]) -> ContractsAsked | None:
    """Return what was asked; None when a number is none or out of bounds."""
    months, discount = (str(typed.get(name, "")).strip() for name in ("months", "discount"))
    apart = tuple(each for each in COVARIATES if each in typed.getlist("apart"))
    if not months.isdecimal() or not 1 <= int(months) <= MONTHS_MAX:
        return None
    if not discount.isdecimal() or int(discount) > PERCENT_MAX:
        return None
    return ContractsAsked(apart=apart, months=int(months), discount_percent=int(discount))


def _told(names: Names, made: ContractsMade) -> dict[str, object]:
    """Return it in words, picture and tables."""
    write, lang = names.figures(made.net_minor), names.lang
    trial = made.trial.verdict
    outside = sum(not each.low <= each.kept <= each.high for each in made.course)
    course = {"count": str(len(made.course)), "outside": str(outside)}
    verdict = "course_outside" if outside else "course_inside" if made.course else "course_none"
    if not made.course:
        course = {"count": str(AT_RISK_MIN)}
    counted = {"contracts": made.contracts, "customers": made.customers, "lost": made.lost}
    mart = open_mart(names.here.book) is not None
    return {
        "found": made.fit.is_found,
        "refused": not made.fit.is_found,
        "title": _message(names, made),
        "eyebrow": say(
            "web.contracts.eyebrow",
            {"day": made.observed_on.isoformat(), "unit": names.figures(0).unit},
            lang,
        ),
        "passed_over": say("cli.contracts.passed_over", {"count": write.count(made.passed_over)}, lang)
        if made.passed_over
        else "",
        "in_force": made.in_force,
        "of": say("web.contracts.of", {name: write.count(each) for name, each in counted.items()}, lang),
        "expected": f"{made.renewals_expected:,.0f}",
        "net": made.net_minor,
        "gross": made.gross_minor,
        "served": made.served_a_month_minor,
        "trial": contract_trial_sentence(made.trial, lang=lang),
        "trusted": trial in (HoldOutVerdict.close, HoldOutVerdict.fair),
        "model": contract_model_sentence(made.fit, lang=lang),
        "fit_rows": fit_rows(made.fit) if made.fit.is_found else [],
        "untold": [*untold_sentences(made.fit, lang=lang), *_gains(names, made)],
        "course": made.course,
        "course_said": say(f"web.contracts.{verdict}", course, lang) if made.fit.is_found else "",
        "course_wide": _picture(names, made, width=860),
        "course_small": _picture(names, made, width=340),
        "course_rows": [
            (
                each.renewal,
                each.at_risk,
                each.lost,
                *(_share(part) for part in (each.kept, each.expected, each.low, each.high)),
                not each.low <= each.kept <= each.high,
            )
            for each in made.course
        ],
        "levels": [_level(names, each) for each in made.levels],
        "rows": [_row(names, each, has_page=mart) for each in made.largest],
    }


def _message(names: Names, made: ContractsMade) -> str:
    """Return the page's one sentence."""
    write = names.figures(made.net_minor)
    if not made.fit.is_found:
        return contract_model_sentence(made.fit, lang=names.lang)
    if not made.in_force:
        return say("web.contracts.title_ended", {"contracts": write.count(made.contracts)}, names.lang)
    details = {
        "months": str(made.asked.months),
        "in_force": write.count(made.in_force),
        "renewals": f"{made.renewals_expected:,.0f}",
        "net": write.spoken(abs(made.net_minor)),
    }
    return say(
        "web.contracts.title_lost" if made.net_minor < 0 else "web.contracts.title", details, names.lang
    )


def _gains(names: Names, made: ContractsMade) -> list[str]:
    """Return what aging and groups were good for."""
    return [
        contract_gain_sentence(each.of, chance=each.chance, kept=each.kept, lang=names.lang)
        for each in made.gains
    ]


def _picture(names: Names, made: ContractsMade, *, width: int) -> SafeString:
    """Return the share still there after each renewal, as counted and by the model with its range; from all of them on."""
    if not made.course:
        return SafeString("")

    def text(permille: int) -> str:
        """Return a share as it is read."""
        return _share(permille / 1000)

    def permille(share: float) -> int:
        return round(1000 * share)

    series = [
        Line(
            name,
            scenario,
            (1000, *map(permille, shares)),
            tuple(f"{place}: {name} {_share(share)}" for place, share in enumerate((1.0, *shares))),
        )
        for name, scenario, shares in (
            (say("web.contracts.counted", {}, names.lang), "actual", [each.kept for each in made.course]),
            (
                say("web.contracts.modelled", {}, names.lang),
                "forecast",
                [each.expected for each in made.course],
            ),
        )
    ]
    edges = tuple((permille(each.low), permille(each.high)) for each in made.course)
    voice = replace(names.voice(names.figures(0)), amount=text, short=text)
    drawn = lines(
        ["0", *(str(each.renewal) for each in made.course)],
        series,
        [Fan(((1000, 1000), *edges))],
        voice,
        width=width,
        height=260,
        caption=say("web.contracts.course", {}, names.lang),
    )
    return mark_safe(drawn)  # noqa: S308 - drawn by us; the chart escapes its words


def _share(share: float) -> str:
    return f"{share:.1%}"


def _attribute(names: Names, code: str) -> str:
    return say(f"contract_attribute.{code}", {}, names.lang)


def _months(names: Names, count: int) -> str:
    return say("web.contracts.months_of", {"count": str(count)}, names.lang)


def _level(names: Names, each: ContractLevel) -> dict[str, object]:
    """Return a level in words."""
    if each.together:
        level = say("web.contracts.others", {"count": str(each.together)}, names.lang)
    elif each.attribute == "period_months":
        level = _months(names, int(each.level))
    else:
        level = each.level or say("web.contracts.not_given", {}, names.lang)
    return {
        "attribute": _attribute(names, each.attribute),
        "level": level,
        "contracts": each.contracts,
        "in_force": each.in_force,
        "due": each.due,
        "renewed": names.figures(0).percent(Fraction(each.renewed, each.due)) if each.due else "--",
        "expected": f"{each.renewals_expected:,.0f}",
        "net": each.net_minor,
    }


def _row(names: Names, each: ContractRow, *, has_page: bool) -> ContractShown:
    """Return a contract in words."""
    write = names.figures(0)
    return ContractShown(
        name=masked(each.customer),
        href=customer_href(each.customer) if has_page else "",
        plan=each.plan or "--",
        period=_months(names, each.period_months),
        renewals=each.renewals,
        chance=_share(each.renews_next),
        expected=f"{each.renewals_expected:,.1f}",
        between=say(
            "web.contracts.between",
            {"low": f"{each.renewals_low:,}", "high": f"{each.renewals_high:,}"},
            names.lang,
        ),
        net=each.net_minor,
        net_between=say(
            "web.contracts.between",
            {"low": write.plain(each.net_low_minor), "high": write.plain(each.net_high_minor)},
            names.lang,
        ),
    )
