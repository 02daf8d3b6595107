"""The audit of exceptions: what a compliance officer asks of every entry, as pure rules over entries.

Reversals are netted off before: what was taken back is no exception any more.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from fractions import Fraction

NO_MARK = 2**62
"""An approval mark that no amount reaches."""


class ExceptionKind(Enum):
    """The exceptions, in the order in which they are listed."""

    missing_approval = "missing_approval"  # above its approval mark, and nobody approved it
    split_purchase = "split_purchase"  # several just below the mark that are above it together
    duplicate_voucher = "duplicate_voucher"  # the same amount, day, cost type and customer
    over_budget = "over_budget"  # beyond what its line had
    outside_plan = "outside_plan"  # on a line that nobody planned
    outside_chart = "outside_chart"  # on a cost type that the chart does not know, or no longer


@dataclass(frozen=True, slots=True)
class SpentEntry:
    """One entry with cost, net of what was taken back; amounts are above zero.

    ``mark_minor`` is the amount above which its line needs an approval; ``over`` names what let it go beyond its line,
    '' when it did not; ``from_load`` tells that it sums up many rows, so that it is no single voucher.
    """

    id: int
    by: int | None
    on: date
    tier: str
    category: str
    cost_type: str
    customer: str
    amount_minor: int
    mark_minor: int
    approved: bool
    over: str
    planned: bool
    charted: bool
    from_load: bool


@dataclass(frozen=True, slots=True)
class ExceptionPolicy:
    """What counts as just below a mark, and within how many days spends count as one purchase."""

    near_share: Fraction = Fraction(4, 5)
    within_days: int = 7


@dataclass(frozen=True, slots=True)
class SpendException:
    """One exception: the entries that make it, in order, and what they sum to. ``detail`` says more in a code or figure."""

    kind: ExceptionKind
    entries: tuple[int, ...]
    amount_minor: int
    detail: str


def find_exceptions(entries: Iterable[SpentEntry], policy: ExceptionPolicy) -> tuple[SpendException, ...]:
    """Return every exception, by kind and then by first entry; the order of the entries given plays no part."""
    ordered = sorted(entries, key=lambda entry: entry.id)
    single = [entry for entry in ordered if not entry.from_load]
    found = [
        _of(ExceptionKind.missing_approval, [each], str(each.mark_minor)) for each in single if _bare(each)
    ]
    found += _split(single, policy)
    found += _twice(single)
    found += [_of(ExceptionKind.over_budget, [each], each.over) for each in ordered if each.over]
    found += [_of(ExceptionKind.outside_plan, [each], each.category) for each in ordered if not each.planned]
    found += [
        _of(ExceptionKind.outside_chart, [each], each.cost_type) for each in ordered if not each.charted
    ]
    place = {kind: at for at, kind in enumerate(ExceptionKind)}
    return tuple(sorted(found, key=lambda each: (place[each.kind], each.entries)))


def _bare(entry: SpentEntry) -> bool:
    """Whether an entry is above its mark and nobody approved it."""
    return entry.amount_minor > entry.mark_minor and not entry.approved


def _split(entries: Sequence[SpentEntry], policy: ExceptionPolicy) -> list[SpendException]:
    """Return spends of one person for one line or one customer that stay below the mark each and pass it together."""
    near = [entry for entry in entries if _is_near(entry, policy)]
    found: dict[tuple[int, ...], SpendException] = {}
    for subject in (_line_of, _customer_of):
        groups: dict[tuple[str, ...], list[SpentEntry]] = defaultdict(list)
        for entry in near:
            if key := subject(entry):
                groups[(str(entry.by), *key)].append(entry)
        for group in groups.values():
            for run in _runs(sorted(group, key=lambda each: (each.on, each.id)), policy.within_days):
                total = sum(entry.amount_minor for entry in run)
                if len(run) > 1 and total > min(entry.mark_minor for entry in run):
                    split = _of(
                        ExceptionKind.split_purchase, run, str(min(entry.mark_minor for entry in run))
                    )
                    found.setdefault(split.entries, split)
    return list(found.values())


def _is_near(entry: SpentEntry, policy: ExceptionPolicy) -> bool:
    """Whether an entry lies just below its mark, or on it, without an approval."""
    share = policy.near_share
    return (
        not entry.approved
        and entry.mark_minor < NO_MARK
        and entry.amount_minor <= entry.mark_minor
        and entry.amount_minor * share.denominator >= entry.mark_minor * share.numerator
    )


def _line_of(entry: SpentEntry) -> tuple[str, ...]:
    """Return the line, whatever its month: a split may straddle two."""
    return ("line", entry.tier, entry.category)


def _customer_of(entry: SpentEntry) -> tuple[str, ...]:
    """Return the customer; nothing for spend without one."""
    return ("customer", entry.customer) if entry.customer else ()


def _runs(entries: Sequence[SpentEntry], within_days: int) -> list[list[SpentEntry]]:
    """Return entries, which are in order of day, in runs that begin where the last one has lasted long enough."""
    runs: list[list[SpentEntry]] = []
    for entry in entries:
        if runs and (entry.on - runs[-1][0].on).days <= within_days:
            runs[-1].append(entry)
        else:
            runs.append([entry])
    return runs


def _twice(entries: Sequence[SpentEntry]) -> list[SpendException]:
    """Return vouchers that look the same."""
    groups: dict[tuple[object, ...], list[SpentEntry]] = defaultdict(list)
    for entry in entries:
        groups[entry.amount_minor, entry.on, entry.cost_type, entry.customer].append(entry)
    return [
        _of(ExceptionKind.duplicate_voucher, group, group[0].customer)
        for group in groups.values()
        if len(group) > 1
    ]


def _of(kind: ExceptionKind, entries: Sequence[SpentEntry], detail: str) -> SpendException:
    """Return an exception of these entries."""
    ordered = sorted(entries, key=lambda entry: entry.id)
    total = sum(entry.amount_minor for entry in ordered)
    return SpendException(kind, tuple(entry.id for entry in ordered), total, detail)
