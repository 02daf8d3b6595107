"""One source of sources.toml as it is written, changed by form: the other sources and their remarks stay as their author left them."""

from collections.abc import Mapping
from dataclasses import dataclass

import tomlkit
from tomlkit.exceptions import TOMLKitError

from fenhao.kernel import Trouble
from fenhao.profiles._section import Values, parse_toml

_FILE = "sources.toml"
_FEEDS = "feeds"


@dataclass(frozen=True, slots=True)
class FeedWritten:
    """A feed as it is written: its texts (fact, object, cursor, overlap, where) and its tables of fields; empty ones are not written."""

    texts: Mapping[str, str]
    lists: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class SourceWritten:
    """A source as it is written: its kind, what else its table says in texts, and its feeds. Never a secret."""

    kind: str
    settings: Mapping[str, str]
    feeds: tuple[FeedWritten, ...]


def written_source(text: str, name: str) -> SourceWritten | None:
    """Return the source of that name; None when the text has none."""
    found = parse_toml(text, file=_FILE).get(name)
    if not isinstance(found, Mapping):
        return None
    feeds = found.get(_FEEDS, ())
    return SourceWritten(
        str(found.get("kind", "")),
        {key: str(value) for key, value in found.items() if key not in ("kind", _FEEDS)},
        tuple(_feed(each) for each in feeds if isinstance(each, Mapping)) if isinstance(feeds, list) else (),
    )


def with_source(text: str, name: str, wanted: SourceWritten) -> str:
    """Return the text with this source as wanted; a key that is there already and says the same stays with its remark."""
    try:
        document = tomlkit.parse(text.removeprefix("\ufeff"))
    except (TOMLKitError, ValueError) as error:
        raise Trouble("profile.bad_toml", {"file": _FILE, "problem": str(error)}) from error
    if name not in document:
        document[name] = tomlkit.table()
    table = document[name]
    assert isinstance(table, tomlkit.items.Table), "a source is a table"
    for key, value in ({"kind": wanted.kind} | dict(wanted.settings)).items():
        if not value:
            table.pop(key, None)
        elif str(table.get(key, "")) != value:
            table[key] = value
    feeds = tomlkit.aot()
    for feed in wanted.feeds:
        inner = tomlkit.table()
        for key, value in feed.texts.items():
            if value:
                inner[key] = value
        for key, pairs in feed.lists.items():
            if pairs:
                inline = tomlkit.inline_table()
                inline.update(dict(pairs))
                inner[key] = inline
        feeds.append(inner)
    table.pop(_FEEDS, None)
    if wanted.feeds:
        table[_FEEDS] = feeds
    return tomlkit.dumps(document)


def _feed(told: Values) -> FeedWritten:
    """Return a feed as it is written."""
    return FeedWritten(
        {key: str(value) for key, value in told.items() if not isinstance(value, Mapping)},
        {
            key: {str(field): str(text) for field, text in value.items()}
            for key, value in told.items()
            if isinstance(value, Mapping)
        },
    )
