"""The report as one self-contained page: no script, no font, no address outside the page."""

from fractions import Fraction
from importlib.resources import files
from typing import Literal

from jinja2 import Environment, StrictUndefined

from fenhao.interfaces.charts import bullet, style
from fenhao.interfaces.report._basis import basis_chapter
from fenhao.interfaces.report._blocks import Chapter, Kpi
from fenhao.interfaces.report._budget import budget_chapter
from fenhao.interfaces.report._cost import cost_chapter
from fenhao.interfaces.report._customers import campaigns_chapter, customers_chapter
from fenhao.interfaces.report._figures import share
from fenhao.interfaces.report._reader import Reader, reader_of
from fenhao.interfaces.report._sums import lines_by
from fenhao.interfaces.report._waste import target_room, waste_chapter
from fenhao.interfaces.words import Language
from fenhao.runs.report import Report

Theme = Literal["auto", "light", "dark"]
Variance = Literal["green_red", "blue_orange"]


def html(
    report: Report,
    lang: Language,
    *,
    theme: Theme = "auto",
    variance: Variance = "green_red",
    paper: bool = False,
) -> str:
    """Return the report as an HTML page in ``lang``; ``paper`` lays it out for pages instead of a screen.

    The same report gives the same page, to the byte. ``theme`` auto follows the reader's system; ``variance``
    blue_orange is for readers who cannot tell green from red.
    """
    reader = reader_of(report, lang)
    folder = files("fenhao.interfaces.report")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string((folder / "page.html.j2").read_text(encoding="utf-8"))
    return template.render(
        lang="zh-CN" if lang == "zh" else "en",
        theme=theme,
        variance=variance,
        css="".join(
            (
                style(),
                (folder / "page.css").read_text(encoding="utf-8"),
                (folder / "page_paper.css").read_text(encoding="utf-8") if paper else "",
            )
        ),
        say=reader.label,
        company=report.company,
        title=headline(reader),
        eyebrow=reader.say("eyebrow", {"label": reader.period(report.label), "unit": reader.figures.unit}),
        kpis=_kpis(reader),
        chapters=_chapters(reader),
        foot=reader.say("foot", {"start": str(report.period.start), "end": str(report.period.end)}),
    )


def headline(reader: Reader) -> str:
    """Return what the period says in one sentence."""
    report, write = reader.report, reader.figures
    waste = report.waste
    details = {
        "label": reader.period(report.label),
        "total": write.spoken(report.totals.total_minor),
        "share": write.percent(waste.share),
        "target": write.percent_short(waste.target),
    }
    if not report.totals.entries:
        return reader.say("headline_empty", details)
    return reader.say("headline_above" if waste.share > waste.target else "headline_within", details)


def _chapters(reader: Reader) -> tuple[Chapter, ...]:
    budget = reader.report.budget
    return (
        cost_chapter(reader),
        customers_chapter(reader),
        campaigns_chapter(reader),
        waste_chapter(reader),
        *((budget_chapter(reader, budget),) if budget else ()),
        basis_chapter(reader),
    )


def _kpis(reader: Reader) -> tuple[Kpi, ...]:
    return (
        _total(reader),
        _natures(reader),
        _each(reader),
        _waste(reader),
        _unreached(reader),
        _budget(reader),
    )


def _total(reader: Reader) -> Kpi:
    totals, write = reader.report.totals, reader.figures
    note = reader.say(
        "kpi_total_note", {"count": write.count(totals.entries), "customers": write.count(totals.customers)}
    )
    told = reader.told(reader.label("total_cost"), totals.total_minor, reader.address("total", {}))
    return Kpi(reader.label("total_cost"), write.amount(totals.total_minor), note, "", told, "#types")


def _natures(reader: Reader) -> Kpi:
    totals, write = reader.report.totals, reader.figures
    moving, steady = (
        share(totals.variable_minor, totals.total_minor),
        share(totals.fixed_minor, totals.total_minor),
    )
    told = reader.told(
        reader.word("nature", "variable"),
        totals.variable_minor,
        reader.address("cost", {"nature": "variable"}),
    )
    drawn = bullet(moving or Fraction(0), goal=None, full=Fraction(1), missed=False, width=150, title=told)
    note = reader.say("kpi_fixed_note", {"fixed": write.percent(steady)})
    return Kpi(reader.label("kpi_variable"), write.percent(moving), note, "", told, "#months", drawn)


def _each(reader: Reader) -> Kpi:
    totals, write = reader.report.totals, reader.figures
    reached = totals.direct_minor + totals.allocated_minor
    label = reader.say("kpi_each", {"currency": reader.word("currency_name", reader.report.currency)})
    told = reader.say(
        "kpi_each_told",
        {"reached": write.exact(reached), "customers": write.count(totals.customers)},
    )
    return Kpi(
        label, write.mean(reached, totals.customers), reader.label("kpi_each_note"), "", told, "#tiers"
    )


def _waste(reader: Reader) -> Kpi:
    waste, write = reader.report.waste, reader.figures
    missed = waste.share > waste.target
    told = reader.told(reader.label("kpi_waste"), waste.counted_minor, reader.address("waste", {}))
    drawn = bullet(
        waste.share, goal=waste.target, full=target_room(reader), missed=missed, width=150, title=told
    )
    details = {"target": write.percent_short(waste.target), "amount": write.spoken(waste.counted_minor)}
    note = reader.say("kpi_waste_note", details)
    return Kpi(
        reader.label("kpi_waste"),
        write.percent(waste.share),
        note,
        "bad" if missed else "good",
        told,
        "#rules",
        drawn,
    )


def _unreached(reader: Reader) -> Kpi:
    totals, write = reader.report.totals, reader.figures
    amount = totals.idle_minor + totals.unallocated_minor
    details = {"idle": write.spoken(totals.idle_minor), "unallocated": write.spoken(totals.unallocated_minor)}
    told = reader.told(
        reader.label("kpi_unreached"), amount, reader.address("total", {"part": "unallocated"})
    )
    note = reader.say("kpi_unreached_note", details)
    return Kpi(reader.label("kpi_unreached"), write.amount(amount), note, "", told, "#pools")


def _budget(reader: Reader) -> Kpi:
    budget, write = reader.report.budget, reader.figures
    if budget is None or not budget.cells:
        return Kpi(reader.label("kpi_budget"), "--", reader.label("kpi_no_budget"), "", "", "")
    whole = lines_by(budget.cells, lambda _: ())[0]
    told = reader.told(reader.label("kpi_budget"), whole.actual_minor, reader.address("budget", {}))
    used = whole.used or Fraction(0)
    drawn = bullet(
        used,
        goal=budget.warn_at,
        full=max(used, Fraction(1)),
        missed=whole.gap_minor > 0,
        width=150,
        title=told,
    )
    note = reader.say(
        "kpi_budget_note", {"over": write.count(whole.over), "warned": write.count(whole.warned)}
    )
    label = reader.say("kpi_budget_of", {"label": reader.period(budget.label)})
    return Kpi(
        label, write.percent(whole.used), note, "bad" if whole.over else "good", told, "#budget-months", drawn
    )
