"""A run of a source, from its sealed secrets to the log."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from fenhao.books.sources import FetchRun, operations as books
from fenhao.connectors.pull import Reach, Secrets
from fenhao.interfaces.messages import seal, unseal
from fenhao.kernel import Trouble
from fenhao.profiles import Source
from fenhao.runs import Book, FedFact, Voice, fetch_source, secret_names

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


def open_secrets(source: Source) -> Secrets:
    """Return a source's secrets, opened. Trouble ``sources.secret_missing`` when a needed one was never given."""
    sealed = books.sealed_secret(source.name)
    held = unseal(sealed, purpose=_PURPOSE) if sealed else {}
    missing = [name for name, needed in secret_names(source) if needed and not held.get(name)]
    if missing:
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
