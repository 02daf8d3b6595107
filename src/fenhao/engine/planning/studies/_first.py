"""A first plan for a company without history: people, tools and marketing, and whether the sum is usual for such a company."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from fenhao.engine.budget import (
    BudgetMonths,
    BudgetPolicy,
    PreparedBudget,
    Spending,
    Staff,
    guided,
    scaled,
)
from fenhao.engine.planning.studies._fields import Answers, Asked, Field
from fenhao.kernel import split

_NOTHING, _ALL = Fraction(0), Fraction(1)
MARKETING = ("events", "gifts", "messages", "advertising")

FIRST_FIELDS = (
    Field("year", Asked.count, "", low=Fraction(1990), high=Fraction(2199), group="company"),
    Field("profile", Asked.choice, "retail", group="company"),
    Field("stage", Asked.choice, "stable", group="company"),
    Field("model", Asked.choice, "one_off", group="company"),
    Field("company_total", Asked.money, "", low=_NOTHING, group="company"),
    Field("people", Asked.count, "1", low=_NOTHING, high=Fraction(10_000), group="staff"),
    Field("pay", Asked.money, "0", low=_NOTHING, group="staff"),
    Field("training", Asked.money, "0", low=_NOTHING, group="staff"),
    Field("crm", Asked.money, "0", low=_NOTHING, group="tools"),
    Field("analytics", Asked.money, "0", low=_NOTHING, group="tools"),
    *(Field(name, Asked.money, "", low=_NOTHING, group="marketing") for name in MARKETING),
    Field("season", Asked.choice, "even", choices=("even", "year_end", "spring"), group="marketing"),
)
"""What the guide asks. ``pay`` is a person's monthly cost, everything else of the year; marketing left empty is filled to the
middle of what is usual."""

_SEASONS = {"even": (), "year_end": (20, 20, 25, 35), "spring": (35, 25, 20, 20)}
_CATEGORIES = {
    "events": "activities",
    "gifts": "benefits",
    "messages": "activities",
    "advertising": "acquisition",
}
_USUAL_MIX = {"events": 30, "gifts": 30, "messages": 10, "advertising": 30}


@dataclass(frozen=True, slots=True)
class UsualRange:
    """What share of its total budget such a company usually spends on customers; ``high`` None: only a lower end is usual."""

    kind: str
    code: str
    low: Fraction
    high: Fraction | None


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the plan: its question, category, amount of the year and whether the guide filled it in."""

    name: str
    category: str
    fixed: bool
    amount_minor: int
    filled_in: bool


@dataclass(frozen=True, slots=True)
class RangeVerdict:
    """A usual range beside the plan: below, within or above it, or ``unknown`` without the company's total."""

    usual: UsualRange
    low_minor: int
    high_minor: int | None
    verdict: str


@dataclass(frozen=True, slots=True)
class FirstPlan:
    """A first plan: its parts, the budget they make, its share of the company's total and the ranges beside it."""

    fiscal_year: int
    currency: str
    parts: tuple[Part, ...]
    prepared: PreparedBudget
    fixed_categories: frozenset[str]
    share: Fraction | None
    fixed_share: Fraction | None
    ranges: tuple[RangeVerdict, ...]


def first_plan(
    *,
    answers: Answers,
    label: str,
    currency: str,
    year: Sequence[BudgetMonths],
    policy: BudgetPolicy,
    ranges: Sequence[UsualRange],
) -> FirstPlan:
    """Return the plan that the answers make; ``ranges`` are those of the industry, stage and model that were answered."""
    months = sum(len(quarter.months) for quarter in year)
    staff = Staff("team", answers.whole("people"), answers.money("pay"), answers.money("training"))
    parts = [
        Part("people", "team", fixed=True, amount_minor=staff.year_minor(months), filled_in=False),
        *(
            Part(name, "system", fixed=True, amount_minor=answers.money(name), filled_in=False)
            for name in ("crm", "analytics")
        ),
    ]
    company = answers.money("company_total")
    parts += _marketing(
        answers, company=company, spent=sum(each.amount_minor for each in parts), ranges=ranges
    )
    weights = _SEASONS[answers.text("season") or "even"]
    totals: dict[tuple[str, bool], int] = {}
    for each in parts[1:]:
        totals[each.category, each.fixed] = totals.get((each.category, each.fixed), 0) + each.amount_minor
    spending = [
        Spending(category, total, fixed, () if fixed or len(year) != len(weights) else weights)
        for (category, fixed), total in totals.items()
        if total
    ]
    prepared = guided(label=label, year=year, staff=[staff], spending=spending, policy=policy)
    total = prepared.total_minor
    fixed = sum(each.amount_minor for each in parts if each.fixed)
    return FirstPlan(
        answers.whole("year"),
        currency,
        tuple(parts),
        prepared,
        frozenset(each.category for each in parts if each.fixed),
        Fraction(total, company) if company else None,
        Fraction(fixed, total) if total else None,
        tuple(_verdict(each, total=total, company=company) for each in ranges),
    )


def _marketing(answers: Answers, *, company: int, spent: int, ranges: Sequence[UsualRange]) -> list[Part]:
    """Return marketing as answered; what was left empty shares what is missing to the middle of the usual ranges."""
    given = [name for name in MARKETING if answers.is_given(name)]
    open_parts = [name for name in MARKETING if name not in given]
    wanted = scaled(company, _middle(ranges)) if company and ranges else 0
    missing = max(wanted - spent - sum(answers.money(name) for name in given), 0)
    filled = dict.fromkeys(open_parts, 0)
    if missing and open_parts:
        parts = split(missing, [_USUAL_MIX[name] for name in open_parts])
        filled = dict(zip(open_parts, parts, strict=True))
    return [
        Part(
            name,
            _CATEGORIES[name],
            fixed=False,
            amount_minor=answers.money(name) if name in given else filled[name],
            filled_in=name not in given,
        )
        for name in MARKETING
    ]


def _middle(ranges: Sequence[UsualRange]) -> Fraction:
    """Return the mean of the ranges' middles; one without an upper end counts with its lower."""
    middles = [
        (each.low + (each.high if each.high is not None else each.low)) * Fraction(1, 2) for each in ranges
    ]
    return sum(middles, Fraction(0)) * Fraction(1, len(middles))


def _verdict(usual: UsualRange, *, total: int, company: int) -> RangeVerdict:
    """Return where the plan lies beside a usual range."""
    low = scaled(company, usual.low)
    high = scaled(company, usual.high) if usual.high is not None else None
    if not company:
        verdict = "unknown"
    elif total < low:
        verdict = "below"
    else:
        verdict = "above" if high is not None and total > high else "within"
    return RangeVerdict(usual, low, high, verdict)
