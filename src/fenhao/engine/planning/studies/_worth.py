"""Does a purchase or programme pay: all it costs, what it brings, discounted, and which assumption matters most.

Beside money saved and earned, more satisfied customers and faster answers count where somebody says what a point and a minute are worth:
points x stay_per_point x served_margin, and minutes x contacts x minute_worth. What satisfaction and answers were before and after is stated, or measured
around the month from which the purchase was used.

NPV = sum over years of (benefit - cost) / (1 + discount) ^ year; what is paid at the start is year 0. A year's benefits grow in:
the first has the share ``ramp`` of a full year. IRR is the discount at which NPV is nothing, where there is exactly one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from fenhao.engine.planning.studies._fields import Answers, Asked, Field

_NOTHING, _ALL = Fraction(0), Fraction(1)
ONCE = ("purchase", "hardware", "setup", "training")
YEARLY = ("maintenance", "licences", "staff_time")
BENEFITS = ("saved_cost", "more_margin", "kept_margin")

WORTH_FIELDS = (
    Field("title", Asked.text, "", group="what"),
    Field("years", Asked.count, "5", low=Fraction(1), high=Fraction(15), group="what"),
    Field("discount", Asked.share, "10%", low=_NOTHING, high=_ALL, group="what"),
    *(Field(name, Asked.money, "0", low=_NOTHING, group="once") for name in ONCE),
    *(Field(name, Asked.money, "0", low=_NOTHING, group="yearly") for name in YEARLY),
    *(Field(name, Asked.money, "0", low=_NOTHING, group="brings") for name in BENEFITS),
    Field("ramp", Asked.share, "50%", low=_NOTHING, high=_ALL, group="brings"),
    Field("growth", Asked.share, "0%", low=Fraction(-1), high=_ALL, group="brings"),
    Field("unsure", Asked.share, "30%", low=_NOTHING, high=_ALL, group="brings"),
    Field("since", Asked.text, "", group="seen"),
    Field("satisfaction_before", Asked.share, "", low=_NOTHING, high=_ALL, group="seen"),
    Field("satisfaction_after", Asked.share, "", low=_NOTHING, high=_ALL, group="seen"),
    Field("served_margin", Asked.money, "0", low=_NOTHING, group="seen"),
    Field("stay_per_point", Asked.share, "0%", low=_NOTHING, high=_ALL, group="seen"),
    Field("minutes_before", Asked.count, "", low=_NOTHING, group="seen"),
    Field("minutes_after", Asked.count, "", low=_NOTHING, group="seen"),
    Field("contacts", Asked.count, "0", low=_NOTHING, group="seen"),
    Field("minute_worth", Asked.money, "0", low=_NOTHING, group="seen"),
)
"""``unsure`` is by how much of itself each figure may be off, for the tornado. ``since`` is a month; ``stay_per_point`` the share of
``served_margin`` that one point of satisfaction more keeps a year."""
_SEEN = ("satisfaction_gain", "stay_per_point", "served_margin", "response_gain", "contacts", "minute_worth")


@dataclass(frozen=True, slots=True)
class WorthYear:
    """One year: whole amounts; ``npv`` is the discounted sum up to here, an exact fraction of minor units."""

    year: int
    cost_minor: int
    benefit_minor: int
    npv: Fraction

    @property
    def net_minor(self) -> int:
        """What the year leaves."""
        return self.benefit_minor - self.cost_minor


@dataclass(frozen=True, slots=True)
class Swing:
    """What one assumption does to NPV when it is off by ``unsure`` either way; the other assumptions stay."""

    name: str
    low: Fraction
    high: Fraction

    @property
    def width(self) -> Fraction:
        """How far apart the two are."""
        return abs(self.high - self.low)


@dataclass(frozen=True, slots=True)
class Worth:
    """The answer. ``all_in_minor`` is all cost, undiscounted; ``payback_months`` None: not within the years; ``irr`` None: none, or several.

    ``least_benefit`` is the share of the benefits at which it just pays, None without benefits. ``parts`` are what a full year brings,
    by where it comes from, whole minor units.
    """

    title: str
    all_in_minor: int
    brought_minor: int
    npv: Fraction
    irr: float | None
    payback_months: int | None
    least_benefit: Fraction | None
    years: tuple[WorthYear, ...]
    swings: tuple[Swing, ...]
    parts: tuple[tuple[str, int], ...] = ()


def worth_of(answers: Answers) -> Worth:
    """Return whether it pays; the swings go from the widest."""
    amounts = {name: Fraction(answers.money(name)) for name in (*ONCE, *YEARLY, *BENEFITS)} | _seen(answers)
    rest = {name: answers.share(name) for name in ("discount", "ramp", "growth")}
    years = answers.whole("years")
    flows = _flows({**amounts, **rest}, years)
    npv = _npv(flows, rest["discount"])
    costs, benefits = [cost for cost, _ in flows], [benefit for _, benefit in flows]
    brought = _npv([(Fraction(0), each) for each in benefits], rest["discount"])
    spent = _npv([(each, Fraction(0)) for each in costs], rest["discount"])
    told, summed = [], Fraction(0)
    for year, (cost, benefit) in enumerate(flows):
        summed += (benefit - cost) / (1 + rest["discount"]) ** year
        told.append(WorthYear(year, _whole(cost), _whole(benefit), summed))
    unsure = answers.share("unsure")
    swings = sorted(
        (
            _swing(name, {**amounts, **rest}, years, unsure)
            for name in (*amounts, *rest)
            if {**amounts, **rest}[name]
        ),
        key=lambda each: -each.width,
    )
    return Worth(
        title=answers.text("title"),
        all_in_minor=sum(each.cost_minor for each in told),
        brought_minor=sum(each.benefit_minor for each in told),
        npv=npv,
        irr=_irr([benefit - cost for cost, benefit in flows]),
        payback_months=_payback([benefit - cost for cost, benefit in flows]),
        least_benefit=-spent / brought if brought else None,
        years=tuple(told),
        swings=tuple(each for each in swings if each.width),
        parts=tuple((name, _whole(amount)) for name, amount in _benefits(amounts).items() if amount),
    )


def _seen(answers: Answers) -> dict[str, Fraction]:
    """Return what satisfaction and answers gained, and what that is worth; nothing where before or after is not known."""

    def gain(before: str, after: str, times: int) -> Fraction:
        known = answers.is_given(before) and answers.is_given(after)
        return (answers.share(after) - answers.share(before)) * times if known else Fraction(0)

    found = {
        "satisfaction_gain": gain("satisfaction_before", "satisfaction_after", 100),
        "response_gain": gain("minutes_before", "minutes_after", -1),
    }
    return found | {
        name: Fraction(answers.money(name))
        if name in {"served_margin", "minute_worth"}
        else answers.share(name)
        for name in _SEEN
        if name not in found
    }


def _benefits(given: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Return what a full year brings, by where it comes from; a loss of satisfaction or speed is below nothing."""
    return {name: given[name] for name in BENEFITS} | {
        "satisfaction_worth": given["satisfaction_gain"] * given["stay_per_point"] * given["served_margin"],
        "response_worth": given["response_gain"] * given["contacts"] * given["minute_worth"],
    }


def _flows(given: Mapping[str, Fraction], years: int) -> list[tuple[Fraction, Fraction]]:
    """Return cost and benefit of each year from 0, whole amounts of benefits where growth makes parts of a unit."""
    flows = [(sum((given[name] for name in ONCE), Fraction(0)), Fraction(0))]
    full, yearly = (
        sum(_benefits(given).values(), Fraction(0)),
        sum((given[name] for name in YEARLY), Fraction(0)),
    )
    for year in range(1, years + 1):
        benefit = full * (1 + given["growth"]) ** (year - 1) * (given["ramp"] if year == 1 else 1)
        flows.append((yearly, Fraction(_whole(benefit))))
    return flows


def _npv(flows: list[tuple[Fraction, Fraction]], discount: Fraction) -> Fraction:
    """Return the discounted sum of benefits less costs."""
    return sum(
        ((benefit - cost) / (1 + discount) ** year for year, (cost, benefit) in enumerate(flows)), Fraction(0)
    )


def _swing(name: str, given: Mapping[str, Fraction], years: int, unsure: Fraction) -> Swing:
    """Return NPV with one figure lower and higher."""
    found = []
    for factor in (1 - unsure, 1 + unsure):
        changed = {**given, name: given[name] * factor}
        if name == "ramp":
            changed[name] = min(changed[name], Fraction(1))
        found.append(_npv(_flows(changed, years), changed["discount"]))
    return Swing(name, found[0], found[1])


def _irr(net: list[Fraction]) -> float | None:
    """Return the yearly rate at which the flows are worth nothing; None unless they change sign exactly once."""
    signs = [each > 0 for each in net if each]
    if sum(a != b for a, b in pairwise(signs)) != 1 or signs[0]:
        return None
    flows = [float(each) for each in net]

    def at(rate: float) -> float:
        """Return the value at a rate: it falls as the rate rises."""
        return sum(each / (1 + rate) ** year for year, each in enumerate(flows))

    low, high = -0.99, 1.0
    while at(high) > 0:
        high *= 2
        if high > 1e6:
            return None
    if at(low) < 0:
        return None
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if at(middle) > 0 else (low, middle)
    return (low + high) / 2


def _payback(net: list[Fraction]) -> int | None:
    """Return after how many months the outlay is back, undiscounted, each year's flow even over its months."""
    summed = net[0]
    if summed >= 0:
        return 0
    for year, each in enumerate(net[1:], start=1):
        if summed + each >= 0:
            months = -summed * 12 / each
            return (year - 1) * 12 + -(-months.numerator // months.denominator)
        summed += each
    return None


def _whole(amount: Fraction) -> int:
    """Return an amount to the nearest minor unit, halves up."""
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)
