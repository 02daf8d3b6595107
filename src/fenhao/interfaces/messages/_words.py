"""What a message says: news in one person's language, in the little markdown that every channel shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from fenhao.books.outgoing import EVENTS, News, Occasion, Outgoing
from fenhao.books.watch import OVERRUN
from fenhao.interfaces.messages._robots import typed
from fenhao.interfaces.names import (
    balance_name,
    case_title,
    category_name,
    period_name,
    tier_name,
    type_names,
    word,
)
from fenhao.interfaces.report import Figures, figures
from fenhao.interfaces.words import Language, knows, say
from fenhao.runs.book import Book

ANY = "*"
"""How an alert says that all of a dimension is meant."""

_EVENT_WORDS = {"kind": "case_kind", "state": "case_state", "rule": "rule", "table": "table"}
"""What an event says in codes, and where their words are."""


@dataclass(frozen=True, slots=True)
class Words:
    """A message in words: its title, one line, and its body in markdown."""

    title: str
    body: str


def in_words(news: News, *, book: Book, lang: Language) -> Words:
    """Return what to say of news."""
    write = figures(lang=lang, currency=book.settings.currency, largest_minor=0)
    details = {key: str(value) for key, value in news.facts.items()} | _told(
        news, write, book=book, lang=lang
    )
    code = f"messages.{news.occasion.value}"
    if news.occasion is Occasion.alert:
        code = f"{code}.{news.facts['kind']}"
    if news.occasion is Occasion.watch:
        code = f"{code}.{'overrun' if news.facts['kind'] == OVERRUN else 'event'}"
    return Words(
        _line(say(f"{code}.title", details, lang)),
        say(f"{code}.body", {key: typed(value) for key, value in details.items()}, lang)
        + _link(news.link, book=book, lang=lang),
    )


def digest_words(parts: Sequence[Outgoing], *, lang: Language) -> Words:
    """Return one message that carries several."""
    body = "\n\n".join(f"**{typed(each.title)}**\n{each.body}" for each in parts)
    return Words(say("messages.digest.title", {"count": str(len(parts))}, lang), body)


def test_words(*, company: str, lang: Language) -> Words:
    """Return what is said when somebody tries a channel."""
    return Words(
        _line(say("messages.test.title", {"company": company}, lang)),
        say("messages.test.body", {"company": typed(company)}, lang),
    )


def _told(news: News, write: Figures, *, book: Book, lang: Language) -> dict[str, str]:
    """Return the details that need words: amounts, names, shares."""
    facts = news.facts
    told = {"company": book.settings.company}
    told |= {
        key.removesuffix("_minor"): write.exact(value)
        for key, value in facts.items()
        if key.endswith("_minor") and isinstance(value, int)
    }
    if "balance" in facts:
        told["balance"] = balance_name(str(facts["balance"]), chart=book.chart, lang=lang)
        told["share"] = write.percent(_share(facts["used_minor"], facts["funded_minor"]))
    if "cost_minor" in facts:
        told["share"] = write.percent(_share(facts["counted_minor"], facts["cost_minor"]))
        told["target"] = write.percent_short(book.policies.waste.share_target)
        told["rule"] = word("rule", str(facts["rule"]), lang=lang)
    if "asked_by" in facts:
        told["asked_by"] = str(facts["asked_by"]) or say("web.case.system", {}, lang)
    if news.occasion is Occasion.escalation:
        told["clock"] = say(f"service_clock.{facts['clock']}", {}, lang)
        step = f"service_step.{facts['step']}"
        told["step"] = say(step, {}, lang) if knows(step) else str(facts["step"])
    if news.occasion is Occasion.watch:
        told |= _place(news, book=book, lang=lang)
    if news.occasion in EVENTS:
        told |= {
            name: word(subject, str(facts[name]), lang=lang)
            for name, subject in _EVENT_WORDS.items()
            if name in facts
        }
    if "title" in facts:
        told["title"] = case_title(str(facts["kind"]), str(facts["title"]), chart=book.chart, lang=lang)
    if "verdict" in facts:
        verdict = str(facts["verdict"])
        control = knows(f"verdict.{verdict}")
        told["verdict"] = word("verdict" if control else "messages.gate", verdict, lang=lang)
    if "month" in facts:
        told["month"] = period_name(str(facts["month"]), lang=lang)
    return told


def _place(news: News, *, book: Book, lang: Language) -> dict[str, str]:
    """Return where something stood out in cost: tier, type or category, channel, as far as one is meant."""
    tier, what, channel = (str(news.facts[name]) for name in ("tier", "what", "channel"))
    types = type_names(book.chart, lang=lang)
    parts = (
        tier_name(tier, lang=lang) if tier not in {"", ANY} else "",
        types.get(what) or category_name(what, chart=book.chart, lang=lang) if what not in {"", ANY} else "",
        word("channel", channel, lang=lang) if channel not in {"", ANY} else "",
    )
    place = " · ".join(part for part in parts if part)
    return {
        "place": place or say("messages.everywhere", {}, lang),
        "kind": word("watch_kind", str(news.facts["kind"]), lang=lang),
    }


def _share(part: str | int, whole: str | int) -> Fraction | None:
    """Return part of whole, none of nothing."""
    return Fraction(int(part), int(whole)) if int(whole) else None


def _link(path: str, *, book: Book, lang: Language) -> str:
    """Return the way to the page; nothing while nobody has said under which address the pages are opened."""
    address = book.settings.message_address.rstrip("/")
    return f"\n\n[{say('messages.open', {}, lang)}]({address}{path})" if address and path else ""


def _line(text: str) -> str:
    """Return a title: one line, not too long for any channel."""
    return " ".join(text.split())[:120]
