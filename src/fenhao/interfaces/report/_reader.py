"""Whom a report is written for: a language, the words in it, the names of things and their addresses."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace

from fenhao.interfaces.charts import Voice
from fenhao.interfaces.names import month_name, period_name
from fenhao.interfaces.report._figures import NO_DATA, Figures, figures
from fenhao.interfaces.words import Language, knows, say
from fenhao.runs.report import Report


@dataclass(frozen=True, slots=True)
class Reader:
    """One report for one language."""

    report: Report
    lang: Language
    figures: Figures

    def say(self, code: str, details: Mapping[str, str]) -> str:
        """Return a message of the report's words."""
        return say(f"report.{code}", details, self.lang)

    def label(self, code: str) -> str:
        """Return a word of the report that takes no details."""
        return say(f"report.{code}", {}, self.lang)

    def name(self, zh: str, en: str) -> str:
        """Return the name in the reader's language."""
        return zh if self.lang == "zh" else en

    def word(self, subject: str, code: str) -> str:
        """Return the word for a code of ``subject`` (tier, rule, driver, nature); the code when it has none."""
        known = f"{subject}.{code or 'none'}"
        return say(known, {}, self.lang) if knows(known) else code or NO_DATA

    def tier(self, code: str) -> str:
        """Return a tier with its meaning: A 核心."""
        return self.word("tier", code)

    def category(self, code: str) -> str:
        """Return the name of a branch of the chart."""
        found = next((each for each in self.report.categories if each.code == code), None)
        return self.name(found.name_zh, found.name_en) if found else code

    def cost_type(self, code: str) -> str:
        """Return the name of a leaf of the chart."""
        found = next((each for each in self.report.types if each.cost_type == code), None)
        return self.name(found.name_zh, found.name_en) if found else code

    def month(self, label: str) -> str:
        """Return a month's label as an axis shows it: 3 月, Mar, P03; the label itself for other periods."""
        return month_name(label, lang=self.lang)

    def period(self, label: str) -> str:
        """Return a period's label as a sentence says it: 2026 年 10 月, Oct 2026, Q3 2026; others unchanged."""
        return period_name(label, lang=self.lang)

    def closer(self, whole_minor: int) -> "Reader":
        """Return a reader in a smaller unit when the page's would show ``whole_minor`` with under four digits."""
        step = 10 ** (self.figures.power - self.figures.decimals)
        if abs(whole_minor) >= 1000 * step:
            return self
        return replace(
            self, figures=figures(lang=self.lang, currency=self.report.currency, largest_minor=whole_minor)
        )

    def line(self, tier: str) -> str:
        """Return what a budget line's tier is called; those without one hold fixed cost."""
        return self.tier(tier) if tier else self.label("no_tier_line")

    def sheet_unit(self) -> str:
        """Return what stands under the title of a sheet: the period, and the currency of its exact amounts."""
        word = self.word("currency_name", self.report.currency)
        return self.say("exact_subtitle", {"label": self.period(self.report.label), "currency": word})

    def address(self, subject: str, filters: Mapping[str, str]) -> str:
        """Return the command that opens the entries behind a figure."""
        told = [shlex.quote(f"{name}={value}") for name, value in filters.items()]
        return " ".join(["fenhao explain", subject, *told, "--period", shlex.quote(self.report.label)])

    def told(self, name: str, minor: int, address: str) -> str:
        """Return what hovering over a figure shows: what it is, exactly how much, and how to open it."""
        return f"{name} {self.figures.exact(minor)}\n{address}"

    def voice(self) -> Voice:
        """Return how charts write figures for this reader."""
        return Voice(
            amount=self.figures.amount,
            short=self.figures.short,
            delta=self.figures.delta,
            percent=self.figures.percent_short,
            delta_percent=self.figures.delta_percent,
            actual=self.label("actual"),
            plan=self.label("plan"),
            difference=self.label("difference"),
            relative=self.label("relative"),
            magnified=lambda times: f"×{times}",
            no_data=NO_DATA,
        )


def reader_of(report: Report, lang: Language) -> Reader:
    """Return the reader of ``report`` in ``lang``; the total cost sets the unit of its pages."""
    largest = max(abs(report.totals.total_minor), abs(report.budget.total_minor) if report.budget else 0)
    return Reader(report, lang, figures(lang=lang, currency=report.currency, largest_minor=largest))
