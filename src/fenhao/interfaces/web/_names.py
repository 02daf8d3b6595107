"""What things of the books are called on a page: tiers, categories, months, in the reader's language."""

from dataclasses import dataclass
from fractions import Fraction

from fenhao.interfaces.charts import Voice
from fenhao.interfaces.report import Figures, figures
from fenhao.interfaces.web._surroundings import Surroundings
from fenhao.interfaces.words import Language, knows, say


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one company's things for one reader."""

    here: Surroundings

    @property
    def lang(self) -> Language:
        """The reader's language."""
        return self.here.lang

    def word(self, subject: str, code: str) -> str:
        """Return the word for a code of a subject; the code itself when it has none."""
        known = f"{subject}.{code or 'none'}"
        return say(known, {}, self.lang) if knows(known) else code

    def tier(self, code: str) -> str:
        """Return a tier with its meaning; what a line without one holds."""
        return self.word("tier", code) if code else say("report.no_tier_line", {}, self.lang)

    def category(self, code: str) -> str:
        """Return the name of a branch of the chart."""
        found = next((each for each in self.here.book.chart.categories if each.code == code), None)
        if found is None:
            return self.word("category", code)
        return found.name_zh if self.lang == "zh" else found.name_en

    def month(self, label: str) -> str:
        """Return a month as an axis shows it."""
        code = f"month.m{label[5:]}"
        return say(code, {}, self.lang) if len(label) == 7 and knows(code) else label[5:] or label

    def period(self, label: str) -> str:
        """Return a month with its year as a sentence says it."""
        year, _, part = label.partition("-")
        if not part:
            return say("report.period_year", {"year": year}, self.lang)
        if not part.isdecimal():
            return label
        return say("report.period_month", {"year": year, "month": self.month(label)}, self.lang)

    def figures(self, largest_minor: int) -> Figures:
        """Return how amounts of a page are written whose largest is this."""
        return figures(lang=self.lang, currency=self.here.book.settings.currency, largest_minor=largest_minor)

    def voice(self, write: Figures) -> Voice:
        """Return how charts write figures for this reader."""
        return Voice(
            amount=write.amount,
            short=write.short,
            delta=write.delta,
            percent=write.percent_short,
            delta_percent=write.delta_percent,
            actual=say("report.actual", {}, self.lang),
            plan=say("report.plan", {}, self.lang),
            difference=say("report.difference", {}, self.lang),
            relative=say("report.relative", {}, self.lang),
            magnified=lambda times: f"×{times}",
            no_data="--",
        )


def share(part: int, whole: int) -> Fraction | None:
    """Return part / whole, none of nothing."""
    return Fraction(part, whole) if whole else None
