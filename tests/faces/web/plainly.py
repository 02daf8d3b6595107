"""What a page says to a reader, searched for what only a machine should read: codes, dumps, links that lead nowhere."""

import re
from collections.abc import Iterable
from io import BytesIO

from openpyxl import load_workbook

from fenhao.interfaces.words import catalogue
from tests.faces.web.site import PEOPLE

CODED = ("/help/", "/settings/", "/chart/")
"""Pages that show codes on purpose: what is typed at a command, in a file or in the data."""
CODE_HEADS = frozenset({"编码", "Code", "单据号", "Document", "导入批次", "Load"})
"""Heads of columns that hold codes and keys on purpose: a spreadsheet joins by them."""
VOCABULARIES = (
    "alert",
    "audit.field",
    "audit.value",
    "category",
    "channel",
    "driver",
    "entry_kind",
    "evidence",
    "lifetime_model",
    "nature",
    "planning.choice",
    "purpose",
    "rule",
    "service_channel",
    "service_kind",
    "service_priority",
    "service_team",
    "table",
    "watch_kind",
    "web.contact_purpose",
)
"""Subjects of the catalogue whose codes have a Chinese word."""
NAMED = {code.rpartition(".")[2] for code in catalogue() if code.rpartition(".")[0] in VOCABULARIES} - {
    *PEOPLE
}
_UNSAID = re.compile(
    r'<(script|style|code|option)\b.*?</\1>|<(\w+)[^>]*class="[^"]*\bmono\b[^"]*"[^>]*>.*?</\2>', re.DOTALL
)
"""What is not prose: keys and numbers stand in mono type."""
_RAW = re.compile(r"[a-z]+(?:_[a-z]+)+|\b[a-z]+=[a-z]\w*|\{[^}]*&#x27;")
_LONE = re.compile(r"\s*([a-z]+(?:_[a-z]+)*)(?:\s+[\d.,%]+)?\s*")
_DATED = re.compile(r"<td([^>]*)>\s*(?:<time[^>]*>)?\d{4}-\d\d-\d\d\s*<")
_WHOLE = re.compile(r'class="[^"]*\b(?:day|date|num|mono)\b')
_HYPHENED = re.compile(r"(?<![\w./:#-])-\d[\d,.]*")
_ONE_OF_MANY = re.compile(
    r"(?<![\w.,/:-])1 (?!is\b|was\b|has\b|less\b|does\b|this\b|across\b)[a-z]+s\b[^.:;]{0,30}"
)
_KEYED = re.compile(r"^fenhao |^[\w-]+(?:/[\w-]+)+$|-[0-9a-f]{12}$")
"""A command, a key such as ``request/3/hold``, and a load's number."""
_LINK = re.compile(r'\b(?:href|action|src)="(?![/?#"]|https?:|mailto:|data:)([^"]*)"')


def raw_codes(html: str) -> list[str]:
    """Return codes such as ``cost_rollup``, pairs such as ``tier=A`` and dumps of values in text and in what pictures say."""
    return [found for said in _sayings(html) for found in _RAW.findall(said)]


def unnamed(html: str) -> list[str]:
    """Return the codes that stand alone on a Chinese page although they have a word: ``phone 75.0%``."""
    found = (_LONE.fullmatch(said) for said in _sayings(html))
    return [match[1] for match in found if match and match[1] in NAMED]


def raw_words(texts: Iterable[str], *, lang: str) -> list[str]:
    """Return the codes in what a file says: in its cells, or line by line; what leads to a command is one on purpose."""
    found = []
    for text in texts:
        if not _KEYED.search(text):
            alone = _LONE.fullmatch(text) if lang == "zh" else None
            found += [*_RAW.findall(text), *([alone[1]] if alone and alone[1] in NAMED else [])]
    return found


def cells_of(content: bytes) -> list[str]:
    """Return the texts of a workbook; keys, columns headed as codes and formulas are no prose."""
    texts = []
    for sheet in load_workbook(BytesIO(content)).worksheets:
        coded: set[int] = set()
        for row in sheet.iter_rows():
            coded |= {cell.column for cell in row if cell.value in CODE_HEADS}
            texts += [
                each.value
                for each in row
                if isinstance(each.value, str) and each.data_type != "f" and each.column not in coded
            ]
    return texts


def broken_links(html: str) -> list[str]:
    """Return addresses that are none."""
    return _LINK.findall(html)


def torn_dates(html: str) -> list[str]:
    """Return the cells that hold a day and may break in the middle of it where the screen is narrow."""
    return [found[0] for found in _DATED.finditer(html) if not _WHOLE.search(found[1])]


def keyboard_minuses(html: str) -> list[str]:
    """Return the negative numbers that are written with a hyphen."""
    return [found for said in _sayings(html) for found in _HYPHENED.findall(said)]


def one_of_many(html: str) -> list[str]:
    """Return what an English page counts wrongly: ``1 entries come to``."""
    return [found for said in _sayings(html) for found in _ONE_OF_MANY.findall(said)]


def _sayings(html: str) -> list[str]:
    said = _UNSAID.sub(" ", html)
    return [*re.findall(r">([^<>]+)<", said), *re.findall(r'\s(?:aria-label|alt|title)="([^"]*)"', said)]
