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
    return re.sub(r"\{\w+(?::[^{}]*)?\}|·", "", text).split()


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


def test_roles_and_rights_in_a_trouble_are_called_by_their_names() -> None:
    trouble = Trouble("people.not_allowed", {"right": "load", "roles": "finance, operations"})
    assert explain_trouble(trouble, "zh").startswith(
        "此操作需要“导入发生数据”权限，拥有该权限的角色为：财务、"
    )
    assert "“load facts”, which these roles carry: Finance, " in explain_trouble(trouble, "en")
    unknown = Trouble("people.not_allowed", {"right": "fly", "roles": "pilot"})
    assert "“fly”" in explain_trouble(unknown, "en"), "a code without words stays as it is"


def test_a_detail_with_braces_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    _with(monkeypatch, Message("a.b", "{x} and {y}", "", "{x}和{y}"))
    assert say("a.b", {"x": "{y}", "y": "1"}, "en") == "{y} and 1"


def test_english_counts_one_thing_in_the_singular(monkeypatch: pytest.MonkeyPatch) -> None:
    _with(monkeypatch, Message("a.rows", "{count} rows", "{count} row", "{count} 行"))
    assert [say("a.rows", {"count": n}, "en") for n in ("0", "1", "2")] == ["0 rows", "1 row", "2 rows"]
    assert say("a.rows", {"count": "1"}, "zh") == "1 行"


@pytest.mark.parametrize(
    ("code", "details", "told"),
    [
        ("web.report.behind", {"entries": "1"}, "1 entry comes to "),
        ("web.report.behind", {"entries": "1,200"}, "1,200 entries come to "),
        ("web.overview.over", {"lines": "1"}, "; 1 line is over"),
        ("web.queues.title", {"open": "1", "queued": "1"}, "1 ticket is open: 1 waits in queues"),
        ("web.queues.title", {"open": "11", "queued": "0"}, "11 tickets are open: 0 wait in queues"),
    ],
)
def test_each_number_of_a_sentence_has_its_own_form(code: str, details: dict[str, str], told: str) -> None:
    assert told in say(code, details, "en")


def test_a_code_without_words_still_tells_what_it_knows() -> None:
    assert say("no.such_code", {"file": "a.csv", "row": "7"}, "zh") == "no.such_code: file=a.csv, row=7"
    assert say("no.such_code", {}, "en") == "no.such_code"
    assert not knows("no.such_code")


def test_a_detail_that_nobody_gave_stays_visible(monkeypatch: pytest.MonkeyPatch) -> None:
    _with(monkeypatch, Message("a.b", "{file} is gone", "", "{file} 不见了"))
    assert say("a.b", {}, "en") == "{file} is gone"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("zh", "zh"),
        ("zh_CN.UTF-8", "zh"),
        ("zh-Hans", "zh"),
        ("en", "en"),
        ("en_GB", "en"),
        ("de", "en"),
        ("", "en"),
    ],
)
def test_a_locale_names_one_of_the_two_languages(text: str, expected: str) -> None:
    assert language(text) == expected
    assert expected in LANGUAGES


@pytest.mark.parametrize(
    "table",
    [
        {"a": {"en": "only English"}},
        {"a": {"en": "x", "zh": ""}},
        {"a": {"en": "x", "zh": "y", "de": "z"}},
        {"a": "x"},
    ],
)
def test_a_catalogue_with_a_hole_is_refused(table: dict[str, object]) -> None:
    with pytest.raises((TypeError, ValueError), match="a message"):
        list(_messages("", table))


def _with(monkeypatch: pytest.MonkeyPatch, message: Message) -> None:
    monkeypatch.setattr("fenhao.interfaces.words._catalogue.catalogue", lambda: {message.code: message})
