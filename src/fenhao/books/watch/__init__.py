"""Alerts of the watch over cost: each told once, answered by people, and quiet where they say that it is expected."""

from fenhao.books.watch._rows import ABOVE, AlertRow, Verdict, alerts
from fenhao.books.watch._seen import LIKELY, OVERRUN, Seen, seen_events, seen_overruns

__all__ = [
    "ABOVE",
    "LIKELY",
    "OVERRUN",
    "AlertRow",
    "Seen",
    "Verdict",
    "alerts",
    "seen_events",
    "seen_overruns",
]
