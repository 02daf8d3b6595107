"""Long tables, written by a template that is compiled to Python: a row of a hundred costs a tenth of what Django's would.

A fragment stands beside the pages as ``name.j2``. It escapes what it is given, and has the words of the pages: ``say``,
``word``, ``money`` and ``exact``.
"""

from functools import lru_cache

from django.utils.safestring import SafeString
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from fenhao.interfaces.report import figures
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.words import Language, knows, say


def fragment(name: str, names: Names, **facts: object) -> SafeString:
    """Return a fragment filled with its facts, in the reader's language."""
    write = figures(lang=names.lang, currency=names.here.book.settings.currency, largest_minor=0)

    def told(code: str, **details: object) -> str:
        """Return the words of a code."""
        return say(code, {key: str(value) for key, value in details.items()}, names.lang)

    def word(subject: str, value: str) -> str:
        """Return the words of a value of a subject; the value itself where it has none."""
        return _word(f"{subject}.{value}", value, names.lang)

    def exact(minor: int, href: str) -> Markup:
        """Return an amount to its last unit that leads to what is behind it."""
        return Markup(f'<a href="{escape(href)}"><data value="{minor}">{write.plain(minor)}</data></a>')  # noqa: S704

    template = _environment().get_template(f"{name}.j2")
    words = {"say": told, "word": word, "money": write.plain, "percent": write.percent, "exact": exact}
    return SafeString(template.render(words | facts))


@lru_cache(maxsize=4096)
def _word(code: str, value: str, lang: Language) -> str:
    """Return the words of a code; the value where it has none."""
    return say(code, {}, lang) if knows(code) else value


@lru_cache(maxsize=1)
def _environment() -> Environment:
    """Return what compiles fragments, once."""
    return Environment(
        loader=PackageLoader("fenhao.interfaces.web", "templates/web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        auto_reload=False,
    )
