"""The icons of heroicons, each drawn once: a page carries two dozen of them."""

from functools import lru_cache

from django import template
from heroicons.templatetags.heroicons import heroicon_outline as draw

register = template.Library()


@register.simple_tag
def heroicon_outline(name: str, *, size: int = 24, **attributes: str) -> str:
    """Return an icon as SVG, in place of the package's own tag."""
    return _drawn(name, size, tuple(sorted(attributes.items())))


@lru_cache(maxsize=1024)
def _drawn(name: str, size: int, attributes: tuple[tuple[str, str], ...]) -> str:
    """Return the icon; a copy of its drawing would be made and written anew each time."""
    return draw(name, size=size, **dict(attributes))
