"""The goals that a company is offered to start with."""

from dataclasses import dataclass
from fractions import Fraction

from fenhao.profiles._section import Section, parse_toml
from fenhao.profiles._texts import default_text, profile_names

_MONTHS_MAX = 120


@dataclass(frozen=True, slots=True)
class StartingGoal:
    """A goal on a published number. ``amount`` is the target, or a change of the baseline when ``relative``.

    ``months`` counts from the baseline's last month to the month due; an empty ``tier`` or ``category`` takes all in.
    """

    metric: str
    amount: Fraction
    relative: bool
    months: int
    tier: str
    category: str


def starting_goals(profile: str) -> tuple[StartingGoal, ...]:
    """Return the goals offered to an industry, in the order in which they are read."""
    root = Section(parse_toml(default_text("goals"), file="goals.toml"), file="goals.toml")
    rows = root.rows("goal")
    root.end()
    found = [(row.texts("profiles", profile_names()), _goal(row)) for row in rows]
    for row in rows:
        row.end()
    return tuple(goal for profiles, goal in found if not profiles or profile in profiles)


def _goal(row: Section) -> StartingGoal:
    """Return one checked goal."""
    return StartingGoal(
        metric=row.code("metric"),
        amount=row.share("amount", low=-1, high=10),
        relative=row.choice("relative", ("yes", "no")) == "yes",
        months=row.whole("months", low=1, high=_MONTHS_MAX),
        tier=row.text("tier", empty=True),
        category=row.text("category", empty=True),
    )
