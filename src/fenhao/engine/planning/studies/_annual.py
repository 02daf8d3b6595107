"""Next year's lines, each from last year's cost times factors that are told beside it.

cell = base x mix x customers x trend x return x participation x waste x fit x after_reserve, and a rounding below two minor
units. Fixed cost knows growth and trend alone. All factors are exact; ``kernel.split`` gives every unit of the total away.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from fenhao.engine.budget import (
    NO_TIER,
    BudgetLine,
    BudgetPolicy,
    BudgetStep,
    PreparedBudget,
    QuarterReserve,
    percent_text,
    scaled,
)
from fenhao.engine.planning.studies._fields import Answers, Asked, Field
from fenhao.engine.planning.studies._year import LineCost, YearFacts
from fenhao.kernel import split

_NOTHING, _ALL, _DOUBLE = Fraction(0), Fraction(1), Fraction(2)
_LEAST, _MOST = Fraction(-1), Fraction(10)

BY_POLICY, BY_ROBUST, BY_MIDDLE = "policy", "split_robust", "split_best"

ANNUAL_FIELDS = (
    Field("growth", Asked.share, "0%", per="tier", low=_LEAST, high=_MOST, group="goals"),
    Field("follows", Asked.share, "100%", low=_NOTHING, high=_DOUBLE, group="goals"),
    Field("trend", Asked.share, "0%", low=_LEAST, high=_MOST, group="trend"),
    Field("trend_of", Asked.share, "", per="category", low=_LEAST, high=_MOST, group="trend"),
    Field("fixed_growth", Asked.share, "0%", low=_LEAST, high=_MOST, group="trend"),
    Field("spread_by", Asked.choice, BY_POLICY, choices=(BY_POLICY, BY_ROBUST, BY_MIDDLE), group="split"),
    Field("to_policy", Asked.share, "100%", low=_NOTHING, high=_ALL, group="split"),
    Field("lean", Asked.share, "10%", low=_NOTHING, high=_ALL, group="split"),
    Field("drop_quiet", Asked.share, "100%", low=_NOTHING, high=_ALL, group="split"),
    Field("drop_waste", Asked.share, "100%", low=_NOTHING, high=_ALL, group="split"),
    Field("reserve", Asked.share, "10%", low=_NOTHING, high=Fraction(9, 10), group="split"),
    Field("total", Asked.money, "", low=_NOTHING, group="split"),
)
"""What next year's proposal assumes. ``growth`` is of a tier's customers and variable cost ``follows`` it; ``to_policy`` is how far
the tiers' shares go from what they were to what the policy says; ``lean`` is the most that a tier's return moves its cost. ``spread_by``
is who decides on tiers' programmes: the policy, or a split that was worked out."""


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor of a cell: a code that the interfaces name, and its exact value."""

    code: str
    value: Fraction


@dataclass(frozen=True, slots=True)
class ProposedCell:
    """One line of a proposal: ``amount`` = base x factors + ``rounding``, which is below two minor units.

    ``borrowed`` says that the tier had no such cost: the base is everybody's, by the tier's share of the policy.
    ``by_hand_minor`` is what a person has set it away from the arithmetic's amount; the amount holds it.
    """

    month: str
    month_then: str
    tier: str
    category: str
    fixed: bool
    base_minor: int
    borrowed: bool
    factors: tuple[Factor, ...]
    rounding: Fraction
    amount_minor: int
    by_hand_minor: int = 0

    @property
    def key(self) -> tuple[str, str, str]:
        """Month, tier, category."""
        return self.month, self.tier, self.category

    @property
    def product(self) -> Fraction:
        """Base x factors, exactly."""
        found = Fraction(self.base_minor)
        for each in self.factors:
            found *= each.value
        return found


@dataclass(frozen=True, slots=True)
class Proposal:
    """A budget proposed for ``label``: total = sum of cells + sum of reserves, exactly."""

    label: str
    fiscal_year: int
    currency: str
    cells: tuple[ProposedCell, ...]
    reserves: tuple[QuarterReserve, ...]

    @property
    def total_minor(self) -> int:
        """Return what all of it comes to."""
        return sum(each.amount_minor for each in self.cells) + self.reserve_minor

    @property
    def reserve_minor(self) -> int:
        """Return the emergency reserves of all quarters."""
        return sum(each.reserve_minor for each in self.reserves)

    @property
    def fixed_categories(self) -> frozenset[str]:
        """Return the categories of fixed cost."""
        return frozenset(each.category for each in self.cells if each.fixed)

    @property
    def prepared(self) -> PreparedBudget:
        """Return it as a budget is kept: its lines, reserves, and the steps from last year's cost to its total."""
        fixed = sum(each.amount_minor for each in self.cells if each.fixed)
        variable = self.total_minor - fixed - self.reserve_minor
        base = {
            kind: sum(each.base_minor for each in self.cells if each.fixed is kind and not each.borrowed)
            for kind in (True, False)
        }
        tiers = dict.fromkeys(each.tier for each in self.cells if each.tier)
        steps = (
            BudgetStep("fixed_actual", base[True], ""),
            BudgetStep("fixed_growth", fixed - base[True], _change(fixed, base[True])),
            BudgetStep("fixed_budget", fixed, ""),
            BudgetStep("variable_actual", base[False], ""),
            BudgetStep(
                "variable_growth",
                variable + self.reserve_minor - base[False],
                _change(variable + self.reserve_minor, base[False]),
            ),
            BudgetStep("variable_budget", variable + self.reserve_minor, ""),
            BudgetStep("reserve", self.reserve_minor, ""),
            *(
                BudgetStep("tier", sum(each.amount_minor for each in self.cells if each.tier == tier), tier)
                for tier in tiers
            ),
            BudgetStep(
                "without_tier",
                sum(each.amount_minor for each in self.cells if not each.tier and not each.fixed),
                "",
            ),
            BudgetStep("total", self.total_minor, ""),
        )
        lines = tuple(BudgetLine(*each.key, each.amount_minor) for each in _merged(self.cells))
        return PreparedBudget(self.label, self.total_minor, steps, lines, self.reserves)


def policy_defaults(policy: BudgetPolicy) -> dict[str, str]:
    """Return the answers that the company's budget policy gives before anybody is asked."""
    return {
        "fixed_growth": percent_text(policy.fixed_growth),
        "reserve": percent_text(policy.reserve_share),
        "trend": percent_text(policy.growth),
    }


def propose(
    *,
    facts: YearFacts,
    answers: Answers,
    policy: BudgetPolicy,
    more: Mapping[tuple[str, str], Factor] | None = None,
    borrows: bool = True,
) -> Proposal:
    """Return the proposal for the year after ``facts``. ``more`` brings a last factor for a tier's category ('' fixed or no tier).

    Money that nobody spent gives a proposal of nothing; the sum is exact whatever the factors are. A tier of the policy that
    cost nothing borrows everybody's lines, unless ``borrows`` is false.
    """
    shares = {each.tier: each.share for each in policy.tier_shares}
    bases = _bases(facts, shares if borrows else {})
    mixes = _mixes(bases, answers, shares)
    places = dict.fromkeys((base.tier, base.category) for base, _ in bases if not base.fixed)
    evidence = {place: _evidence(facts, answers, *place) for place in places}
    cells = [
        _cell(facts, answers, mixes, evidence, base, more or {}, borrowed=borrowed)
        for base, borrowed in bases
    ]
    if answers.is_given("total"):
        cells = _fitted(cells, answers.money("total"))
    done: list[ProposedCell] = []
    fixed = [each for each in cells if each.fixed]
    done += _rounded(fixed, _nearest(sum((each.product for each in fixed), _NOTHING)))
    held = dict.fromkeys((quarter.quarter for quarter in facts.quarters), 0)
    # Tier by tier, so that what one assumption does to a tier moves no unit of another.
    for tier in dict.fromkeys(each.tier for each in cells if not each.fixed):
        own = [each for each in cells if not each.fixed and each.tier == tier]
        done += _by_quarter(own, facts, answers.share("reserve"), held)
    reserves = tuple(QuarterReserve(quarter, amount) for quarter, amount in held.items())
    return Proposal(facts.coming, facts.fiscal_year, facts.currency, in_order(done, facts, shares), reserves)


def _by_quarter(
    cells: Sequence[ProposedCell], facts: YearFacts, reserve: Fraction, held: dict[str, int]
) -> list[ProposedCell]:
    """Return a tier's cells with whole amounts, its quarters' reserves carved out of them and added to ``held``."""
    quarters = [[each for each in cells if each.month in quarter.months] for quarter in facts.quarters]
    sums = [sum((each.product for each in quarter), _NOTHING) for quarter in quarters]
    whole = _nearest(sum(sums, _NOTHING))
    totals = split(whole, sums) if whole else (0,) * len(sums)
    after, done = Factor("after_reserve", 1 - reserve), list[ProposedCell]()
    for quarter, own, total in zip(facts.quarters, quarters, totals, strict=True):
        kept, rest = split(total, (reserve, 1 - reserve))
        held[quarter.quarter] += kept
        done += _rounded([replace(each, factors=(*each.factors, after)) for each in own], rest)
    assert sum(each.amount_minor for each in done) <= whole, "a reserve is carved inside"
    return done


def _bases(facts: YearFacts, shares: Mapping[str, Fraction]) -> list[tuple[LineCost, bool]]:
    """Return last year's cost by line, nothing below zero; a tier of the policy without any borrows everybody's lines."""
    summed: dict[tuple[str, str, str, bool], LineCost] = {}
    for each in facts.lines:
        tier = NO_TIER if each.fixed else each.tier
        key = (each.month, tier, each.category, each.fixed)
        held = summed.get(key)
        amount = each.amount_minor + (held.amount_minor if held else 0)
        summed[key] = replace(each, tier=tier, amount_minor=amount)
    lines = [(replace(each, amount_minor=max(each.amount_minor, 0)), False) for each in summed.values()]
    spent: dict[str, int] = defaultdict(int)
    by_place: dict[tuple[str, str, str], int] = defaultdict(int)
    for line, _ in lines:
        if line.tier:
            spent[line.tier] += line.amount_minor
            by_place[line.month, line.month_then, line.category] += line.amount_minor
    for tier, share in shares.items():
        if not spent[tier] and share and by_place:
            for (month, then, category), amount in by_place.items():
                lines.append(
                    (
                        LineCost(
                            month, then, tier, category, fixed=False, amount_minor=scaled(amount, share)
                        ),
                        True,
                    )
                )
    return lines


def _cell(
    facts: YearFacts,
    answers: Answers,
    mixes: Mapping[str, Factor],
    evidence: Mapping[tuple[str, str], Sequence[Factor]],
    base: LineCost,
    more: Mapping[tuple[str, str], Factor],
    *,
    borrowed: bool,
) -> ProposedCell:
    """Return a cell with all its factors but those that look at the whole."""
    trend = answers.share(
        f"trend_of.{base.category}" if answers.is_given(f"trend_of.{base.category}") else "trend"
    )
    if base.fixed:
        factors = [Factor("fixed_growth", 1 + answers.share("fixed_growth"))]
        if answers.is_given(f"trend_of.{base.category}"):
            factors.append(Factor("trend", 1 + trend))
    else:
        factors = [mixes[base.tier]] if base.tier in mixes and not borrowed else []
        factors.append(Factor("customers", 1 + answers.share("follows") * _growth(facts, answers, base.tier)))
        factors.append(Factor("trend", 1 + trend))
        factors += evidence[base.tier, base.category]
    extra = more.get((base.tier, base.category))
    if extra is not None:
        factors.append(extra)
    return ProposedCell(
        base.month, base.month_then, base.tier, base.category, base.fixed, base.amount_minor, borrowed,
        tuple(each for each in factors if each.value != 1), Fraction(0), 0,
    )  # fmt: skip


def _mixes(
    bases: Sequence[tuple[LineCost, bool]], answers: Answers, shares: Mapping[str, Fraction]
) -> dict[str, Factor]:
    """Return what brings each tier from its share of last year's cost towards the policy's."""
    spent: dict[str, int] = defaultdict(int)
    for base, borrowed in bases:
        if not borrowed and base.tier in shares:
            spent[base.tier] += base.amount_minor
    tiered, strength = sum(spent.values()), answers.share("to_policy")
    return {
        tier: Factor("mix", 1 + strength * (shares[tier] * tiered / own - 1))
        for tier, own in spent.items()
        if own
    }


def _growth(facts: YearFacts, answers: Answers, tier: str) -> Fraction:
    """Return how a tier's customers grow; without a tier, how all do."""
    if tier:
        return answers.share(f"growth.{tier}")
    had = sum(each.customers for each in facts.tiers)
    won = sum((answers.share(f"growth.{each.tier}") * each.customers for each in facts.tiers), Fraction(0))
    return won / had if had else Fraction(0)


def _evidence(facts: YearFacts, answers: Answers, own: str, category: str) -> list[Factor]:
    """Return what last year's results say: the tier's return, and what its spending bought nothing for."""
    found = []
    tier, all_of = facts.tier_of.get(own), facts.per_cost
    if own and tier is not None and tier.per_cost is not None and all_of is not None and all_of > 0:
        away = min(max(tier.per_cost / all_of - 1, Fraction(-1)), Fraction(1))
        found.append(Factor("return", 1 + answers.share("lean") * away))
    for code, name, quiet in (("participation", "drop_quiet", True), ("waste", "drop_waste", False)):
        part = facts.waste_share(tier=own, category=category, quiet=quiet)
        found.append(Factor(code, 1 - answers.share(name) * part))
    return found


def _fitted(cells: Sequence[ProposedCell], total: int) -> list[ProposedCell]:
    """Return the cells with variable cost fitted into a total that somebody gave; fixed cost stays as it is."""
    fixed = sum((each.product for each in cells if each.fixed), Fraction(0))
    loose = sum((each.product for each in cells if not each.fixed), Fraction(0))
    if not loose:
        return list(cells)
    fit = Factor("fit", max(total - _nearest(fixed), 0) / loose)
    return [each if each.fixed else replace(each, factors=(*each.factors, fit)) for each in cells]


def _rounded(cells: Sequence[ProposedCell], total: int) -> list[ProposedCell]:
    """Return the cells with whole amounts that sum to ``total``: each is its product, but for a rounding."""
    products = [each.product for each in cells]
    amounts = split(total, products) if any(products) else (0,) * len(cells)
    return [
        replace(each, amount_minor=amount, rounding=amount - product)
        for each, amount, product in zip(cells, amounts, products, strict=True)
    ]


def _nearest(amount: Fraction) -> int:
    """Return an exact amount, never below zero, to the nearest minor unit, halves up."""
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


def in_order(
    cells: Sequence[ProposedCell], facts: YearFacts, shares: Mapping[str, Fraction]
) -> tuple[ProposedCell, ...]:
    """Return the cells that have money or had it: by month, tier, category, fixed cost first."""
    months = {month: at for at, month in enumerate(m for quarter in facts.quarters for m in quarter.months)}
    tiers = {tier: at for at, tier in enumerate((NO_TIER, *shares))}
    places = {category: at for at, category in enumerate(facts.categories)}
    kept = [each for each in cells if each.amount_minor or each.base_minor]
    kept.sort(
        key=lambda each: (
            months[each.month],
            not each.fixed,
            tiers.get(each.tier, len(tiers)),
            places.get(each.category, len(places)),
        )
    )
    return tuple(kept)


def _merged(cells: Sequence[ProposedCell]) -> tuple[ProposedCell, ...]:
    """Return one cell a line: fixed and untiered variable cost of one category share a line of a budget."""
    found: dict[tuple[str, str, str], ProposedCell] = {}
    for each in cells:
        held = found.get(each.key)
        found[each.key] = replace(each, amount_minor=each.amount_minor + (held.amount_minor if held else 0))
    return tuple(found.values())


def _change(after: int, before: int) -> str:
    """Return a relative change to a tenth of a percent."""
    if not before:
        return ""
    tenths = Fraction(after - before, before) * 1000
    whole = (2 * abs(tenths.numerator) + tenths.denominator) // (2 * tenths.denominator)
    return f"{'-' if after < before and whole else ''}{whole // 10}.{whole % 10}%"
