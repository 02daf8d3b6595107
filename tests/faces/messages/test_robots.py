"""What robots of chat rooms are sent, read by the rules of their own markdown: nothing that they do not know, nothing that orders about."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from fenhao.engine.waste import RULES
from fenhao.engine.watch import Kind
from fenhao.interfaces.words import LANGUAGES, Language
from fenhao.runs.book import Book
from tests.books.company import company
from tests.faces.web.plainly import raw_words

ADDRESS = "https://fenhao.example"
EVIL = (
    "<at id=all></at> <@all> **approve** [here](https://evil.example) `x` ~~y~~ \\*\n# no\n- no | "
    + "长" * 500
)
CASE: dict[str, str | int] = {
    "kind": "spend",
    "subject": 7,
    "title": EVIL,
    "asked_by": "operations",
    "amount_minor": 4200,
    "due_on": "2026-10-09",
}
FACTS: dict[str, dict[str, str | int]] = {
    "alert": {
        "kind": "warn",
        "balance": "line/month/2026-10/A/benefits",
        "used_minor": 85,
        "funded_minor": 100,
    },
    "approval": CASE,
    "reminder": CASE,
    "weekly": {
        "week_on": "2026-10-05",
        "cases": 3,
        "counted_minor": 900,
        "open_minor": 100,
        "cost_minor": 5000,
        "rule": "low_participation",
    },
    "month_closed": {"month": "2026-10", "closed_on": "2026-11-03"},
    "escalation": {"ticket": EVIL, "clock": "first_response", "step": EVIL, "team": EVIL},
    "watch": {
        "kind": "spike",
        "tier": "A",
        "what": EVIL,
        "channel": EVIL,
        "first_on": "2026-10-05",
        "actual_minor": 900,
        "expected_minor": 100,
        "impact_minor": 800,
    },
    "budget_decided": CASE | {"kind": "plan", "state": "approved", "currency": "EUR"},
    "decided": CASE | {"kind": "transfer", "state": "rejected", "currency": "EUR"},
    "refused": {"request": EVIL, "act": "spend", "verdict": "exceeds_limit"},
    "found": {"rule": "low_participation", "year": "2026", "cases": 3, "counted_minor": 900},
    "loaded": {"batch": "b", "table": "orders", "source": EVIL, "file": EVIL, "rows": 3},
}

PLAIN: dict[str, str | int] = {
    "balance": "line/month/2026-10/A/benefits",
    "title": "Autumn gifts",
    "ticket": "T7",
    "step": "breached",
    "team": "Evening",
    "what": "coupons",
    "channel": "sms",
    "request": "R7",
    "source": "Shop",
    "file": "October.csv",
}
"""What a message says where nobody means ill."""
CODES: dict[tuple[str, str], tuple[str, ...]] = {
    ("alert", "kind"): ("warn", "used_up", "over", "projected"),
    ("alert", "balance"): ("tier/qtd/2026-10/B", "category/ytd/2026-10/activities", "pool/year/2026/shared"),
    ("approval", "kind"): ("plan", "spend", "transfer", "draw", "cut", "reopen", "authorisation"),
    ("escalation", "clock"): ("first_response", "next_response", "resolution"),
    ("escalation", "step"): ("warning", "breached", "long_over"),
    ("weekly", "rule"): tuple(each.code for each in RULES),
    ("watch", "kind"): (*(each.value for each in Kind), "overrun"),
    ("watch", "what"): ("benefits", "coupons", "*"),
    ("watch", "channel"): ("mail", "phone", "wecom", "*"),
    ("decided", "kind"): ("plan", "spend", "transfer", "draw", "cut", "reopen", "authorisation"),
    ("decided", "state"): ("approved", "rejected", "withdrawn", "expired"),
    ("loaded", "table"): ("orders", "cost_entries", "campaign_members", "service_contacts", "points"),
}
"""What the books write down in codes, by message and detail."""


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """A company that says where its pages are opened, under a name that orders about."""
    made = company(tmp_path)
    return replace(made, settings=replace(made.settings, company=EVIL, message_address=ADDRESS))


def told(book: Book, occasion: str, lang: str) -> tuple[str, str]:
    """A message's title and body."""
    from fenhao.books.outgoing import News, Occasion
    from fenhao.interfaces.messages import in_words, test_words as words_of_a_test
    from fenhao.interfaces.words import language

    if occasion == "test":
        words = words_of_a_test(company=EVIL, lang=language(lang))
        return words.title, words.body
    news = News(Occasion(occasion), "k", frozenset(), FACTS[occasion], "/inbox/7/?a=1")
    words = in_words(news, book=book, lang=language(lang))
    return words.title, words.body


def tokens(text: str) -> list[Token]:
    """What a reader of the usual markdown with HTML and crossed-out text finds."""
    found = MarkdownIt("commonmark", {"html": True}).enable(["strikethrough", "table"]).parse(text)
    return [each for block in found for each in (block, *(block.children or ()))]


def kinds(text: str) -> set[str]:
    """The constructs that are in a text."""
    return {each.type.removesuffix("_open").removesuffix("_close") for each in tokens(text)}


def links(text: str) -> list[str]:
    return [str(each.attrs["href"]) for each in tokens(text) if each.type == "link_open"]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("occasion", [*FACTS, "test"])
def test_every_message_is_one_that_each_robot_shows(book: Book, occasion: str, lang: str) -> None:
    from fenhao.interfaces.messages._robots import for_dingtalk, for_feishu, for_wecom

    title, body = told(book, occasion, lang)
    assert "\n" not in title and len(title) <= 120
    way = [] if occasion == "test" else [f"{ADDRESS}/inbox/7/?a=1"]
    base = {"inline", "text", "paragraph", "link", "strong"}

    wecom = for_wecom(title, body)
    assert len(wecom.encode()) <= 4096
    assert kinds(wecom) <= base | {"softbreak", "blockquote"}, "lists and tables it shows as signs"
    assert not re.search(r"<|^\s*([-*+]|\d+\.) ", wecom, re.MULTILINE)

    dingtalk = for_dingtalk(title, body)
    assert len(dingtalk.encode()) <= 20_000
    known = base | {"heading", "hardbreak", "bullet_list", "list_item"}
    assert kinds(dingtalk) <= known, "a soft break would run two lines together"

    feishu = for_feishu(body)
    assert len(feishu.encode()) <= 18_000
    assert kinds(feishu) <= base | {"softbreak", "bullet_list", "list_item"}
    assert "<" not in feishu

    for text in (wecom, dingtalk, feishu):
        assert links(text) == way, "the way to the page and no other"
        assert "　" not in text and "{" not in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_message_shows_a_code(book: Book, lang: Language) -> None:
    from fenhao.books.journal import REFUSING
    from fenhao.books.outgoing import News, Occasion
    from fenhao.interfaces.messages import in_words

    plain = replace(book, settings=replace(book.settings, company="Fenhao", message_address=""))
    for (occasion, detail), codes in (CODES | {("refused", "verdict"): REFUSING}).items():
        facts = FACTS[occasion] | {key: PLAIN[key] for key in FACTS[occasion] if key in PLAIN}
        for code in codes:
            news = News(Occasion(occasion), "k", frozenset(), facts | {detail: code}, "")
            words = in_words(news, book=plain, lang=lang)
            said = [words.title, *words.body.splitlines()]
            assert raw_words(said, lang=lang) == [], (occasion, detail, code)
            if lang == "zh":
                left = set(re.findall(r"[a-z]{2,}", " ".join(said))) - {"csv"}
                assert left & {code, "sms", "coupons"} == set(), said


def test_a_message_of_a_case_names_it_in_the_readers_language(book: Book) -> None:
    from fenhao.books.outgoing import News, Occasion
    from fenhao.interfaces.messages import in_words

    facts = CASE | {"kind": "cut", "title": "2026-11 A benefits"}
    news = News(Occasion.approval, "k", frozenset(), facts, "/inbox/7/")
    assert "2026 年 11 月 · A 核心" in in_words(news, book=book, lang="zh").title
    assert "2026-11" not in in_words(news, book=book, lang="en").title


def test_several_messages_in_one_stay_apart_whatever_their_titles_say(book: Book) -> None:
    from fenhao.interfaces.messages._robots import typed

    assert typed("[a](http://b) *c*\n<at>") == "［a］(http://b) ＊c＊ ＜at＞"
    assert typed("low_participation 2026-10/A 50%") == "low_participation 2026-10/A 50%"
    assert len(typed("x" * 1000)) == 160
