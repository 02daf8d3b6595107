"""care.toml: what a point costs and how long it lives, and whom to call when."""

from dataclasses import dataclass
from fractions import Fraction

from fenhao.engine.loyalty import CareRules
from fenhao.engine.satisfaction.warning import Outcome, WarningRules
from fenhao.engine.value import TIERS
from fenhao.profiles._section import Section, merged, parse_toml
from fenhao.profiles._texts import default_text

_FILE = "care.toml"
_DAYS_MAX = 3660


@dataclass(frozen=True, slots=True)
class PointsRules:
    """How long points live by the rule, 0 for ever, and what a point costs in whole units of the currency."""

    life_months: int
    unit_cost: Fraction


@dataclass(frozen=True, slots=True)
class Loyalty:
    """The company's rules of points and care; ``answers_days`` is how long an unhappy answer is followed up."""

    points: PointsRules
    care: CareRules
    answers_days: int
    warnings: WarningRules


def read_care(text: str) -> Loyalty:
    """Return the rules in the text of care.toml over the default ones. Trouble names the key and what it may hold."""
    values = merged(parse_toml(default_text("care"), file=_FILE), parse_toml(text, file=_FILE))
    root = Section(values, file=_FILE)
    points, care = root.section("points"), root.section("care")
    rules = PointsRules(
        life_months=points.whole("life_months", low=0, high=600),
        unit_cost=_number(points, "cost_of_100") * Fraction(1, 100),
    )
    answers = care.whole("answers_days", low=1, high=_DAYS_MAX)
    called = CareRules(
        renewal_days=care.whole("renewal_days", low=0, high=_DAYS_MAX),
        birthday_days=care.whole("birthday_days", low=0, high=366),
        follow_up_days=care.whole("follow_up_days", low=0, high=366),
        quiet_times=_number(care, "quiet_times"),
        orders_min=care.whole("orders_min", low=2, high=10**6),
        tiers=care.texts("tiers", TIERS),
        contacts_max=care.whole("contacts_max", low=0, high=10**6),
        contacts_days=care.whole("contacts_days", low=1, high=_DAYS_MAX),
    )
    warnings = root.section("warnings")
    warned = WarningRules(
        back_days=warnings.whole("back_days", low=7, high=_DAYS_MAX),
        ahead_days=warnings.whole("ahead_days", low=7, high=_DAYS_MAX),
        repeat_days=warnings.whole("repeat_days", low=1, high=366),
        outcome=Outcome(warnings.choice("about", [each.value for each in Outcome])),
        calls=warnings.whole("calls", low=0, high=5_000),
    )
    for section in (points, care, warnings, root):
        section.end()
    return Loyalty(rules, called, answers, warned)


def _number(section: Section, key: str) -> Fraction:
    """Return an exact number above nought that is written as text."""
    try:
        found = Fraction(section.text(key))
    except (ValueError, ZeroDivisionError):
        found = Fraction(0)
    if found <= 0:
        raise section.wrong(key, allowed='"2", "0.5"')
    return found
