"""The customer base over years: who is won, kept, raised and won back, and what each of these brings for what it costs.

Each year customers move between tiers as they did last year; a strategy changes some of these moves. Customers and value are
expected numbers, estimates throughout: nothing here is added to booked money.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from fenhao.engine.planning.studies._fields import Answers, Asked, Field
from fenhao.engine.planning.studies._year import YearFacts

_NOTHING, _ALL = Fraction(0), Fraction(1)
TIERS = ("A", "B", "C", "D")
STRATEGIES = ("acquire", "keep", "upgrade", "win_back")
_USUAL: Mapping[str, Mapping[str, float]] = {
    "A": {"A": 0.80, "B": 0.10, "C": 0.03, "D": 0.07},
    "B": {"A": 0.08, "B": 0.70, "C": 0.10, "D": 0.12},
    "C": {"B": 0.07, "C": 0.63, "D": 0.30},
    "D": {"C": 0.08, "D": 0.92},
}
"""How customers move in a year where no two assessments tell: an assumption."""

PATH_FIELDS = (
    Field("years", Asked.count, "5", low=Fraction(1), high=Fraction(10), group="what"),
    Field("discount", Asked.share, "10%", low=_NOTHING, high=_ALL, group="what"),
    Field("spread", Asked.share, "50%", low=_NOTHING, high=_ALL, group="what"),
    Field("new_customers", Asked.count, "", low=_NOTHING, group="what"),
    Field("acquire", Asked.share, "10%", low=_NOTHING, high=Fraction(10), group="acquire"),
    Field("acquire_cost", Asked.money, "0", low=_NOTHING, group="acquire"),
    Field("keep", Asked.share, "10%", low=_NOTHING, high=_ALL, group="keep"),
    Field("keep_cost", Asked.money, "0", low=_NOTHING, group="keep"),
    Field("upgrade", Asked.share, "2%", low=_NOTHING, high=_ALL, group="upgrade"),
    Field("upgrade_cost", Asked.money, "0", low=_NOTHING, group="upgrade"),
    Field("win_back", Asked.share, "5%", low=_NOTHING, high=_ALL, group="win_back"),
    Field("win_back_cost", Asked.money, "0", low=_NOTHING, group="win_back"),
)
"""``acquire``: so many more new customers, at ``acquire_cost`` each. ``keep``: this share of those who would fall asleep stay,
at a cost for each customer awake. ``upgrade``: this share of B and C rises a tier, at a cost for each of them; ``win_back`` of D."""


@dataclass(frozen=True, slots=True)
class PathYear:
    """One year: expected customers by tier, margin, cost to serve, cost of the strategy, and the discounted sum so far."""

    year: int
    customers: tuple[float, ...]
    margin: float
    cost: float
    strategy_cost: float
    value: float


@dataclass(frozen=True, slots=True)
class ValuePath:
    """One strategy over the years. ``gain`` is its discounted value less that of going on as before, with weaker and stronger effects."""

    strategy: str
    years: tuple[PathYear, ...]
    value: float
    gain: float
    gain_low: float
    gain_high: float


@dataclass(frozen=True, slots=True)
class Paths:
    """Going on as before, each strategy alone, and all together; ``measured`` tells whether moves are last year's or assumed."""

    tiers: tuple[str, ...]
    measured: bool
    new_customers: float
    paths: tuple[ValuePath, ...]


def value_paths(*, facts: YearFacts, answers: Answers) -> Paths:
    """Return the paths; a strategy of no effect is a path like going on as before, less its cost."""
    moves, measured = _moves(facts)
    won = sum(each.customers for each in facts.flows if not each.tier_then and each.tier_now)
    new = float(answers.share("new_customers")) if answers.is_given("new_customers") else float(won)
    same = _walk(facts, answers, moves, new, strategies=(), strength=1.0)
    found = [ValuePath("as_before", same, same[-1].value, 0.0, 0.0, 0.0)]
    spread = float(answers.share("spread"))
    for name, strategies in (*((each, (each,)) for each in STRATEGIES), ("together", STRATEGIES)):
        walks = [
            _walk(facts, answers, moves, new, strategies=strategies, strength=strength)
            for strength in (1 - spread, 1.0, 1 + spread)
        ]
        gains = [walk[-1].value - same[-1].value for walk in walks]
        found.append(ValuePath(name, walks[1], walks[1][-1].value, gains[1], min(gains), max(gains)))
    return Paths(TIERS, measured, new, tuple(found))


def _moves(facts: YearFacts) -> tuple[dict[str, dict[str, float]], bool]:
    """Return the share of a tier's customers that is in each tier a year on, and whether it was measured."""
    found: dict[str, dict[str, float]] = {}
    measured = False
    for tier in TIERS:
        own = [each for each in facts.flows if each.tier_then == tier]
        had = sum(each.customers for each in own)
        if had:
            measured = True
            found[tier] = {
                now: sum(each.customers for each in own if each.tier_now == now) / had for now in TIERS
            }
        else:
            found[tier] = dict(_USUAL[tier])
    return found, measured


def _walk(
    facts: YearFacts,
    answers: Answers,
    moves: Mapping[str, Mapping[str, float]],
    new: float,
    *,
    strategies: tuple[str, ...],
    strength: float,
) -> tuple[PathYear, ...]:
    """Return the years under some strategies; ``strength`` is how much of their effect comes."""
    effect = {
        name: float(answers.share(name)) * strength if name in strategies else 0.0 for name in STRATEGIES
    }
    price = {name: answers.money(f"{name}_cost") if name in strategies else 0 for name in STRATEGIES}
    here = {each.tier: float(each.customers) for each in facts.tiers}
    people = {tier: here.get(tier, 0.0) for tier in TIERS}
    discount, value, found = 1 + float(answers.share("discount")), 0.0, []
    changed = {tier: _changed(tier, moves[tier], effect) for tier in TIERS}
    wanted = 1 + float(answers.share("acquire")) if "acquire" in strategies else 1.0
    for year in range(1, answers.whole("years") + 1):
        awake = sum(people[tier] for tier in TIERS[:-1])
        spent = (
            new * (wanted - 1) * price["acquire"]
            + awake * price["keep"]
            + (people["B"] + people["C"]) * price["upgrade"]
            + people["D"] * price["win_back"]
        )
        people = {
            now: sum(people[then] * changed[then].get(now, 0.0) for then in TIERS)
            + (new * (1 + effect["acquire"]) if now == "C" else 0.0)
            for now in TIERS
        }
        margin, cost = _year_worth(facts, people)
        value += (margin - cost - spent) / discount**year
        found.append(PathYear(year, tuple(people[tier] for tier in TIERS), margin, cost, spent, value))
    return tuple(found)


def _changed(tier: str, row: Mapping[str, float], effect: Mapping[str, float]) -> dict[str, float]:
    """Return a tier's moves under the effects; what is lost to a tier is gained by another."""
    found = {now: row.get(now, 0.0) for now in TIERS}
    if tier != "D":
        saved = found["D"] * min(effect["keep"], 1.0)
        found["D"] -= saved
        found[tier] += saved
    if tier in {"B", "C"}:
        better = TIERS[TIERS.index(tier) - 1]
        raised = min(effect["upgrade"], found[tier])
        found[tier] -= raised
        found[better] += raised
    if tier == "D":
        back = min(effect["win_back"], found["D"])
        found["D"] -= back
        found["C"] += back
    return found


def _year_worth(facts: YearFacts, people: Mapping[str, float]) -> tuple[float, float]:
    """Return a year's margin and cost to serve of so many customers, each as those of the tier were last year."""
    margin = cost = 0.0
    for each in facts.tiers:
        if each.tier in people and each.customers:
            margin += people[each.tier] * each.margin_minor / each.customers
            cost += people[each.tier] * each.cost_minor / each.customers
    return margin, cost
