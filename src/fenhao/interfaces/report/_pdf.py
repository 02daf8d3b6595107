"""A page on paper: A4, numbered, tagged, with its own fonts inside; nothing is fetched from anywhere while it is made."""

import ctypes
import ctypes.util
import logging
import re
from functools import cache

from fenhao.interfaces.charts import style
from fenhao.kernel import Trouble

_TOKENS = re.compile(r"--([\w-]+):([^;}]+)")
_USED = re.compile(r"var\(--([\w-]+)\)")
_LIGHT = re.compile(r":root\{([^}]*)\}")
_MARK = ".logo-ground{fill:#2a52cc}.logo-mark{fill:none;stroke:#fff;stroke-width:2.4;stroke-linecap:round}"
_DRAWING = re.compile(r"<svg\b[^>]*>")
_SIZE = re.compile(r'viewBox="0 0 (\d+) (\d+)')
SCREEN_WIDTH, PAPER_WIDTH = 1080, 680
"""How wide a drawing is at most on a screen, and what fits between the margins of A4, in the pixels of style sheets."""
_CHINESE = re.compile("[\u3400-\u9fff]")


def pdf(page: str) -> bytes:
    """Return a self-contained HTML page as a tagged PDF (PDF/UA-1), its fonts embedded.

    Trouble ``report.pdf_missing`` where the system lacks Pango, and ``report.pdf_no_font`` where the page has Chinese
    and the system no font for it: then print the page from the browser instead.
    """
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except OSError as wrong:
        raise Trouble("report.pdf_missing", {}) from wrong
    if _CHINESE.search(page) and not _has_chinese_font():
        raise Trouble("report.pdf_no_font", {})
    # Its warnings name rules for screens that paper does not know; what it cannot do at all, it raises.
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    fetcher = URLFetcher(allowed_protocols=())
    made = HTML(string=_coloured(page), url_fetcher=fetcher).write_pdf(pdf_variant="pdf/ua-1")
    assert isinstance(made, bytes), "without a target the file itself comes back"
    return made


def _coloured(page: str) -> str:
    """Return the page with every colour written out and each drawing carrying its own rules.

    A drawing is laid out by itself: it neither sees the page's style sheet nor its variables.
    """
    tokens = dict(_TOKENS.findall(_LIGHT.search(style())[1]))  # type: ignore[index]
    rules = _USED.sub(lambda found: tokens.get(found[1], "#000"), _charts())
    return _DRAWING.sub(lambda found: f"{_fitting(found[0])}<style>{rules}</style>", page)


def _fitting(tag: str) -> str:
    """Return the beginning of a drawing at the size it has on paper: it keeps its shape only when both sides are said."""
    size = _SIZE.search(tag)
    if size is None or "fh-chart" not in tag:
        return tag
    width, height = (int(side) * PAPER_WIDTH // SCREEN_WIDTH for side in size.groups())
    return f'{tag[:-1]} style="width:{width}px;height:{height}px">'


@cache
def _charts() -> str:
    """Return the rules of charts without those of the screen alone."""
    rules = (rule.strip() + "}" for rule in style().split("}"))
    own = "".join(rule for rule in rules if rule.startswith(".fh-") and ":hover" not in rule)
    return f"{own}{_MARK}"


@cache
def _has_chinese_font() -> bool:
    """Return whether the system has a font for simplified Chinese, as fontconfig knows it."""
    name = ctypes.util.find_library("fontconfig")
    if name is None:
        return False
    library = ctypes.CDLL(name)
    for function, result in (
        ("FcInitLoadConfigAndFonts", ctypes.c_void_p),
        ("FcPatternCreate", ctypes.c_void_p),
        ("FcObjectSetCreate", ctypes.c_void_p),
        ("FcFontList", ctypes.POINTER(ctypes.c_int)),
    ):
        getattr(library, function).restype = result
    config = ctypes.c_void_p(library.FcInitLoadConfigAndFonts())
    wanted = ctypes.c_void_p(library.FcPatternCreate())
    library.FcPatternAddString(wanted, b"lang", b"zh-cn")
    fields = ctypes.c_void_p(library.FcObjectSetCreate())
    found = library.FcFontList(config, wanted, fields)
    return bool(found) and found[0] > 0
