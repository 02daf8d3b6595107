"""The scorecard as sheets: a goal a row, and what was measured for it, a month a row."""

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from fenhao.engine.metrics import Unit, path_at
from fenhao.interfaces.report._sheet import Column, Kind, Sheet, Value
from fenhao.interfaces.words import Language, say

if TYPE_CHECKING:
    from fenhao.books.goals import GoalRow

    GoalTold = tuple[GoalRow, str, str, str, str, str]

_GOALS = (
    ("metric", Kind.text),
    ("scope", Kind.text),
    ("owner", Kind.text),
    ("unit", Kind.text),
    ("baseline_of", Kind.text),
    ("baseline", Kind.text),
    ("actual_of", Kind.text),
    ("actual", Kind.text),
    ("target", Kind.text),
    ("due", Kind.text),
    ("status", Kind.text),
)
_MONTHS = (
    ("metric", Kind.text),
    ("scope", Kind.text),
    ("month", Kind.text),
    ("actual", Kind.text),
    ("path", Kind.text),
    ("cost", Kind.amount),
    ("entries", Kind.count),
)


def goals_sheet(
    lang: Language, rows: "Sequence[GoalTold]", *, title: str, digits: int
) -> tuple[Sheet, Sheet]:
    """Return both sheets. A row is a goal with its name, scope, owner, unit and status in words.

    Metrics have units of their own, so their numbers are written exactly as text: 15 %, 1200.50, 3.
    """

    def text(goal: "GoalRow", value: Fraction | None) -> str:
        """Return a number in its metric's unit."""
        return exact_text(goal.definition.unit, value, digits=digits)

    goals: list[tuple[Value, ...]] = []
    months: list[tuple[Value, ...]] = []
    for goal, name, scope, owner, unit, status in rows:
        newest = goal.newest
        goals.append(
            (
                name, scope, owner, unit, goal.baseline_label, text(goal, goal.baseline), newest.month if newest else "",
                text(goal, newest.value if newest else None), text(goal, goal.target), goal.due_month, status,
            )
        )  # fmt: skip
        for each in goal.measures:
            path = path_at(goal.aim, each.place) if each.place >= 0 else None
            months.append(
                (
                    name,
                    scope,
                    each.month,
                    text(goal, each.value),
                    text(goal, path),
                    each.cost_minor,
                    each.entries,
                )
            )
    return (
        _sheet(lang, "sheet_goals", title, _GOALS, tuple(goals)),
        _sheet(lang, "sheet_months", title, _MONTHS, tuple(months)),
    )


def exact_text(unit: Unit, value: Fraction | None, *, digits: int) -> str:
    """Return a number to four decimals of its unit, halves away from zero; empty where there is none."""
    if value is None:
        return ""
    scale = {Unit.share: Fraction(100), Unit.minor: Fraction(1, 10**digits)}.get(unit, Fraction(1))
    held = abs(value) * scale * 10_000
    whole, rest = divmod((2 * held.numerator + held.denominator) // (2 * held.denominator), 10_000)
    number = f"{whole}.{rest:04d}".rstrip("0").rstrip(".")
    return f"{'-' if value < 0 and number != '0' else ''}{number}{' %' if unit is Unit.share else ''}"


def _sheet(
    lang: Language,
    name: str,
    title: str,
    columns: Sequence[tuple[str, Kind]],
    rows: tuple[tuple[Value, ...], ...],
) -> Sheet:
    """Return a sheet with the page's words over its columns; numbers of several units are not added up."""
    return Sheet(
        name=say(f"web.goals.{name}", {}, lang),
        title=title,
        subtitle=say("web.goals.sheet_note", {}, lang),
        total="",
        columns=tuple(
            Column(say(f"web.goals.{each}", {}, lang), kind, 24 if kind is Kind.text else 14)
            for each, kind in columns
        ),
        rows=rows,
    )
