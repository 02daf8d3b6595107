"""A run of a source, from its sealed secrets to the log."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from fenhao.books.sources import FetchRun, operations as books
from fenhao.connectors.pull import Reach, Secrets
from fenhao.interfaces.messages import seal, unseal
from fenhao.kernel import Trouble
from fenhao.profiles import Source, SourceWritten
from fenhao.runs.book import Book, Voice
from fenhao.runs.loading import (
    FedFact,
    fetch_source,
    put_sources,
    secret_names,
    source_written,
    with_source_of,
)

_PURPOSE = "fenhao sources"


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Who fetches, when, and how it tells of it."""

    book: Book
    by: int | None
    at: datetime
    voice: Voice

    def fetch(self, source: Source, *, afresh: bool) -> Iterator[FedFact]:
        """Load what is new and write down what each feed brought. ``NotAllowed`` before anything is asked of the system."""
        books.may_fetch(by=self.by, at=self.at)
        secrets = open_secrets(source)
        for fed in fetch_source(
            book=self.book,
            source=source,
            secrets=secrets,
            reach=reach_of(self.book),
            afresh=afresh,
            at=self.at,
            voice=self.voice,
        ):
            books.keep_runs([self._run(source, fed)], by=self.by, at=self.at)
            yield fed

    def _run(self, source: Source, fed: FedFact) -> FetchRun:
        return FetchRun(
            source=source.name,
            fact=fed.feed.fact,
            object=fed.feed.object,
            at=self.at,
            rows_read=fed.rows_read,
            loaded=fed.loaded,
            already_there=fed.already_there,
            rejected=fed.rejected,
            batches=tuple(each.batch_id for each in fed.results if each.loaded),
            rejects=tuple(each.rejects_file for each in fed.results if each.rejects_file),
            code=fed.trouble.code if fed.trouble else "",
            details=dict(fed.trouble.details) if fed.trouble else {},
            by=self.by,
        )


def reach_of(book: Book) -> Reach:
    """Return the way out of a book."""
    return Reach(allowed=book.settings.source_hosts, root=book.root, sleep=time.sleep)


def open_secrets(source: Source, *, whole: bool = True) -> Secrets:
    """Return a source's secrets, opened. Trouble ``sources.secret_missing`` when a needed one of the ``whole`` was never given."""
    sealed = books.sealed_secret(source.name)
    held = unseal(sealed, purpose=_PURPOSE) if sealed else {}
    missing = [name for name, needed in secret_names(source) if needed and not held.get(name)]
    if missing and whole:
        raise Trouble("sources.secret_missing", {"source": source.name, "secrets": ", ".join(missing)})
    return Secrets(held)


def keep_secrets(source: Source, given: Mapping[str, str], *, by: int | None, at: datetime) -> None:
    """Seal a source's secrets in place of those before; Trouble for a name that its kind does not have."""
    known = [name for name, _ in secret_names(source)]
    for name in given:
        if name not in known:
            told = {"source": source.name, "secret": name, "known": ", ".join(known) or "–"}
            raise Trouble("sources.secret_unknown", told)
    held = {name: text for name, text in given.items() if text}
    books.set_secret(source.name, seal(held, purpose=_PURPOSE), names=tuple(held), by=by, at=at)


def change_secrets(source: Source, given: Mapping[str, str], *, by: int | None, at: datetime) -> None:
    """Seal these secrets of a source beside the others that it has."""
    try:
        held = dict(open_secrets(source, whole=False).held)
    except Trouble:  # sealed with another key: nothing of it can be kept
        held = {}
    known = {name for name, _ in secret_names(source)}
    keep_secrets(
        source, {name: text for name, text in held.items() if name in known} | dict(given), by=by, at=at
    )


def drop_secrets(source: Source, *, by: int | None, at: datetime) -> bool:
    """Forget a source's secrets; return whether there were any."""
    return books.remove_secret(source.name, by=by, at=at)


def keep_source(
    book: Book, name: str, wanted: SourceWritten, *, new: bool, by: int | None, at: datetime
) -> None:
    """Write a source into sources.toml and record who did. One that leads elsewhere than before loses its secrets first.

    So nobody who may change an address has secrets carried there that somebody else has given.
    """
    books.may_manage(by=by, at=at)
    before, text = source_written(book, name), with_source_of(book, name, wanted, new=new)
    if before is not None and dict(before.settings) != {
        key: text for key, text in wanted.settings.items() if text
    }:
        books.remove_secret(name, by=by, at=at)
    put_sources(book, text)
    books.record_source(name, _facts(before) if before else {}, _facts(wanted), by=by, at=at)


def _facts(written: SourceWritten) -> dict[str, str | int | bool | None]:
    """Return what the record says of a source: where it leads and what it feeds."""
    feeds = ", ".join(
        f"{each.texts.get('object', '')} > {each.texts.get('fact', '')}" for each in written.feeds
    )
    return {
        "kind": written.kind,
        **{key: text for key, text in written.settings.items() if text},
        "feeds": feeds,
    }
