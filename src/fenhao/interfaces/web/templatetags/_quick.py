"""Tags that a page carries by the hundred: compiled once, worked out once where they can be, escaped only where they must."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from html import escape as escaped

from django.template import Context, Library
from django.template.base import FilterExpression, Node, Parser, Token, token_kwargs
from django.template.defaulttags import URLNode, url
from django.urls import get_script_prefix, reverse
from django.utils.safestring import SafeString

Write = Callable[..., str]
"""What writes a tag: the context first, then what the template gives; safe text, or text that is escaped here."""


class Quick(Node):
    """A tag that writes text, or keeps it under the name after ``as``."""

    def __init__(
        self,
        write: Write,
        given: Sequence[FilterExpression],
        named: Mapping[str, FilterExpression],
        keep: str,
    ) -> None:
        self._write, self._given, self._named, self._keep = write, given, named, keep

    @property
    def is_constant(self) -> bool:
        """Whether the same is written on every page."""
        told = (*self._given, *self._named.values())
        return not self._keep and all(constant(each) is not None for each in told)

    @property
    def only(self) -> str | None:
        """The one constant that it is given; None where there is more to it."""
        alone = len(self._given) == 1 and not self._named and not self._keep
        return constant(self._given[0]) if alone else None

    def render(self, context: Context) -> SafeString:
        """Write it."""
        given = [each.resolve(context) for each in self._given]
        named = {name: each.resolve(context) for name, each in self._named.items()}
        text = self._write(context, *given, **named)
        if self._keep:
            context[self._keep] = text
            return SafeString("")
        return text if isinstance(text, SafeString) else SafeString(escaped(str(text)))


class Told(Node):
    """Words of a code that stands in the template itself."""

    def __init__(self, write: Callable[[str, str], SafeString], code: str) -> None:
        self._write, self._code = write, code

    def render(self, context: Context) -> SafeString:
        """Write them."""
        return self._write(self._code, context["lang"])


class Place(Node):
    """The address of a page without parts."""

    def __init__(self, name: str) -> None:
        self._name = name

    def render(self, context: Context) -> SafeString:  # noqa: ARG002 - the page plays no part
        """Write it."""
        return _place(self._name, get_script_prefix())


@lru_cache(maxsize=1024)
def _place(name: str, _prefix: str) -> SafeString:
    """Return where a page is, under what all pages are under."""
    return SafeString(escaped(reverse(name)))


def constant(told: FilterExpression) -> str | None:
    """Return what an expression always is; None when it depends on the page."""
    if told.filters or told.is_var:
        return None
    return str(told.var)


def quick(library: Library, write: Write, *, plain: Callable[[str, str], SafeString] | None = None) -> None:
    """Register what writes a tag under its own name; ``plain`` writes it for a code alone in a language."""

    def compiled(parser: Parser, token: Token) -> Node:
        """Read the tag."""
        node = read_tag(write, parser, token)
        code = node.only
        return Told(plain, code) if plain is not None and code is not None else node

    library.tag(write.__name__, compiled)


def read_tag(write: Write, parser: Parser, token: Token) -> Quick:
    """Return a tag as it stands in a template."""
    _, *bits = token.split_contents()
    keep = ""
    if len(bits) > 1 and bits[-2] == "as":
        *bits, _, keep = bits
    named = token_kwargs([bit for bit in bits if _is_named(bit)], parser)
    given = [parser.compile_filter(bit) for bit in bits if not _is_named(bit)]
    return Quick(write, given, named, keep)


def quick_url(parser: Parser, token: Token) -> Node:
    """Read ``url``: an address that never changes is worked out once."""
    node = url(parser, token)
    assert isinstance(node, URLNode)
    name = constant(node.view_name)
    if name is None or node.args or node.kwargs or node.asvar:
        return node
    return Place(name)


def _is_named(bit: str) -> bool:
    """Whether a part of a tag is given by name."""
    name, equals, _ = bit.partition("=")
    return bool(equals) and name.isidentifier()
