"""Reads the shipped catalogues and asks of every message what a reader in either language may expect."""

import re

import pytest

from fenhao.interfaces.words import LANGUAGES, Message, catalogue, explain_trouble, knows, language, say
from fenhao.interfaces.words._catalogue import _messages
from fenhao.kernel import Trouble

HAN = re.compile("[\u4e00-\u9fff]")


def test_every_message_asks_for_the_same_details_in_both_languages() -> None:
    """The singular may leave its count out, and a company's own note brings both languages along."""
    own = frozenset({"en", "zh", "count"})
    torn = [m.code for m in catalogue().values() if len({asked - own for asked in m.placeholders()}) != 1]
    uncounted = [
        m.code
        for m in catalogue().values()
        if ("count" in m.placeholders()[-1]) != ("count" in m.placeholders()[0])
    ]
    assert (torn, uncounted) == ([], [])


def words_of(text: str) -> list[str]:
    """Return the words of a message, what fills it in and dots between left out."""
    return re.sub(r"\{\w+\}|·", "", text).split()


def test_no_english_message_holds_chinese_punctuation_and_none_is_left_untranslated() -> None:
    mixed = [m.code for m in catalogue().values() if re.search("[，。；：？！（）]", m.en)]
    same = [m.code for m in catalogue().values() if m.en == m.zh and len(words_of(m.en)) > 2]
    assert (mixed, same) == ([], [])


def test_every_code_is_a_dotted_path_of_plain_words() -> None:
    odd = [
        code
        for code in catalogue()
        if not re.fullmatch(r"[a-z][a-z0-9_]*(\.[A-Za-z0-9][A-Za-z0-9_-]*)+", code)
    ]
    assert odd == []


def test_a_message_is_filled_with_its_details(monkeypatch: pytest.MonkeyPatch) -> None:
    _with(monkeypatch, Message("file.gone", "{file} is gone.", "", "{file} 不见了。"))
    assert say("file.gone", {"file": "订单.csv"}, "en") == "订单.csv is gone."
    assert say("file.gone", {"file": "订单.csv"}, "zh") == "订单.csv 不见了。"
    assert explain_trouble(Trouble("file.gone", {"file": "a.csv"}), "en") == "a.csv is gone."
