"""Who comes back: customers by the month of their first order, and what they do in the months after."""

from fractions import Fraction

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST

from fenhao.books.people import Right
from fenhao.interfaces.charts import Heat, heat_map
from fenhao.interfaces.jobs import Errand
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._long_work import standing
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers, moment as clock
from fenhao.interfaces.web._value_shown import MAY_WORK, result_of, value_of, work_out
from fenhao.interfaces.words import say
from fenhao.runs.mart import kept_cohorts, work_cohorts
from fenhao.runs.value import Cohort, CohortCell, Cohorts

WORK = "cohorts"
MEASURES = ("retention", "customers", "orders", "revenue", "margin")


@for_readers(Right.see)
def value_cohorts(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the cohorts that are kept by the measure asked for."""
    names = Names(here)
    work = standing(here, WORK)  # before what was kept: what ends in between is then seen as under way
    held = kept_cohorts(book=here.book)
    found, result = value_of(held), result_of(here, held, work=work)
    asked = request.GET.get("measure", "")
    measure = asked if asked in MEASURES else MEASURES[0]
    facts: dict[str, object] = {
        **result.facts,
        "title": say("web.value.cohorts_title_none", {}, names.lang),
        "notes": ("cohorts_first", "cohorts_part"),
    }
    if found is not None:
        facts |= _told(names, found, measure)
    return shown(request, here, "web/value_cohorts.html", facts)


@require_POST
@for_readers(MAY_WORK)
def value_cohorts_work(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Work the cohorts out behind the page."""
    back = reverse("web:value_cohorts")

    def work(errand: Errand) -> None:
        """Work them out."""
        work_cohorts(book=here.book, at=clock(), advance=errand.advance)

    work_out(here, WORK, work, back=back, typed=request.POST.dict())
    return HttpResponseRedirect(back)


def _told(names: Names, found: Cohorts, measure: str) -> dict[str, object]:
    """Return the cohorts in words, picture and table."""
    money = measure in ("revenue", "margin")
    widest = max(len(each.cells) for each in found.cohorts)
    return {
        "title": _message(names, found),
        "eyebrow": say(
            "web.value.cohorts_eyebrow",
            {
                "day": found.as_of.isoformat(),
                "measure": say(f"cli.cohorts.{measure}", {}, names.lang),
                "unit": names.figures(0).unit if money else "",
            },
            names.lang,
        ).rstrip(" ·"),
        "measures": [
            (each, say(f"cli.cohorts.{each}", {}, names.lang), each == measure) for each in MEASURES
        ],
        "wide": _picture(names, found, measure, width=max(960, 54 * widest)),
        "ages": range(widest),
        "rows": [
            (
                names.period(each.month),
                each.customers,
                [_text(names, each, cell, measure) for cell in each.cells],
            )
            for each in found.cohorts
        ],
        "part": not found.last_month_whole,
    }


def _message(names: Names, found: Cohorts) -> str:
    """Return the page's one sentence: of all who could, how many still ordered in the month after and half a year on."""

    def kept_after(age: int) -> Fraction | None:
        """Return the share that ordered so many months after their first."""
        held = [each for each in found.cohorts if len(each.cells) > age + (not found.last_month_whole)]
        born = sum(each.customers for each in held)
        return Fraction(sum(each.cells[age].customers for each in held), born) if born else None

    write = names.figures(0)
    ages = [age for age in (1, 3, 6) if kept_after(age) is not None]
    facts = {"count": write.count(len(found.cohorts))}
    if not ages:
        return say("web.value.cohorts_title_young", facts, names.lang)
    facts |= {"first": write.percent(kept_after(1)), "later": write.percent(kept_after(ages[-1]))}
    if ages[-1] == 1:
        return say("web.value.cohorts_title_month", facts, names.lang)
    return say("web.value.cohorts_title", {**facts, "months": str(ages[-1])}, names.lang)


def _text(names: Names, cohort: Cohort, cell: CohortCell, measure: str) -> str:
    """Return a cell as people read it."""
    write = names.figures(0)
    if measure == "retention":
        return write.percent_short(Fraction(cell.customers, cohort.customers))
    if measure in ("revenue", "margin"):
        return write.short(cell.revenue_minor if measure == "revenue" else cell.margin_minor)
    return write.count(cell.customers if measure == "customers" else cell.orders)


def _value(cohort: Cohort, cell: CohortCell, measure: str) -> Fraction:
    """Return a cell as its shade is measured."""
    held = {
        "retention": Fraction(cell.customers, cohort.customers),
        "customers": Fraction(cell.customers),
        "orders": Fraction(cell.orders),
        "revenue": Fraction(cell.revenue_minor),
        "margin": Fraction(cell.margin_minor),
    }
    return held[measure]


def _picture(names: Names, found: Cohorts, measure: str, *, width: int) -> SafeString:
    """Return the heat map; the first month is everybody and sets no shade."""
    widest = max(len(each.cells) for each in found.cohorts)
    later = [_value(each, cell, measure) for each in found.cohorts for cell in each.cells[1:]]
    top = max([value for value in later if value > 0], default=Fraction(1))
    rows: list[list[Heat | None]] = []
    for cohort in found.cohorts:
        row: list[Heat | None] = []
        for age, cell in enumerate(cohort.cells):
            text = _text(names, cohort, cell, measure)
            strength = min(max(_value(cohort, cell, measure) / top, Fraction(0)), Fraction(1))
            row.append(Heat(text, strength, "plain", f"{names.period(cohort.month)} +{age}: {text}", ""))
        rows.append(row + [None] * (widest - len(cohort.cells)))
    drawn = heat_map(
        [names.period(each.month) for each in found.cohorts],
        [str(age) for age in range(widest)],
        rows,
        width=width,
        caption=say("web.value.cohorts_chart", {}, names.lang),
    )
    return mark_safe(drawn)  # noqa: S308 - our own SVG
