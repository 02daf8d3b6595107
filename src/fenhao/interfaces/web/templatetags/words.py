"""Words, amounts and shares in templates: from the same catalogue and the same figures as every other door."""

from fractions import Fraction

from django import template
from django.template import Context

from fenhao.interfaces.report import Figures, figures
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


@register.simple_tag
def amount(write: Figures, minor: int) -> str:
    """Return an amount in the page's unit."""
    return write.amount(minor)


def _lang(context: Context) -> Language:
    """Return the page's language."""
    lang: Language = context["lang"]
    return lang
