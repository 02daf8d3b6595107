"""Cells that must be one word of a short list: cost types, purposes, survey kinds, the currency."""

from difflib import get_close_matches

import pyarrow as pa

from fenhao.connectors.files._cells import Cells, as_text, distinct_cells
from fenhao.connectors.files._headers import plain
from fenhao.connectors.files._settings import ReadSettings
from fenhao.engine.facts import STAMPED
from fenhao.kernel import Trouble

_PURPOSES = {
    "wake_up": "唤醒 召回 激活 wakeup winback reactivation",
    "care": "关怀 客户关怀 回访 生日关怀",
    "marketing": "营销 推广 促销 市场 promotion campaign",
    "service": "服务 客服 售后 support",
    "survey": "调研 问卷 满意度调查 满意度",
}
_SURVEY_KINDS = {"csat": "满意度", "nps": "净推荐值", "ces": "费力度"}
_CURRENCIES = {
    "CNY": "人民币 rmb 元",
    "USD": "美元",
    "EUR": "欧元",
    "JPY": "日元",
    "HKD": "港币 港元",
    "GBP": "英镑",
}

_TIERS = {
    "A": "核心 核心客户 core",
    "B": "潜力 潜力客户 potential",
    "C": "基础 基础客户 basic",
    "D": "沉睡 沉睡客户 dormant",
}

_LISTS = {
    ("contacts", "purpose"): _PURPOSES,
    ("surveys", "kind"): _SURVEY_KINDS,
    **{(table, "tier"): _TIERS for table in STAMPED},
}


def is_listed(table: str, column: str) -> bool:
    """Return whether the cells of a column come from a short list."""
    return column == "cost_type" or (table, column) in _LISTS


def read_listed(table: str, column: str, cells: pa.Array, settings: ReadSettings) -> Cells:
    """Return the codes that the cells mean, by code or by name in either language."""
    if column == "cost_type":
        words = {plain(code): (code, code) for code in sorted(settings.cost_types)}
        words |= {plain(name): (code, name) for name, code in settings.cost_type_names}
        refusal = "load.unknown_cost_type"
    else:
        words = {word: (code, code) for word, code in _words(_LISTS[table, column]).items()}
        refusal = "load.unknown_code"
    return distinct_cells(column, as_text(cells), _Reader(words, refusal), pa.string())


def with_codes(texts: pa.Array, settings: ReadSettings) -> pa.Array:
    """Return benefit types, those that are named like a cost type by its code: 专属服务 is dedicated_service.

    Policies speak of codes. Any other word is the company's own and stays.
    """
    words = {plain(name): code for name, code in settings.cost_type_names}
    named = distinct_cells("", texts, lambda text: words.get(plain(text), text), pa.string())
    return named.values


def read_currency(cells: pa.Array, currency: str) -> Cells:
    """Return the book's currency for each cell; any other is a problem."""
    words = _words(_CURRENCIES) | {currency.casefold(): currency}

    def read(text: str) -> str:
        code = words.get(plain(text), text.strip().upper())
        if code != currency:
            raise Trouble("load.other_currency", {"value": text, "currency": currency})
        return code

    return distinct_cells("currency", as_text(cells), read, pa.string())


def _words(codes: dict[str, str]) -> dict[str, str]:
    return {plain(word): code for code, words in codes.items() for word in (code, *words.split())}


class _Reader:
    """Looks a cell up among the words -> (code, the word as it is shown), or refuses it with the nearest ones."""

    def __init__(self, words: dict[str, tuple[str, str]], refusal: str) -> None:
        self._words, self._refusal = words, refusal

    def __call__(self, text: str) -> str:
        known = self._words.get(plain(text))
        if known is not None:
            return known[0]
        near = get_close_matches(plain(text)[:60], list(self._words), n=3, cutoff=0.5)
        close = [self._words[word][1] for word in near] or sorted({code for code, _ in self._words.values()})
        told = ", ".join(close[:12]) + (", …" if len(close) > 12 else "")
        raise Trouble(self._refusal, {"value": text, "close": told})
