"""Goals as pages show them: numbers in their own unit, how each stands in words, and small pictures of the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from fenhao.books.goals import GoalRow, MeasureRow
from fenhao.books.people.operations import DepartmentRow
from fenhao.engine.metrics import Metric, Progress, Unit, Where, path_at
from fenhao.interfaces.charts import Line, Voice, bullet, lines, sparkline
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.words import say

SCALE = 10_000
"""Charts draw whole numbers: a metric's value is drawn to a ten-thousandth of its unit."""
CSS = {
    Progress.met: "good",
    Progress.on_track: "good",
    Progress.behind: "bad",
    Progress.missed: "bad",
    Progress.unsure: "warned",
    Progress.unmeasured: "soft",
}


@dataclass(frozen=True, slots=True)
class GoalShown:
    """A goal in words and pictures; texts carry their sign and percent, the unit stands in ``unit``."""

    goal: GoalRow
    name: str
    scope: str
    href: str
    owner: str
    unit: str
    baseline: str
    baseline_of: str
    actual: str
    actual_of: str
    interval: str
    asked: str
    target: str
    due: str
    status: str
    css: str
    picture: SafeString
    trend: SafeString


def metric_name(names: Names, metric: Metric) -> str:
    """Return a metric's name in the reader's language."""
    return metric.name_zh if names.lang == "zh" else metric.name_en


def metric_formula(names: Names, metric: Metric) -> str:
    """Return a metric's formula in the reader's language."""
    return metric.formula_zh if names.lang == "zh" else metric.formula_en


def scope_text(names: Names, where: Where) -> str:
    """Return the part of the company that is meant; the whole of it has a name too."""
    types = {each.code: each for each in names.here.book.chart.cost_types}
    leaf = types.get(where.category)
    told = [
        names.tier(where.tier) if where.tier else "",
        (leaf.name_zh if names.lang == "zh" else leaf.name_en)
        if leaf
        else names.category(where.category)
        if where.category
        else "",
        where.department,
    ]
    return " · ".join(each for each in told if each) or say("web.goals.everything", {}, names.lang)


def unit_text(names: Names, unit: Unit) -> str:
    """Return the unit as a column's head names it; money in the currency's own unit."""
    return (
        names.figures(0).unit if unit is Unit.minor else say(f"web.goals.unit_{unit.value}", {}, names.lang)
    )


def value_text(names: Names, unit: Unit, value: Fraction | None) -> str:
    """Return a metric's value as people read it, ``--`` where there is none."""
    write = names.figures(0)
    if value is None:
        return "--"
    if unit is Unit.share:
        return write.percent(value)
    if unit is Unit.minor:
        return write.plain(_nearest(value))
    hundredths = replace(write, digits=2).plain(_nearest(value * 100))
    return hundredths.removesuffix(".00") if unit is Unit.count else hundredths


def shown_goal(
    names: Names, goal: GoalRow, people: Mapping[int, str], departments: Mapping[str, str]
) -> GoalShown:
    """Return a goal as a row of the scorecard."""
    metric, newest = goal.definition, goal.newest
    owner = people.get(goal.owner or 0, "") or departments.get(goal.owner_department, goal.owner_department)
    asked = path_at(goal.aim, newest.place) if newest else None
    status = names.word("web.goal_progress", goal.progress.value)
    if goal.state != "open":
        status = (
            f"{names.word('web.goal_state', goal.state)} · {status}"
            if goal.result
            else names.word("web.goal_state", goal.state)
        )

    def text(value: Fraction | None) -> str:
        """Return a value in the metric's unit."""
        return value_text(names, metric.unit, value)

    return GoalShown(
        goal=goal,
        name=metric_name(names, metric),
        scope=scope_text(names, goal.where),
        href=reverse("web:goal", kwargs={"goal": goal.id}),
        owner=owner,
        unit=unit_text(names, metric.unit),
        baseline=text(goal.baseline),
        baseline_of=names.period(goal.baseline_label),
        actual=text(newest.value if newest else None),
        actual_of=names.period(newest.month) if newest else "",
        interval=interval_text(names, metric.unit, newest),
        asked=text(asked),
        target=text(goal.target),
        due=names.period(goal.due_month),
        status=status,
        css=CSS[goal.progress],
        picture=_bullet(
            goal,
            f"{metric_name(names, metric)} {text(newest.value if newest else None)} / {text(goal.target)}",
        ),
        trend=_trend(goal, metric_name(names, metric)),
    )


def interval_text(names: Names, unit: Unit, measure: MeasureRow | None) -> str:
    """Return an estimate's interval; empty for what is exact."""
    if measure is None or measure.low is None or measure.high is None:
        return ""
    low, high = (value_text(names, unit, each) for each in (measure.low, measure.high))
    return say("web.goals.interval", {"low": low, "high": high}, names.lang)


def department_names(rows: Sequence[DepartmentRow]) -> dict[str, str]:
    """Return what departments are called, by code."""
    return {each.code: each.name for each in rows}


def history(names: Names, goal: GoalRow, *, width: int, caption: str) -> SafeString:
    """Return the course of a goal: what was measured, and the path from its baseline to its target as a plan."""
    months = [each for each in goal.measures if each.value is not None]
    ahead = range((months[-1].place if months else 0) + 1, goal.due + 1)
    places = [each.place for each in months] + list(ahead)
    labels = [names.month(each.month) for each in months] + [f"+{each}" for each in ahead]
    if goal.due in ahead:
        labels[-1] = names.month(goal.due_month)
    path = [path_at(goal.aim, place) if place >= 0 else None for place in places]
    actual = [each.value for each in months] + [None] * len(ahead)
    unit = goal.definition.unit

    def text(value: int) -> str:
        """Return a drawn value as it is read."""
        return value_text(names, unit, Fraction(value, SCALE))

    voice: Voice = replace(names.voice(names.figures(0)), amount=text, short=text)
    series = [
        Line(
            say(f"web.goals.{name}", {}, names.lang),
            scenario,
            tuple(None if each is None else _drawn(each) for each in values),
            tuple(
                f"{label} {value_text(names, unit, each)}" for label, each in zip(labels, values, strict=True)
            ),
        )
        for name, scenario, values in (("actual", "actual", actual), ("path", "plan", path))
        if any(each is not None for each in values)
    ]
    return mark_safe(lines(labels, series, [], voice, width=width, height=220, caption=caption))  # noqa: S308 - our own SVG


def _bullet(goal: GoalRow, title: str) -> SafeString:
    """Return the actual as a bar with a tick at the target; an untouched track where nothing was measured."""
    value = goal.newest.value if goal.newest and goal.newest.value is not None else Fraction(0)
    full = max(value, goal.target, goal.baseline, Fraction(1, SCALE)) * Fraction(6, 5)
    missed = goal.progress in {Progress.behind, Progress.missed}
    drawn = bullet(value, goal=goal.target, full=full, missed=missed, width=120, title=title)
    return mark_safe(drawn)  # noqa: S308 - our own SVG


def _trend(goal: GoalRow, title: str) -> SafeString:
    """Return the course of what was measured."""
    values = [_drawn(each.value) for each in goal.measures if each.value is not None]
    return mark_safe(sparkline(values, width=96, title=title))  # noqa: S308 - our own SVG


def _drawn(value: Fraction) -> int:
    """Return a value as charts draw it."""
    return _nearest(value * SCALE)


def _nearest(value: Fraction) -> int:
    """Return the nearest whole number, halves away from zero."""
    whole = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return -whole if value < 0 else whole
