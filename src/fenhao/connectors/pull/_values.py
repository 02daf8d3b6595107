"""What is asked of a system and what it gives: records as they came, numbers still in the digits they were written with."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeAlias

from fenhao.kernel import Trouble
from fenhao.profiles import Feed, Source, SourceKeys

Value: TypeAlias = "bool | str | Sequence[Value] | Mapping[str, Value] | None"
"""A value of a record. Numbers are texts, so that no amount passes through binary fractions."""

Record = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Page:
    """Some records in the order of the cursor. ``place`` is from where to go on after them, empty when that is not known.

    ``sparse``: the system leaves out fields that are empty. ``total`` is how many there are in all, 0 when unknown.
    """

    records: tuple[Record, ...]
    place: str = ""
    sparse: bool = False
    total: int = 0


@dataclass(frozen=True, slots=True)
class Secrets:
    """What a source is opened with. It prints as nothing, and takes itself out of what others say."""

    held: Mapping[str, str] = field(repr=False)

    def text(self, name: str) -> str:
        """Return a secret; empty when it was never given."""
        return self.held.get(name, "")

    def hide(self, said: str) -> str:
        """Return what another side said without any of the secrets in it, on one line and not long."""
        for secret in sorted(self.held.values(), key=len, reverse=True):
            if secret:
                said = said.replace(secret, "***")
        return " ".join(said.split())[:300]


@dataclass(frozen=True, slots=True)
class Reach:
    """The way out: hosts of the own network that may be called, where relative paths begin, and how to wait."""

    allowed: Collection[str]
    root: Path
    sleep: Callable[[float], None]
    tries: int = 6


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a source: one feed, from a place on (empty: from the beginning)."""

    source: Source
    feed: Feed
    secrets: Secrets
    reach: Reach
    after: str = ""
    known: frozenset[tuple[str, str]] = frozenset()
    """Files that were taken before, as name and stamp."""

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the system's own names of the fields that are wanted, each once, the cursor among them."""
        wanted = [name for _, name in self.feed.columns if name]
        return tuple(dict.fromkeys([*wanted, *([self.feed.cursor] if self.feed.cursor else [])]))

    @property
    def conditions(self) -> list[object]:
        """Return the feed's own conditions, for a system that takes them as a list in JSON; Trouble ``sources.bad_where``."""
        if not self.feed.where:
            return []
        try:
            told: object = json.loads(self.feed.where)
        except ValueError:
            told = None
        if not isinstance(told, list):
            raise Trouble("sources.bad_where", {"source": self.source.name, "where": self.feed.where})
        return told

    def question_refused(self, said: str) -> Trouble:
        """Return that the system did not understand the question, with what it said, less any secret."""
        told = {"source": self.source.name, "object": self.feed.object, "said": self.secrets.hide(said)}
        return Trouble("sources.question_refused", told)

    def not_signed_in(self, said: str) -> Trouble:
        """Return that the system did not let us in, with what it said, less any secret."""
        return Trouble("sources.not_signed_in", {"source": self.source.name, "said": self.secrets.hide(said)})


class Settle(Protocol):
    """Told what became of a file: ``well`` when all of it was taken, not when rows were rejected or it could not be read."""

    def __call__(self, *, well: bool) -> None:
        """Take it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file that a system holds: ``stamp`` changes with its content; ``fetch`` brings it to a path of ours."""

    name: str
    stamp: str
    fetch: Callable[[Path], Path]
    settle: Settle


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of system that gives records, page by page."""

    keys: SourceKeys
    note_en: str
    note_zh: str
    pages: Callable[[Asked], Iterator[Page]]


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of system that holds files."""

    keys: SourceKeys
    note_en: str
    note_zh: str
    files: Callable[[Asked], Iterator[Found]]
