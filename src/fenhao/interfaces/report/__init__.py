"""One report, three faces: a self-contained page, an Excel workbook that recalculates, tables in a terminal."""

from fenhao.interfaces.report._page import Theme, Variance, html

__all__ = ["Theme", "Variance", "html"]
