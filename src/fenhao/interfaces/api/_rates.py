"""How often one may ask: a bucket a token that fills evenly; the memory is bounded, whoever knocks."""

import os
import threading
from collections import OrderedDict
from dataclasses import dataclass

CALLERS_MAX = 10_000
"""How many buckets are kept; the one that nobody touched for longest goes first, and comes back full."""


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
    """The buckets. Time is given in nanoseconds of a clock that never goes back."""

    def __init__(self, allowance: Allowance) -> None:
        self._full = allowance.at_once * 60 * 10**9
        self._cost = 60 * 10**9
        self._speed = allowance.per_minute
        self._kept: OrderedDict[str, tuple[int, int]] = OrderedDict()
        self._lock = threading.Lock()

    def wait_seconds(self, caller: str, *, now: int) -> int:
        """Take one request out of the caller's bucket; return 0, or after how many seconds there is one again."""
        with self._lock:
            held, then = self._kept.pop(caller, (self._full, now))
            held = min(self._full, held + (now - then) * self._speed)
            missing = self._cost - held
            if missing <= 0:
                held -= self._cost
            self._kept[caller] = (held, now)
            if len(self._kept) > CALLERS_MAX:
                self._kept.popitem(last=False)
        return max(0, -(-missing // (self._speed * 10**9))) if missing > 0 else 0
