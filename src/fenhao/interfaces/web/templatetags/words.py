"""Words, amounts and shares in templates: from the same catalogue and the same figures as every other door."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from html import escape
from zoneinfo import ZoneInfo

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fenhao.interfaces.period import day_of, moment
from fenhao.interfaces.report import Figures, figures
from fenhao.interfaces.web._surroundings import Surroundings
from fenhao.interfaces.web.templatetags._quick import quick, quick_url
from fenhao.interfaces.words import Language, knows, say as said

register = template.Library()
COUNTS = frozenset({"count", "first", "last", "done", "total"})
"""Details of words that count something, where they are numbers."""
Choices = Iterable[tuple[object, object]]
"""Codes and what they are called."""


def say(context: Context, code: str, **details: object) -> str:
    """Return the words of a code in the page's language."""
    return said(code, {name: _detail(name, value) for name, value in details.items()}, _lang(context))


def _detail(name: str, value: object) -> str:
    """Return a detail as text; what counts has separators, a year or a number of something has none."""
    return f"{value:,}" if name in COUNTS and type(value) is int else str(value)


@lru_cache(maxsize=8192)
def _plain_words(code: str, lang: Language) -> SafeString:
    """Return the words of a code that takes no details."""
    return SafeString(escape(said(code, {}, lang)))


def word(context: Context, subject: str, value: str) -> str:
    """Return the words of a value of a subject; the value itself where it has none."""
    return _word(subject, str(value), _lang(context))


@lru_cache(maxsize=8192)
def _word(subject: str, value: str, lang: Language) -> SafeString:
    """Return the words of a value."""
    code = f"{subject}.{value}"
    return SafeString(escape(said(code, {}, lang) if knows(code) else value))


def money(context: Context, minor: int) -> str:
    """Return an amount to its last unit, grouped, with a real minus; the unit stands in the column's head."""
    return figures(lang=_lang(context), currency=context["currency"], largest_minor=0).plain(minor)


def count(_context: Context, number: int) -> str:
    """Return a whole number, grouped."""
    return f"{number:,}"


def percent(context: Context, share: Fraction | None) -> str:
    """Return a share with one decimal, or ``--``."""
    return figures(lang=_lang(context), currency=context["currency"], largest_minor=0).percent(share)


@register.filter
def as_percent(share: Fraction) -> str:
    """Return a share with one decimal, to be a part of a sentence."""
    return figures(lang="en", currency="CNY", largest_minor=0).percent(share)


_STEPS = ((60, 1, "now"), (3600, 60, "minutes"), (86_400, 3600, "hours"), (7 * 86_400, 86_400, "days"))
"""Younger than so many seconds: told in units of so many seconds."""


def ago(context: Context, at: datetime) -> SafeString:
    """Return how long ago an instant was, the day itself after a week; the exact time by the company's clocks on hover."""
    here: Surroundings = context["here"]
    exact = at.astimezone(ZoneInfo(here.time_zone))
    seconds = int((here.at - at).total_seconds())
    code, number = next(
        ((code, seconds // size) for most, size, code in _STEPS if 0 <= seconds < most), ("", 0)
    )
    told = said(f"web.ago.{code}", {"number": str(number)}, here.lang) if code else f"{exact:%Y-%m-%d}"
    return format_html(
        '<time class="ago" datetime="{}" title="{}">{}</time>',
        at.isoformat(),
        f"{exact:%Y-%m-%d %H:%M}",
        told,
    )


def when(context: Context, at: datetime) -> str:
    """Return an instant to the minute, as the reader's clocks tell it."""
    return moment(context["here"], at)


def day(context: Context, at: datetime) -> str:
    """Return the day of an instant, as the reader's clocks tell it."""
    return day_of(context["here"], at)


def through(context: Context, until: datetime) -> str:
    """Return the last day of what ends at an instant, by the company's clocks: a day ends where the next begins."""
    here: Surroundings = context["here"]
    return f"{(until - timedelta(seconds=1)).astimezone(ZoneInfo(here.book.settings.time_zone)):%Y-%m-%d}"


def amount(_context: Context, write: Figures, minor: int) -> str:
    """Return an amount in the page's unit."""
    return write.amount(minor)


def figure(_context: Context, write: Figures, minor: int, href: str) -> SafeString:
    """Return an amount in the page's unit that leads to what is behind it; machines read it to its last unit."""
    return _linked(minor, href, write.amount(minor))


def exact(context: Context, minor: int, href: str) -> SafeString:
    """Return an amount to its last unit that leads to what is behind it."""
    return _linked(minor, href, money(context, minor))


def options(_context: Context, choices: Choices, chosen: object = None) -> SafeString:
    """Return what a list offers, each a code and what it is called, with the chosen one."""
    return SafeString("".join(_options(choices, chosen, before="")))


def option_groups(
    _context: Context, groups: Iterable[tuple[str, Choices]], chosen: object = None, *, named: bool = False
) -> SafeString:
    """Return what a list offers in groups; ``named`` says the group's name in each choice again."""
    told = []
    for group, choices in groups:
        label = escape(group)
        inner = "".join(_options(choices, chosen, before=f"{label} · " if named else ""))
        told.append(f'<optgroup label="{label}">{inner}</optgroup>')
    return SafeString("".join(told))


def _options(choices: Choices, chosen: object, *, before: str) -> Iterator[str]:
    """Yield the choices as HTML; ``before`` is HTML."""
    for code, called in choices:
        mark = " selected" if code == chosen else ""
        yield f'<option value="{escape(str(code))}"{mark}>{before}{escape(str(called))}</option>'


def _linked(minor: int, href: str, text: str) -> SafeString:
    """Return a written amount that leads somewhere."""
    return SafeString(f'<a href="{escape(str(href))}"><data value="{minor}">{escape(text)}</data></a>')


def _lang(context: Context) -> Language:
    """Return the page's language."""
    lang: Language = context["lang"]
    return lang


quick(register, say, plain=_plain_words)
for _write in (
    word,
    money,
    count,
    percent,
    ago,
    when,
    day,
    through,
    amount,
    figure,
    exact,
    options,
    option_groups,
):
    quick(register, _write)
register.tag("url", quick_url)
