"""A run of a source, from its sealed secrets to the log."""

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil

from fenhao.books.sources import FetchRun, operations as books
from fenhao.connectors.pull import Reach, Secrets
from fenhao.interfaces.messages import seal, unseal
from fenhao.kernel import Trouble
from fenhao.profiles import Source, SourceWritten
from fenhao.runs.book import Advance, Book, Voice
from fenhao.runs.loading import (
    FedFact,
    fetch_source,
    put_sources,
    secret_names,
    source_written,
    with_source_of,
)

_PURPOSE = "fenhao sources"
_turn = threading.Lock()
"""Held while sources.toml is read, changed and written: two who save at once do so one after the other."""


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
        self.voice.advance("step.fetch", 0, 0)
        for fed in fetch_source(
            book=self.book,
            source=source,
            secrets=secrets,
            reach=replace(reach_of(self.book), sleep=patient(self.voice.advance)),
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


def patient(advance: Advance) -> Callable[[float], None]:
    """Return how to wait for a system that asks to come later: told second by second, ended by whoever stops the work."""

    def wait(seconds: float) -> None:
        """Wait so long."""
        whole = ceil(seconds)
        for done in range(whole):
            advance("step.limit", done, whole)
            time.sleep(min(1.0, seconds - done))
        advance("step.fetch", 0, 0)

    return wait


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
    book: Book, name: str, wanted: SourceWritten, *, seen: str, by: int | None, at: datetime
) -> None:
    """Write a source into sources.toml and record who did. One that leads elsewhere than before loses its secrets first.

    So nobody who may change an address has secrets carried there that somebody else has given. ``seen`` is what
    ``seen_of`` said of the source that was shown, '' for a new one: Trouble ``sources.changed_meanwhile`` where it has
    become another since, and nothing is written. The same written twice is written once.
    """
    books.may_manage(by=by, at=at)
    with _turn:
        before = source_written(book, name)
        if before is not None and seen_of(before) == seen_of(wanted):
            return
        if seen and (before is None or seen_of(before) != seen):
            raise Trouble("sources.changed_meanwhile", {"source": name})
        text = with_source_of(book, name, wanted, new=not seen)
        if before is not None and _filled(before.settings) != _filled(wanted.settings):
            books.remove_secret(name, by=by, at=at)
        put_sources(book, text)
        books.record_source(name, _facts(before) if before else {}, _facts(wanted), by=by, at=at)


def seen_of(written: SourceWritten) -> str:
    """Return a digest of a source as it is written: what a form carries along, so that nobody writes over what he has not seen."""
    told = {
        "kind": written.kind,
        "settings": _filled(written.settings),
        "feeds": [
            [_filled(each.texts), {name: pairs for name, pairs in each.lists.items() if pairs}]
            for each in written.feeds
        ],
    }
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, default=dict)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _filled(texts: Mapping[str, str]) -> dict[str, str]:
    """Return what is not empty."""
    return {name: text for name, text in texts.items() if text}


def _facts(written: SourceWritten) -> dict[str, str | int | bool | None]:
    """Return what the record says of a source: where it leads and what it feeds."""
    feeds = ", ".join(
        f"{each.texts.get('object', '')} > {each.texts.get('fact', '')}" for each in written.feeds
    )
    return {
        "kind": written.kind,
        **_filled(written.settings),
        "feeds": feeds,
    }
