"""Words, amounts and shares in templates: from the same catalogue and the same figures as every other door."""

from datetime import datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fenhao.interfaces.report import Figures, figures
from fenhao.interfaces.web._surroundings import Surroundings
from fenhao.interfaces.words import Language, knows, say as said

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: Context, code: str, **details: object) -> str:
    """Return the words of a code in the page's language."""
    return said(code, {name: str(value) for name, value in details.items()}, _lang(context))


@register.simple_tag(takes_context=True)
def word(context: Context, subject: str, value: str) -> str:
    """Return the words of a value of a subject; the value itself where it has none."""
    code = f"{subject}.{value}"
    return said(code, {}, _lang(context)) if knows(code) else value


@register.simple_tag(takes_context=True)
def money(context: Context, minor: int) -> str:
    """Return an amount to its last unit, grouped, with a real minus; the unit stands in the column's head."""
    return figures(lang=_lang(context), currency=context["currency"], largest_minor=0).plain(minor)


@register.simple_tag
def count(number: int) -> str:
    """Return a whole number, grouped."""
    return f"{number:,}"


@register.simple_tag(takes_context=True)
def percent(context: Context, share: Fraction | None) -> str:
    """Return a share with one decimal, or ``--``."""
    return figures(lang=_lang(context), currency=context["currency"], largest_minor=0).percent(share)


@register.filter
def as_percent(share: Fraction) -> str:
    """Return a share with one decimal, to be a part of a sentence."""
    return figures(lang="en", currency="CNY", largest_minor=0).percent(share)


_STEPS = ((60, 1, "now"), (3600, 60, "minutes"), (86_400, 3600, "hours"), (7 * 86_400, 86_400, "days"))
"""Younger than so many seconds: told in units of so many seconds."""


@register.simple_tag(takes_context=True)
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


@register.simple_tag
def amount(write: Figures, minor: int) -> str:
    """Return an amount in the page's unit."""
    return write.amount(minor)


@register.simple_tag
def figure(write: Figures, minor: int, href: str) -> SafeString:
    """Return an amount in the page's unit that leads to what is behind it; machines read it to its last unit."""
    return format_html('<a href="{}"><data value="{}">{}</data></a>', href, minor, write.amount(minor))


@register.simple_tag(takes_context=True)
def exact(context: Context, minor: int, href: str) -> SafeString:
    """Return an amount to its last unit that leads to what is behind it."""
    return format_html('<a href="{}"><data value="{}">{}</data></a>', href, minor, money(context, minor))


def _lang(context: Context) -> Language:
    """Return the page's language."""
    lang: Language = context["lang"]
    return lang
