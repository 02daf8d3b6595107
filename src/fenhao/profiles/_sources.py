"""sources.toml: the systems that facts are fetched from, and which of their fields become which columns. Never a secret."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from fenhao.kernel import Trouble
from fenhao.profiles._section import Section, parse_toml

_FILE = "sources.toml"
_SPAN = re.compile(r"([0-9]{1,9}) (second|minute|hour|day)s?")
_COUNT = re.compile(r"[0-9]{1,15}")
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
_BATCH_ROWS = 100_000

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SourceKeys:
    """What a kind of source asks for: keys of its table, whether a feed names an object and a cursor, and its secrets."""

    kind: str
    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    secrets_optional: tuple[str, ...] = ()
    cursor: str = ""
    """The cursor that a feed has when it names none; empty where it must name its own or reads everything."""
    asks_cursor: bool = False
    overlap_seconds: int = 0
    """How far a feed reaches back that says nothing of it: for systems whose rows show up a little late."""
    is_files: bool = False
    by_form: bool = True
    """Whether a page may write such a source; what reads files of the machine that serves the page is named by who runs it."""
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """What an optional key may say, where not everything goes."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """How far before the last cursor a run begins again, for rows that were late: seconds, or steps of a number."""

    seconds: int = 0
    steps: int = 0


@dataclass(frozen=True, slots=True)
class Feed:
    """One object of a system that becomes one fact. ``columns`` pair a field of the fact with the system's own."""

    fact: str
    object: str
    cursor: str
    overlap: Overlap
    columns: Pairs
    constants: Pairs
    defaults: Pairs
    where: str

    @property
    def stream(self) -> str:
        """Return what a kept cursor belongs to: another object, cursor or condition begins anew."""
        where = f" where {self.where}" if self.where else ""
        return f"{self.object} by {self.cursor}{where}" if self.cursor else self.object + where


@dataclass(frozen=True, slots=True)
class Source:
    """One system: its name is that under which ids are unique; ``settings`` are the keys of its kind."""

    name: str
    kind: str
    settings: Pairs
    batch_rows: int
    feeds: tuple[Feed, ...]

    def setting(self, key: str) -> str:
        """Return what a key of the source's table says; empty when it says nothing."""
        return dict(self.settings).get(key, "")


def read_sources(text: str, *, kinds: Sequence[SourceKeys], facts: Collection[str]) -> tuple[Source, ...]:
    """Return the sources in the text of sources.toml, in its order; Trouble names the key and what it may hold."""
    root = Section(parse_toml(text, file=_FILE), file=_FILE)
    known = {each.kind: each for each in kinds}
    return tuple(_source(name, each, known, facts) for name, each in root.sections())


def _source(name: str, section: Section, kinds: dict[str, SourceKeys], facts: Collection[str]) -> Source:
    keys = kinds[section.choice("kind", list(kinds))]
    settings = [(key, section.text(key)) for key in keys.needed]
    allowed = dict(keys.choices)
    settings += [
        (key, section.choice(key, allowed[key]) if key in allowed else section.text(key))
        for key in keys.optional
        if section.has(key)
    ]
    for key in (*keys.secrets, *keys.secrets_optional):
        if section.has(key) and key not in dict(settings):
            raise Trouble("sources.secret_in_file", {"source": name, "key": section.name_of(key)})
    rows = section.whole("batch_rows", low=1, high=1_000_000) if section.has("batch_rows") else _BATCH_ROWS
    feeds = tuple(_feed(each, keys, facts) for each in section.rows("feeds"))
    if not feeds:
        raise section.wrong("feeds", allowed='[{ fact = "orders", … }]')
    streams = [(each.fact, each.stream) for each in feeds]
    if len(set(streams)) < len(streams):
        raise Trouble("sources.feed_twice", {"source": name})
    section.end()
    return Source(name, keys.kind, tuple(settings), rows, feeds)


def _feed(section: Section, keys: SourceKeys, facts: Collection[str]) -> Feed:
    """Return one feed."""
    fact = section.choice("fact", list(facts))
    cursor = section.optional_text("cursor") or keys.cursor
    if keys.asks_cursor and not cursor:
        cursor = section.text("cursor")
    overlap = _overlap(section) if section.has("overlap") else Overlap(seconds=keys.overlap_seconds)
    feed = Feed(
        fact=fact,
        object=section.text("object"),
        cursor=cursor,
        overlap=overlap,
        columns=_pairs(section, "columns", needed=not keys.is_files),
        constants=_pairs(section, "constants"),
        defaults=_pairs(section, "defaults"),
        where=section.optional_text("where"),
    )
    section.end()
    return feed


def _pairs(section: Section, key: str, *, needed: bool = False) -> Pairs:
    """Return a table of texts in the order written."""
    inner = section.section(key) if needed else section.optional_section(key)
    pairs = tuple((name, inner.text(name)) for name in inner.keys())  # noqa: SIM118 (a section is no mapping)
    if needed and not pairs:
        raise section.wrong(key, allowed='{ order_id = "…" }')
    return pairs


def _overlap(section: Section) -> Overlap:
    """Return how far to reach back: "10 minutes", "2 days", or a whole number for a cursor that counts."""
    text = section.text("overlap")
    if found := _SPAN.fullmatch(text):
        return Overlap(seconds=int(found[1]) * _SECONDS[found[2]])
    if _COUNT.fullmatch(text):
        return Overlap(steps=int(text))
    raise section.wrong("overlap", allowed='"10 minutes", "2 hours", "3 days", "1000"')
