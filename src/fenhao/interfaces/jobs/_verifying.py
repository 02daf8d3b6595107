"""Facts and books checked, and what was found kept beside the book: a restart does not lose it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fenhao.books.postings.operations import verify_books
from fenhao.interfaces.jobs._errands import Stopped
from fenhao.kernel import Trouble
from fenhao.runs.book import Advance, Book, keep, kept, stamp_now
from fenhao.runs.report import Check, verify as verify_facts

_KEPT = "verify"


@dataclass(frozen=True, slots=True)
class Verified:
    """The last checks, or the code and details of why there are none ('' where there are)."""

    at: datetime
    by_name: str
    checks: tuple[Check, ...]
    trouble: str
    details: Mapping[str, str]


def last_verified(book: Book) -> Verified | None:
    """Return the last checks that were kept."""
    held = kept(Verified, book=book, name=_KEPT, now=stamp_now(book))
    return held.value if held is not None and isinstance(held.value, Verified) else None


def verify_all(*, book: Book, by_name: str, seal: str, at: datetime, advance: Advance) -> Verified:
    """Check everything that must hold, keep what was found and return it; ``seal`` is one kept elsewhere, empty for none."""
    checks: tuple[Check, ...] = ()
    trouble: Trouble | None = None
    try:
        checks = verify_facts(book=book, at=at, advance=advance)
        checks += verify_books(book=book, kept=seal, at=at, advance=advance)
    except Stopped:
        trouble = Trouble("web.verify.stopped", {})
    except Trouble as wrong:
        trouble = wrong
    except Exception:
        _put(book, Verified(at, by_name, (), "web.verify.broken", {}))
        raise
    found = Verified(at, by_name, checks, trouble.code if trouble else "", trouble.details if trouble else {})
    _put(book, found)
    return found


def _put(book: Book, found: Verified) -> None:
    """Keep what was found."""
    keep(book=book, name=_KEPT, value=found, stamp=stamp_now(book), at=found.at)
