"""Early warning after service: who is likely to complain or leave, by which signs, and how good the telling was on days held out."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from fenhao.books.people import Right
from fenhao.engine.satisfaction.warning import Measured, WarningVerdict
from fenhao.interfaces.jobs import Errand
from fenhao.interfaces.names import masked
from fenhao.interfaces.report import survey_percent
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._long_work import standing
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers, moment as clock
from fenhao.interfaces.web._value_shown import MAY_WORK, result_of, value_of, work_out
from fenhao.interfaces.words import say
from fenhao.runs.loyalty import Warned, Warnings, kept_warnings, work_warnings
from fenhao.runs.mart import customer_ref
from fenhao.runs.service import kept_levels

WORK = "service-warnings"
ROWS_A_PAGE = 50


@for_readers(Right.see)
def service_warnings(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show who is at risk; ``sign`` and ``tier`` narrow the list, ``skip`` turns its pages."""
    names = Names(here)
    work = standing(here, WORK)  # before what was kept: what ends in between is then seen as under way
    held = kept_warnings(book=here.book)
    found, result = value_of(held), result_of(here, held, work=work)
    facts: dict[str, object] = {**result.facts, "title": say("web.warnings.title_none", {}, names.lang)}
    if found is not None:
        asked = {name: request.GET.get(name, "") for name in ("sign", "tier")}
        skip = request.GET.get("skip", "")
        start = int(skip) if skip.isdecimal() and len(skip) < 9 else 0
        facts |= _told(names, found, **asked) | _listed(names, found, start=start, **asked)
    return shown(request, here, "web/service_warnings.html", facts)


@require_POST
@for_readers(MAY_WORK)
def service_warnings_work(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Work warnings out behind the page."""
    back = reverse("web:service_warnings")

    def work(errand: Errand) -> None:
        """Work them out."""
        work_warnings(book=here.book, at=clock(), advance=errand.advance)

    work_out(here, WORK, work, back=back, typed=request.POST.dict())
    return HttpResponseRedirect(back)


def _told(names: Names, found: Warnings, *, sign: str, tier: str) -> dict[str, object]:
    """Return what the page shows."""
    rules, told = found.rules, found.verdict is WarningVerdict.told
    facts = {
        "customers": f"{found.customers:,}",
        "expected": f"{found.expected:,.0f}",
        "outcome": names.word("warning_outcome", rules.outcome.value),
        "back": str(rules.back_days),
        "ahead": str(rules.ahead_days),
        "spans": str(found.spans),
        "needed": str(found.spans_needed),
        "day": found.as_of.isoformat(),
        "company": names.here.book.settings.company,
    }
    measured = found.measured
    if measured is not None:
        facts |= {
            "taught": f"{measured.taught:,}",
            "came": f"{measured.taught_came:,}",
            "held": f"{measured.held:,}",
        }
    code = "title_nobody" if not found.customers else "title" if told else "title_unmeasured"
    return {
        "title": say(f"web.warnings.{code}", facts, names.lang),
        "eyebrow": say("web.warnings.eyebrow", facts, names.lang),
        "found": found,
        "generated": _is_generated(names),
        "told": told,
        "calls": len(found.calls),
        "verdict": say(f"warning_verdict.{found.verdict.value}", facts, names.lang),
        "kpis": _kpis(names, found, measured) if measured is not None and told else [],
        "bands": [
            (each.customers, survey_percent(each.told), survey_percent(each.came))
            for each in (measured.bands if measured is not None else ())
        ],
        "signs": [
            (names.word("warning_sign", each.sign), f"{each.weight:+.2f}", f"{each.usual:.1f}")
            for each in found.shares
        ],
        "list_note": say(f"web.warnings.{'list_note' if told else 'list_plain'}", facts, names.lang),
        "by_sign": _chips(
            [(each, names.word("warning_sign", each)) for each in _signs(found)], "sign", sign, {"tier": tier}
        ),
        "by_tier": _chips(
            [(each, names.tier(each)) for each in sorted({each.tier for each in found.warned} - {""})],
            "tier",
            tier,
            {"sign": sign},
        ),
        "facts": facts,
        "outcome": facts["outcome"],
    }


def _listed(names: Names, found: Warnings, *, sign: str, tier: str, start: int) -> dict[str, object]:
    """Return a page of the list, where the pages beside it are, and how many customers are kept on none."""
    rows = [
        each
        for each in found.warned
        if (not sign or any(reason.sign == sign for reason in each.reasons))
        and (not tier or each.tier == tier)
    ]
    usual = {each.sign: each.usual for each in found.shares}
    shown_rows = rows[start : start + ROWS_A_PAGE]

    def other(skipped: int) -> str:
        """Return the address of another part of the list."""
        query = {"sign": sign, "tier": tier, "skip": str(skipped or "")}
        return f"?{urlencode({key: held for key, held in query.items() if held})}#list"

    whole = not sign and not tier and start + ROWS_A_PAGE >= len(rows)
    return {
        "rows": [_row(names, each, usual) for each in shown_rows],
        "before": other(max(0, start - ROWS_A_PAGE)) if start else "",
        "after": other(start + ROWS_A_PAGE) if start + ROWS_A_PAGE < len(rows) else "",
        "first": start + 1 if shown_rows else 0,
        "last": start + len(shown_rows),
        "count": len(rows),
        "more": max(0, found.customers - len(rows)) if whole else 0,
    }


def _is_generated(names: Names) -> bool:
    """Whether tickets are nobody's, made by chance for a demonstration; the clocks have counted them."""
    levels = value_of(kept_levels(book=names.here.book))
    return levels is not None and levels.generated > 0


def _kpis(names: Names, found: Warnings, measured: Measured) -> list[tuple[str, str, str, str]]:
    """Return the figures on top: name, value, where it is explained, and what goes with it."""

    def note(code: str, facts: Mapping[str, str]) -> str:
        """Say what goes with a figure."""
        return say(f"web.warnings.{code}", facts, names.lang)

    return [
        (
            note("expected", {}),
            f"{found.expected:,.0f}",
            "#list",
            note("expected_note", {"customers": f"{found.customers:,}"}),
        ),
        (
            note("area", {}),
            f"{measured.area:.2f}",
            "#bands",
            note(
                "area_note",
                {
                    "low": f"{measured.area_low:.2f}",
                    "high": f"{measured.area_high:.2f}",
                    "least": f"{measured.least:.2f}",
                },
            ),
        ),
        (note("lift", {}), f"{measured.lift:.1f}×", "#bands", note("lift_note", {})),
        (note("off", {}), f"{100 * measured.off:.1f}", "#bands", note("off_note", {})),
        (
            note("calls", {}),
            f"{len(found.calls):,}",
            f"{reverse('web:care')}?{urlencode({'reason': 'warned'})}",
            note("calls_note", {}),
        ),
    ]


def _signs(found: Warnings) -> list[str]:
    """Return the signs that are a reason for somebody, those that count most first."""
    held = {reason.sign for each in found.warned for reason in each.reasons}
    known = [each.sign for each in found.shares if each.sign in held]
    return [*known, *sorted(held - set(known))]


def _chips(
    choices: Sequence[tuple[str, str]], name: str, current: str, others: dict[str, str]
) -> list[tuple[str, str, bool]]:
    """Return links that narrow the list: where to, what they are called, whether it is so now; a second touch undoes it."""
    made = []
    for value, called in choices:
        wanted = {**others, name: "" if value == current else value}
        query = urlencode({key: held for key, held in wanted.items() if held})
        made.append((f"?{query}#list", called, value == current))
    return made


def _row(names: Names, each: Warned, usual: dict[str, float]) -> dict[str, object]:
    """Return a customer as the list shows it."""
    plain = names.here.reader.may(Right.see_personal)
    reasons = [
        say(
            "web.warnings.reason_usual" if reason.sign in usual else "web.warnings.reason",
            {
                "sign": names.word("warning_sign", reason.sign),
                "amount": f"{reason.amount:,}",
                "usual": f"{usual.get(reason.sign, 0.0):.1f}",
            },
            names.lang,
        )
        for reason in each.reasons
    ]
    return {
        "href": reverse("web:customer", kwargs={"ref": customer_ref(each.customer)}),
        "name": each.customer if plain else masked(each.customer),
        "tier": names.tier(each.tier) if each.tier else "",
        "chance": survey_percent(each.chance) if each.chance is not None else "",
        "trouble": each.trouble,
        "reasons": reasons or [say("web.warnings.no_reason", {}, names.lang)],
    }
