"""May this be given to this customer now? The gate and the budget answer at once; a no can be asked to be let pass once."""

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from fenhao.books.budgets import Act, Leg, Request, operations as budgets
from fenhao.books.budgets.operations import LineKey
from fenhao.books.database import Session, read
from fenhao.books.gates import AppealShown, AppealState, operations as gates, shown_appeals
from fenhao.books.journal import month_of
from fenhao.books.people import Right, usernames
from fenhao.engine.ledger import Nature
from fenhao.engine.waste import WAKE_UP, GateRule
from fenhao.interfaces.names import masked, type_names
from fenhao.interfaces.period import moment
from fenhao.interfaces.web._acts import DONE, NOTHING_YET, REFUSED, Outcome, acting, attempt
from fenhao.interfaces.web._arithmetic import Said, refusal_of_gate, said
from fenhao.interfaces.web._customers import customer_href
from fenhao.interfaces.web._forms import Form, kept_key, new_key, posted, told
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._lines_shown import Desk, desk, key_text
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import say
from fenhao.kernel import Trouble
from fenhao.runs.mart import Mart, customer_ref, open_mart

FIELDS = ("customer", "cost_type", "benefit_type", "channel", "purpose", "campaign", "amount", "on")
HOURS = 72
"""How long an exception may be used unless somebody says otherwise."""
APPEALS_SHOWN = 100
_RIGHTS = {
    "check": Right.spend,
    "appeal": Right.spend,
    "allow": Right.set_policy,
    "refuse": Right.set_policy,
}
_REFUSALS = frozenset(each.value for each in GateRule)


@dataclass(frozen=True, slots=True)
class AppealRow:
    """An appeal in words; ``may_answer`` where the reader may."""

    number: int
    rule: str
    about: str
    href: str
    why: str
    asked_by: str
    asked_at: str
    until: str
    state: str
    css: str
    may_answer: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of an ask: what the books said, the rule of the gate that refused it, and where to ask for the spend.

    ``nobody`` says that the customer has no tier: mistyped, or not assessed yet.
    """

    said: Said
    rule: str
    href: str
    nobody: bool


@for_readers(Right.see)
def spend_check(request: HttpRequest, here: Surroundings) -> HttpResponseBase:
    """Answer an ask, take an appeal, take its answer; show the appeals there are."""
    if request.method != "POST":
        return _page(request, here, Form(here, request.GET.dict()), None, NOTHING_YET)
    form = posted(request, here)
    act, asked, outcome = form.text("act"), None, NOTHING_YET
    if act not in _RIGHTS or not here.reader.may(_RIGHTS[act]):
        raise Http404
    if act in {"allow", "refuse"}:
        outcome = _answered(request, form, allow=act == "allow")
    if act == "appeal":
        outcome = _appealed(request, form)
    if act != "check" and outcome.done and not form.problems:
        return HttpResponseRedirect(f"{reverse('web:spend_check')}#appeals")
    if act in {"check", "appeal"}:
        again = Form(here, form.typed)
        asked = _asked(again)
        form.problems.extend(again.problems)
    return _page(request, here, form, asked, outcome)


def _page(
    request: HttpRequest, here: Surroundings, form: Form, asked: Asked | None, outcome: Outcome
) -> HttpResponse:
    """Show the form, what was said, and the appeals."""
    names = Names(here)

    def work(session: Session) -> tuple[tuple[AppealShown, ...], dict[int, str]]:
        """Read the appeals and who people are."""
        return shown_appeals(session, at=here.at, rows_max=APPEALS_SHOWN), usernames(session)

    appeals, known = read(work)
    mart = open_mart(here.book)
    policy = gates.policy(at=here.at)
    types = type_names(here.book.chart, lang=here.lang)
    benefits = dict.fromkeys(each.benefit_type for each in policy.entitlements) if policy else {}
    rule = asked.rule if asked else form.text("rule")
    typed = {name: form.text(name) for name in (*FIELDS, "why", "hours")}
    typed["on"] = typed["on"] or here.book.today(here.at).isoformat()
    return shown(
        request,
        here,
        "web/spend_check.html",
        {
            "title": say("web.check.title", {}, here.lang),
            "may_ask": here.reader.may(Right.spend),
            "typed": typed,
            "cost_types": [
                (leaf.code, leaf.name_zh if here.lang == "zh" else leaf.name_en)
                for leaf in here.book.chart.cost_types
                if leaf.takes(here.book.today(here.at)) and leaf.nature is not Nature.fixed
            ],
            "benefits": [(each, types.get(each, each)) for each in benefits],
            "wake_up": WAKE_UP,
            "unit": names.figures(0).unit,
            "problems": [*form.problems, *outcome.problems],
            "said": asked.said if asked else None,
            "nobody": typed["customer"] if asked and asked.nobody else "",
            "rule": rule if rule in _REFUSALS else "",
            "rule_name": say(f"gate.rule.{rule}", {}, here.lang) if rule in _REFUSALS else "",
            "request_href": asked.href if asked else "",
            "command": _command(form) if asked else "",
            "appeals": [_row(names, each, known, mart) for each in appeals],
            "hours": form.text("hours") or str(HOURS),
            "key": new_key(),
        },
        status=outcome.status if not outcome.done else REFUSED if form.problems else DONE,
    )


def _asked(form: Form) -> Asked | None:
    """Return what the books say to the ask, with the arithmetic; None where something is wrong with it."""
    here, legs = form.here, _legs(form)
    if form.problems:
        return None
    try:
        answer = budgets.check(Request(Act.spend, "", legs, here.book.settings.currency), at=here.at)
    except Trouble as wrong:
        form.trouble(wrong)
        return None
    found = read(lambda session: desk(session, here))
    carried = {name: form.text(name) for name in FIELDS if name not in {"amount", "on"} and form.text(name)}
    return Asked(
        said=said(Names(here), answer, legs, found, typed=carried),
        rule=refusal_of_gate(answer),
        href=_request_href(legs[0], found, {**carried, "amount": form.text("amount")})
        if answer.passed
        else "",
        nobody=not legs[0].tier,
    )


def _legs(form: Form) -> tuple[Leg, ...]:
    """Return the leg that was typed: the customer's own tier on that day, and the line of the cost type's category."""
    here = form.here
    customer, code = form.needed("customer", "web.check.customer_missing"), form.text("cost_type")
    leaf = next((each for each in here.book.chart.cost_types if each.code == code), None)
    if leaf is None:
        form.wrong("web.check.type_missing", "cost_type")
    amount = form.amount("amount")
    on = form.day("on") or here.book.today(here.at)
    if form.problems or leaf is None:
        return ()
    known = gates.customer(customer, on=on, at=here.at)
    return (
        Leg(
            occurred_on=on,
            tier=known.tier.tier if known.tier else "",
            category=leaf.category,
            amount_minor=amount,
            cost_type=code,
            customer=customer,
            campaign=form.text("campaign"),
            channel=form.text("channel"),
            purpose=form.text("purpose"),
            benefit_type=form.text("benefit_type"),
        ),
    )


def _request_href(leg: Leg, found: Desk, typed: Mapping[str, str]) -> str:
    """Return the way to ask for the spend that may be made, everything typed carried along."""
    month = month_of(found.months, leg.occurred_on)
    line = key_text(LineKey(month.label, leg.tier, leg.category)) if month else ""
    return f"{reverse('web:request_new')}?{urlencode({'line': line, **typed})}"


def _command(form: Form) -> str:
    """Return the command that asks the same."""
    options = (
        ("customer", "customer"),
        ("cost_type", "cost-type"),
        ("benefit_type", "benefit"),
        ("channel", "channel"),
        ("purpose", "purpose"),
        ("campaign", "campaign"),
        ("on", "on"),
    )
    words = [f"--{option} {shlex.quote(form.text(name))}" for name, option in options if form.text(name)]
    words.append(f"--by {shlex.quote(form.here.reader.name)}")
    return f"fenhao check {shlex.quote(re.sub(r'[,，￥¥$]', '', form.text('amount')))} {' '.join(words)}"


def _appealed(request: HttpRequest, form: Form) -> Outcome:
    """Take an appeal: one refusal for one customer, or campaign where the campaign is frozen, to be let pass once."""
    here, hours = form.here, form.text("hours") or str(HOURS)
    why = form.needed("why", "web.check.why_missing")
    if not hours.isdecimal() or not 1 <= int(hours) <= 24 * 90:
        form.wrong("web.check.hours_wrong", "hours")
    if form.text("rule") not in _REFUSALS:
        raise Http404
    if form.problems:
        return NOTHING_YET
    rule = GateRule(form.text("rule"))
    by_campaign = rule is GateRule.campaign_frozen

    def work() -> Sequence[str]:
        """Write it down."""
        gates.appeal(
            key=kept_key(form),
            rule=rule,
            customer="" if by_campaign else form.text("customer"),
            campaign=form.text("campaign") if by_campaign else "",
            why=why,
            until=here.at + timedelta(hours=int(hours)),
            by=acting(here),
            at=here.at,
        )
        return ()

    done = attempt(here, work)
    if done.done:
        told(request, here, "web.check.appealed")
    return done


def _answered(request: HttpRequest, form: Form, *, allow: bool) -> Outcome:
    """Let pass, or not."""
    here, number = form.here, form.text("appeal")
    if not number.isdecimal():
        raise Http404

    def work() -> Sequence[str]:
        """Answer it; what changes nothing is said on the same page."""
        verdict = gates.answer_appeal(
            int(number),
            key=kept_key(form),
            allow=allow,
            why=form.text("why"),
            by=acting(here),
            at=here.at,
        )
        text = say(f"gate.appeal.{verdict.value}", {}, here.lang)
        return () if verdict.value in {"allowed", "refused"} else (text,)

    done = attempt(here, work)
    if done.done:
        told(request, here, f"gate.appeal.{'allowed' if allow else 'refused'}")
    return done


def _row(names: Names, each: AppealShown, known: dict[int, str], mart: Mart | None) -> AppealRow:
    """Return an appeal in words; it leads to the customer's page where there is one."""
    here = names.here
    has_page = mart is not None and mart.customer(customer_ref(each.customer)) is not None
    waits = each.state is AppealState.waiting
    own = each.asked_by == here.reader.id
    return AppealRow(
        number=each.id,
        rule=say(f"gate.rule.{each.rule.value}", {}, names.lang),
        about=masked(each.customer) if each.customer else each.campaign,
        href=customer_href(each.customer) if has_page else "",
        why=each.why,
        asked_by=known.get(each.asked_by or 0, ""),
        asked_at=moment(here, each.asked_at),
        until=moment(here, each.until),
        state=say(f"web.check.state_{each.state.value}", {}, names.lang),
        css={AppealState.allowed: "good", AppealState.refused: "bad"}.get(each.state, "soft"),
        may_answer=waits and here.reader.may(Right.set_policy) and not own,
    )
