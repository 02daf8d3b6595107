"""The address of a figure: a subject and what it is narrowed to, as people type it and reports print it.

cost period=2017 tier=A month=2017-03
customer period=2017 customer=900
cost period=2017 department=North America
waste period=2017 rule=low_participation
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fenhao.kernel import Trouble

COST_KEYS = (
    "month",
    "tier",
    "tier_now",
    "cost_type",
    "category",
    "nature",
    "purpose",
    "stage",
    "customer",
    "campaign",
    "channel",
    "department",
)

SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "total": ("part",),
    "cost": COST_KEYS,
    "customer": ("customer",),
    "tier": ("tier",),
    "pool": ("pool",),
    "campaign": ("campaign",),
    "waste": ("rule", "week", "tier", "customer", "campaign"),
    "budget": ("month", "tier", "category"),
    "entry": ("subledger", "entry"),
}
"""Every subject and the keys that narrow it; each also takes ``period``."""

PARTS = ("direct", "allocated", "idle", "unallocated")
"""What the total is made of."""

_NEEDED = {
    "customer": ("customer",),
    "tier": ("tier",),
    "pool": ("pool",),
    "campaign": ("campaign",),
    "entry": ("entry",),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of one period. ``only`` holds pairs of key and value in the order of the subject's keys."""

    subject: str
    period: str
    only: tuple[tuple[str, str], ...]

    def value(self, key: str) -> str | None:
        """Return what the figure is narrowed to under the key; None when it is not."""
        return dict(self.only).get(key)

    def text(self) -> str:
        """Return the address, as ``figure`` reads it."""
        return " ".join(
            [self.subject, f"period={self.period}", *(f"{key}={held}" for key, held in self.only)]
        )


def figure(words: Sequence[str], *, period: str) -> Figure:
    """Return the figure that the words name; ``period`` is taken when they name none.

    A word without ``=`` goes on with the value before it, as in ``department=North America``.

    Trouble for a subject or key that there is not, and for a subject that lacks the id it needs.
    """
    parts = [part for word in words for part in word.split() if part]
    if not parts or parts[0] not in SUBJECTS:
        raise Trouble(
            "explain.unknown_subject", {"subject": parts[0] if parts else "", "subjects": ", ".join(SUBJECTS)}
        )
    subject, keys = parts[0], SUBJECTS[parts[0]]
    held: dict[str, str] = {}
    key = ""
    for part in parts[1:]:
        before = key
        key, equals, given = part.partition("=")
        if not equals and subject in _NEEDED and _NEEDED[subject][0] not in held:
            key, given = _NEEDED[subject][0], part
        elif not equals and before:
            key, given = before, f"{held[before]} {part}"
        elif not equals or key not in (*keys, "period"):
            raise Trouble(
                "explain.unknown_key", {"key": part, "subject": subject, "keys": ", ".join((*keys, "period"))}
            )
        held[key] = given
    for key in _NEEDED.get(subject, ()):
        if key not in held:
            raise Trouble("explain.needs_key", {"subject": subject, "key": key})
    if held.get("part", PARTS[0]) not in PARTS:
        raise Trouble("explain.unknown_part", {"part": held["part"], "parts": ", ".join(PARTS)})
    named = held.pop("period", period)
    if not named:
        raise Trouble("explain.needs_period", {"subject": subject})
    return Figure(subject, named, tuple((key, held[key]) for key in keys if key in held))
