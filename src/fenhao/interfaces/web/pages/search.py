"""Searching from the bar: pages, customers, budget lines, requests and help that the reader may see; the script shows the same list."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from fenhao.books.budgets import Reference
from fenhao.books.budgets.operations import LineStanding, month_standing, reservation
from fenhao.books.database import Session, read
from fenhao.books.journal import month_of, months
from fenhao.books.people import Right
from fenhao.books.requests.operations import titled
from fenhao.interfaces.web._addresses import line_address
from fenhao.interfaces.web._customers import by_id, called, customer_href
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.web.pages.help import find_help
from fenhao.interfaces.words import LANGUAGES, say
from fenhao.runs.mart import CustomerFilter, open_mart

SHOWN_MAX = 8
"""How much is shown of each kind."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: what it is called, what is said beside it, and where it is."""

    name: str
    note: str
    href: str


@for_readers(Right.see)
def search(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show what a text leads to, the reader's rights respected."""
    text = request.GET.get("q", "").strip()[:80]
    words = text.casefold().split()
    kinds: tuple[tuple[str, Callable[[Surroundings, Sequence[str]], list[Hit]]], ...] = (
        ("pages", _pages),
        ("customers", lambda here, _: _customers(here, text)),
        ("lines", _lines),
        ("requests", _requests),
        ("help", _help),
    )
    found = [(say(f"web.search.{code}", {}, here.lang), seek(here, words)) for code, seek in kinds if words]
    if named := _reservation(here, text):
        found.insert(0, (say("web.search.reservations", {}, here.lang), named))
    groups = [(name, hits[:SHOWN_MAX]) for name, hits in found if hits]
    count = sum(len(hits) for _, hits in groups)
    code = "web.search.title_ask" if not words else "web.search.title" if count else "web.search.title_none"
    return shown(
        request,
        here,
        "web/search.html",
        {
            "title": say(code, {"text": text, "count": str(count)}, here.lang),
            "text": text,
            "groups": groups,
        },
    )


def _reservation(here: Surroundings, text: str) -> list[Hit]:
    """Return the reservation that another system calls so, typed as ``source:number``."""
    source, _, number = text.partition(":")
    reference = Reference(source.strip(), number.strip())
    known = reservation(reference, at=here.at) if reference.sound else None
    if known is None:
        return []
    names = Names(here)
    where = (
        names.period(known.line.period),
        names.tier(known.line.tier),
        names.category(known.line.category),
    )
    state = names.word("held_state", known.state.value)
    return [Hit(str(reference), f"{' '.join(where)} · {state}", reverse("web:entry", args=[known.number]))]


def _pages(here: Surroundings, words: Sequence[str]) -> list[Hit]:
    """Return the pages of the navigation that carry the words in one of the languages."""
    from fenhao.interfaces.web.urls import NAVIGATION  # the registry knows its pages, and this is one of them

    found = []
    for page in NAVIGATION:
        if here.reader.may(page.right):
            called = [say(f"web.page.{page.name}", {}, lang) for lang in LANGUAGES]
            section = say(f"web.section.{page.section}", {}, here.lang) if page.section else ""
            if _carries([page.name, *called], words):
                found.append(
                    Hit(say(f"web.page.{page.name}", {}, here.lang), section, reverse(f"web:{page.name}"))
                )
    return found


def _lines(here: Surroundings, words: Sequence[str]) -> list[Hit]:
    """Return the lines of today's fiscal year whose month, tier or category carry the words, the nearest month first."""
    names = Names(here)

    def work(session: Session) -> tuple[tuple[LineStanding, ...], str]:
        """Read the year."""
        known = months(session)
        now = month_of(known, here.book.today(here.at)) or (known[-1] if known else None)
        labels = [each.label for each in known if now and each.fiscal_year == now.fiscal_year]
        return month_standing(session, labels, at=here.at), now.label if now else ""

    standing, label = read(work)
    place = {each: at for at, each in enumerate(dict.fromkeys(line.key.period for line in standing))}
    at = place.get(label, 0)
    hits = []
    for line in sorted(standing, key=lambda each: (abs(place[each.key.period] - at), each.id)):
        called = f"{names.tier(line.key.tier)} {names.category(line.key.category)}"
        told = [called, line.key.period, names.period(line.key.period), line.key.tier, line.key.category]
        if _carries([" ".join(told)], words):
            hits.append(Hit(called, names.period(line.key.period), line_address(line.id)))
    return hits


def _customers(here: Surroundings, text: str) -> list[Hit]:
    """Return the customers with that id, or for who may see ids whose id begins so, each with its middle hidden."""
    mart = open_mart(here.book)
    if mart is None:
        return []
    names, found = Names(here), dict[str, Hit]()
    for typed in dict.fromkeys((text, text.upper(), text.casefold())):
        page = mart.page(
            by_id(here, typed, CustomerFilter()),
            sort="customer_id",
            descending=False,
            after=None,
            limit=SHOWN_MAX,
        )
        for each in page.rows:
            href = customer_href(each.customer_id)
            found.setdefault(href, Hit(called(each), names.tier(each.tier) if each.tier else "", href))
    return list(found.values())


def _help(here: Surroundings, words: Sequence[str]) -> list[Hit]:
    """Return the pages and terms of help that carry the words."""
    return [Hit(each.title, each.snippet, each.href) for each in find_help(words, here.lang)]


def _requests(_here: Surroundings, words: Sequence[str]) -> list[Hit]:
    """Return the requests whose number or title carries the words, newest first; who may see the books may see them."""
    number = re.fullmatch(r"#?(\d{1,9})", words[0]) if len(words) == 1 else None
    found = read(
        lambda session: titled(
            session, " ".join(words), number=int(number[1]) if number else 0, limit=SHOWN_MAX
        )
    )
    return [Hit(title, f"#{key}", reverse("web:request", kwargs={"number": key})) for key, title in found]


def _carries(texts: Iterable[str], words: Sequence[str]) -> bool:
    """Whether one of the texts carries every word."""
    return any(all(word in text.casefold() for word in words) for text in texts)
