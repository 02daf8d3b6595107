"""The report of a period from the books and the facts: tables of figures, told on a page, on paper and as a workbook."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from fenhao.interfaces.charts import style
from fenhao.interfaces.report._blocks import Table
from fenhao.interfaces.report._figure_tables import FigureTable
from fenhao.interfaces.report._figures import Figures
from fenhao.interfaces.report._lists import list_workbook
from fenhao.interfaces.report._sheet import Column, Kind, Sheet
from fenhao.interfaces.words import say


@dataclass(frozen=True, slots=True)
class Remarks:
    """Sentences under a heading."""

    name: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One figure on top, as text; ``css`` may be bad."""

    label: str
    value: str
    note: str
    href: str
    css: str = ""


@dataclass(frozen=True, slots=True)
class PeriodReport:
    """Everything that the report of a period says, in one language. ``chart`` is our own drawing, '' for none."""

    company: str
    title: str
    eyebrow: str
    key_figures: tuple[KeyFigure, ...]
    chart: str
    chart_title: str
    tables: tuple[FigureTable, ...]
    remarks: tuple[Remarks, ...]
    foot: str
    figures: Figures

    def shown(self) -> tuple[tuple[FigureTable, Table], ...]:
        """Return each table beside its words."""
        return tuple((each, each.table(self.figures)) for each in self.tables)


def period_page(report: PeriodReport, *, link: str) -> str:
    """Return the report as a page for paper; ``link`` is put before its addresses, so that they still lead to the site."""
    folder = files("fenhao.interfaces.report")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string((folder / "paper.html.j2").read_text(encoding="utf-8"))
    lang = report.figures.lang
    return template.render(
        lang="zh-CN" if lang == "zh" else "en",
        css=style() + (folder / "paper.css").read_text(encoding="utf-8"),
        report=report,
        link=link,
        brand=say("report.brand", {}, lang),
        page_of=say("report.page_of", {}, lang).split("|"),
    )


def period_workbook(report: PeriodReport, path: Path, *, total: str, notes: str, made: datetime) -> None:
    """Write the report's tables to ``path``, a sheet each; remarks stand on the last."""
    subtitle = f"{report.company} · {report.eyebrow}"
    sheets = [each.sheet(subtitle=subtitle, total=total) for each in report.tables if each.rows]
    if any(each.items for each in report.remarks):
        sheets.append(_remark_sheet(report.remarks, name=notes, title=report.title, subtitle=subtitle))
    list_workbook(
        path,
        sheets,
        title=report.title,
        company=report.company,
        digits=report.figures.digits,
        made=made,
    )


def _remark_sheet(remarks: Sequence[Remarks], *, name: str, title: str, subtitle: str) -> Sheet:
    """Return the sheet of remarks."""
    return Sheet(
        name=name,
        title=title,
        subtitle=subtitle,
        total="",
        columns=(Column(" ", Kind.text, 24), Column(name, Kind.text, 110)),
        rows=tuple((each.name, item) for each in remarks for item in each.items),
    )
