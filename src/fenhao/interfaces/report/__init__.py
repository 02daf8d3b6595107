"""One report, three faces: a self-contained page, an Excel workbook that recalculates, tables in a terminal."""

from fenhao.interfaces.report._page import Theme, Variance, html
from fenhao.interfaces.report._terminal import terminal
from fenhao.interfaces.report._workbook import workbook

__all__ = ["Theme", "Variance", "html", "terminal", "workbook"]
