"""A drawing that a notebook shows by itself: our own SVG with the rules that it needs, and nothing from outside."""

import html
from dataclasses import dataclass

from fenhao.interfaces.charts import style
from fenhao.interfaces.report import cost_drawing
from fenhao.interfaces.words import Language
from fenhao.runs.report import Report


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing and what it says in a sentence."""

    title: str
    svg: str

    def __str__(self) -> str:
        """Return the sentence."""
        return self.title

    def _repr_html_(self) -> str:
        """Return it as a notebook shows it."""
        return f"<style>{style()}</style><figure><figcaption>{html.escape(self.title)}</figcaption>{self.svg}</figure>"

    def __repr__(self) -> str:
        """Return the sentence, for a terminal."""
        return f"Picture({self.title!r})"


def picture_of(report: Report, lang: Language) -> Picture:
    """Return a report's cost by month."""
    return Picture(*cost_drawing(report, lang))
