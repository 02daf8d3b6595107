"""Results that take seconds are worked out once and kept beside the book, stamped with what they were made from."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Generic, TypeVar

from fenhao.kernel import Trouble
from fenhao.runs.book._book import CHART_FILE, POLICY_FILE, Book
from fenhao.runs.book._plain import restored, write_json

_FOLDER, TIERS = "results", "tier_assignments"
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a result was made from: the version of each fact, and the digest of chart and policies."""

    facts: tuple[tuple[str, int], ...]
    written: str

    @property
    def text(self) -> str:
        """The stamp as people compare it: one short digest."""
        return sha256(repr(self).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Kept(Generic[Found]):
    """A result as it was made: when, from what, whether the facts have changed since, and the result itself."""

    made_at: datetime
    stamp: Stamp
    stale: bool
    value: Found


@dataclass(frozen=True, slots=True)
class Refused:
    """A result that could not be had: the Trouble that says why."""

    code: str
    details: Mapping[str, str]

    @property
    def trouble(self) -> Trouble:
        """The trouble as it was raised."""
        return Trouble(self.code, self.details)


def stamp_now(book: Book) -> Stamp:
    """Return what a result made now would be made from: a look at names of files and two short texts."""
    digest = sha256()
    for name in (CHART_FILE, POLICY_FILE):
        digest.update((book.root / name).read_bytes())
    return Stamp(tuple(sorted(book.warehouse.versions().items())), digest.hexdigest()[:12])


def keep(*, book: Book, name: str, value: object, stamp: Stamp, at: datetime) -> None:
    """Keep a result, or the refusal to give one, under its name; what was kept before is replaced."""
    kind = "refused" if isinstance(value, Refused) else "value"
    write_json(
        book.root / _FOLDER / f"{name}.json", {"made_at": at, "stamp": stamp, "kind": kind, "value": value}
    )


def keep_worked(*, book: Book, name: str, work: Callable[[], object], at: datetime) -> None:
    """Work a result out and keep it, or why there is none. The stamp is taken first: what comes meanwhile makes it stale."""
    stamp = stamp_now(book)
    try:
        value = work()
    except Trouble as trouble:
        value = Refused(trouble.code, trouble.details)
    now = stamp_now(book)
    # Tiers that were due are assessed on the way: that alone does not make what was worked out old.
    same = (_but_tiers(stamp), stamp.written) == (_but_tiers(now), now.written)
    keep(book=book, name=name, value=value, stamp=now if same else stamp, at=at)


def _but_tiers(stamp: Stamp) -> dict[str, int]:
    """Return the version of each fact but the tiers."""
    return {fact: version for fact, version in stamp.facts if fact != TIERS}


def kept(kind: type[Found], *, book: Book, name: str, now: Stamp) -> Kept[Found] | Kept[Refused] | None:
    """Return a kept result; None where there is none, or one that another version of the product wrote."""
    try:
        held = json.loads((book.root / _FOLDER / f"{name}.json").read_text(encoding="utf-8"))
        stamp, made_at = restored(Stamp, held["stamp"]), datetime.fromisoformat(held["made_at"])
        if held["kind"] == "refused":
            return Kept(made_at, stamp, stamp != now, restored(Refused, held["value"]))
        return Kept(made_at, stamp, stamp != now, restored(kind, held["value"]))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def keep_newest(*, book: Book, begins: str, most: int) -> None:
    """Put away all but the newest of the kept results that begin so: of some kinds there is one for whatever was asked."""
    held = sorted(
        (book.root / _FOLDER).glob(f"{begins}*.json"), key=lambda path: path.stat().st_mtime_ns, reverse=True
    )
    for path in held[most:]:
        path.unlink(missing_ok=True)


def kept_names(*, book: Book, begins: str) -> tuple[str, ...]:
    """Return the names of kept results that begin so, in order."""
    return tuple(sorted(each.stem for each in (book.root / _FOLDER).glob(f"{begins}*.json")))
