"""A bench to fetch at: a company of its own, its sources.toml, and what is in force afterwards, as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq

from fenhao.connectors.pull import Reach, Secrets
from fenhao.interfaces.words import say
from fenhao.kernel import Trouble
from fenhao.profiles import read_settings
from fenhao.runs.book import Book, Voice, create_book, open_book, say_nothing
from fenhao.runs.loading import FedFact, fetch_source, kept_place, source_of, undo_load

AT = datetime(2026, 11, 1, 8, tzinfo=UTC)
_SETTINGS = '[company]\nname = "店"\ncurrency = "CNY"\ntime_zone = "Asia/Shanghai"\nlanguage = "en"\nprofile = "retail"\n'


@dataclass
class Bench:
    """One company. ``waits`` are the pauses that were asked for; none is waited for."""

    root: Path
    waits: list[float] = field(default_factory=list)
    allowed: Sequence[str] = ("127.0.0.1",)
    tries: int = 4

    @property
    def book(self) -> Book:
        if not (self.root / "fenhao.toml").exists():
            create_book(root=self.root, settings=read_settings(_SETTINGS))
        return open_book(root=self.root)

    def write(self, sources: str) -> None:
        assert self.book.root == self.root
        (self.root / "sources.toml").write_text(sources, encoding="utf-8")

    def fetch(self, name: str, secrets: Mapping[str, str], *, afresh: bool = False) -> list[FedFact]:
        book = self.book
        reach = Reach(allowed=self.allowed, root=self.root, sleep=self.waits.append, tries=self.tries)
        voice = Voice(say_nothing, lambda code, details: say(code, details, "en"))
        return list(
            fetch_source(
                book=book,
                source=source_of(book, name),
                secrets=Secrets(secrets),
                reach=reach,
                afresh=afresh,
                at=AT,
                voice=voice,
            )
        )

    def one(self, name: str, secrets: Mapping[str, str], *, afresh: bool = False) -> FedFact:
        (fed,) = self.fetch(name, secrets, afresh=afresh)
        counted = fed.loaded + fed.already_there + fed.rejected
        assert fed.rows_read == counted, "every record is counted once"
        return fed

    def rows(self, table: str, column: str) -> list[object]:
        """The values of a column of the rows in force, sorted."""
        (pinned,) = (each for each in self.book.warehouse.snapshot().tables if each.table == table)
        found: list[object] = []
        for path in pinned.files:
            found += pq.read_table(path, columns=[column], partitioning=None)[column].to_pylist()
        return sorted(found, key=str)

    def place(self, name: str) -> str:
        source = source_of(self.book, name)
        return kept_place(self.book, source, source.feeds[0])

    def undo(self, batch: str) -> None:
        undo_load(book=self.book, batch_id=batch, at=AT)


def told(trouble: Trouble | None) -> str:
    """A trouble in both languages, for a look at what it tells and what it must not."""
    assert trouble is not None
    return say(trouble.code, dict(trouble.details), "en") + say(trouble.code, dict(trouble.details), "zh")


def only(fed: FedFact) -> FedFact:
    """A fetch that came to its end."""
    assert fed.trouble is None, told(fed.trouble)
    return replace(fed)
