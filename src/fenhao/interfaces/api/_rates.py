"""How often one may ask: a bucket a caller that fills evenly, the same one for every process that serves these books.

The buckets lie in a small database of their own beside the book: the books' own would make a request wait for whoever posts.
"""

import os
import sqlite3
import threading
from dataclasses import dataclass
from pathlib import Path

CALLERS_MAX = 10_000
"""How many buckets are kept; the one that nobody touched for longest goes first, and comes back full."""
_MINUTE = 60 * 10**9


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many requests a minute, and how many at once after a pause."""

    per_minute: int
    at_once: int

    @classmethod
    def of_surroundings(cls) -> "Allowance":
        """Return what ``FENHAO_API_PER_MINUTE`` says; 6,000 a minute when it says nothing."""
        per_minute = max(1, int(os.environ.get("FENHAO_API_PER_MINUTE", "6000")))
        return cls(per_minute, max(10, per_minute // 6))


class Rates:
    """The buckets, in the file at ``path``. Time is given in nanoseconds since 1970; a clock set back fills nothing."""

    def __init__(self, path: Path, allowance: Allowance) -> None:
        self._full, self._speed = allowance.at_once * _MINUTE, allowance.per_minute
        self._lock = threading.Lock()
        self._books = sqlite3.connect(path, timeout=1, isolation_level=None, check_same_thread=False)
        # What a crash of the machine loses here is how often somebody asked in its last second.
        self._books.execute("PRAGMA journal_mode = WAL")
        self._books.execute("PRAGMA synchronous = OFF")
        self._books.execute(
            "CREATE TABLE IF NOT EXISTS bucket (caller TEXT PRIMARY KEY, held INTEGER, touched INTEGER) WITHOUT ROWID"
        )
        self._books.execute("CREATE INDEX IF NOT EXISTS bucket_touched ON bucket (touched)")

    def wait_seconds(self, caller: str, *, now: int) -> int:
        """Take one request out of the caller's bucket; return 0, or after how many seconds there is one again."""
        with self._lock:
            self._books.execute("BEGIN IMMEDIATE")
            try:
                missing = self._taken(caller, now)
            finally:
                self._books.execute("COMMIT")
        return max(0, -(-missing // (self._speed * 10**9)))

    def callers(self) -> int:
        """Return how many buckets are kept."""
        (found,) = self._books.execute("SELECT count(*) FROM bucket").fetchone()
        return int(found)

    def close(self) -> None:
        """Let go of the file."""
        self._books.close()

    def _taken(self, caller: str, now: int) -> int:
        """Take one request out; return how much is missing for it, 0 or less where it was there."""
        row = self._books.execute("SELECT held, touched FROM bucket WHERE caller = ?", (caller,)).fetchone()
        held, touched = row or (self._full, now)
        held = min(self._full, held + max(0, now - touched) * self._speed)
        missing = _MINUTE - held
        left = held if missing > 0 else held - _MINUTE
        self._books.execute("REPLACE INTO bucket VALUES (?, ?, ?)", (caller, left, max(now, touched)))
        if row is None:
            self._books.execute(
                "DELETE FROM bucket WHERE caller IN (SELECT caller FROM bucket ORDER BY touched"
                " LIMIT max(0, (SELECT count(*) FROM bucket) - ?))",
                (CALLERS_MAX,),
            )
        return missing
