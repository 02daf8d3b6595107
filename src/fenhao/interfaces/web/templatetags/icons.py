"""The icons of heroicons, each drawn once: a page carries two dozen of them."""

from functools import lru_cache

from django import template
from django.template import Context
from django.template.base import Node, Parser, TextNode, Token
from django.utils.safestring import SafeString, mark_safe
from heroicons.templatetags.heroicons import heroicon_outline as draw

from fenhao.interfaces.web.templatetags._quick import read_tag

register = template.Library()


def _write(_context: Context, name: str, *, size: int = 24, **attributes: str) -> SafeString:
    """Return an icon as SVG, in place of the package's own tag."""
    return _drawn(name, size, tuple(sorted(attributes.items())))


@register.tag
def heroicon_outline(parser: Parser, token: Token) -> Node:
    """Read the tag: an icon that never changes is a part of the template."""
    node = read_tag(_write, parser, token)
    return TextNode(node.render(Context())) if node.is_constant else node


@lru_cache(maxsize=1024)
def _drawn(name: str, size: int, attributes: tuple[tuple[str, str], ...]) -> SafeString:
    """Return the icon; a copy of its drawing would be made and written anew each time."""
    return mark_safe(draw(name, size=size, **dict(attributes)))  # noqa: S308 - the package's own SVG
