"""Setting a goal: a metric of a scope, the period its baseline comes from, the target, until when and who answers."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from fenhao.books.database import Session, read
from fenhao.books.goals import Wanted, operations as books
from fenhao.books.people import Right, usernames
from fenhao.books.people.operations import DepartmentRow, departments
from fenhao.engine.metrics import METRIC_OF, METRICS, Unit, Where, typed_target
from fenhao.engine.value import TIERS
from fenhao.interfaces.web._acts import NOTHING_YET, Outcome, acting, attempt
from fenhao.interfaces.web._forms import Form, go, kept_key, new_key, posted, told
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._goals_shown import metric_formula, metric_name, unit_text
from fenhao.interfaces.web._long_work import standing
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.web.pages.goal import due_months, goal_words, owner_of
from fenhao.interfaces.web.pages.goals import WORK
from fenhao.interfaces.words import say
from fenhao.runs.planning import measured, measured_labels


@for_readers(Right.set_goal)
def goal_new(request: HttpRequest, here: Surroundings) -> HttpResponse:
    """Show the form, and set what was sent; its baseline is one of the periods that were measured."""
    names, form, outcome = Names(here), posted(request, here), NOTHING_YET
    labels = list(reversed(measured_labels(book=here.book)))
    if request.method == "POST":
        made: list[int] = []
        outcome = attempt(here, lambda: _set(form, made))
        if outcome.done:
            told(request, here, "web.goal_done.set")
            return go("goal", goal=made[0])
    return shown(
        request, here, "web/goal_new.html", _facts(names, form, labels, outcome), status=outcome.status
    )


def _facts(names: Names, form: Form, labels: Sequence[str], outcome: Outcome) -> dict[str, object]:
    """Return what the form offers, and what was typed."""
    here = names.here

    def work(session: Session) -> tuple[dict[int, str], tuple[DepartmentRow, ...]]:
        """Read who can answer."""
        return usernames(session), departments(session)

    people, held = read(work)
    chart = here.book.chart
    zh = names.lang == "zh"
    return {
        "problems": outcome.problems or form.problems,
        "typed": form.typed,
        "key": new_key(),
        "work": standing(here, WORK),
        "may_stop": True,
        "metrics": [
            (each.code, metric_name(names, each), metric_formula(names, each), unit_text(names, each.unit))
            for each in METRICS
        ],
        "tiers": [(each, names.tier(each)) for each in TIERS],
        "categories": [(each.code, each.name_zh if zh else each.name_en) for each in chart.categories],
        "leaves": [(each.code, each.name_zh if zh else each.name_en) for each in chart.cost_types],
        "labels": [(each, names.period(each)) for each in labels],
        "due_months": [(each, names.period(each)) for each in due_months(here, labels[-1])] if labels else [],
        "people": sorted(people.items(), key=lambda each: each[1]),
        "departments": held,
        "goals_href": reverse("web:goals"),
    }


def _set(form: Form, made: list[int]) -> Sequence[str]:
    """Set the goal, keeping its number in ``made``; return why not."""
    here = form.here
    label = form.needed("baseline", "web.goals.baseline_missing")
    facts = measured(book=here.book, label=label) if label else None
    metric = METRIC_OF.get(form.needed("metric", "web.goals.metric_missing"))
    relative = form.text("kind") == "relative"
    owner, department = owner_of(form)
    if form.problems:
        return [each.text for each in form.problems]
    if facts is None:
        return [say("goals.baseline_not_measured", {"label": label}, here.lang)]
    unit = metric.unit if metric else Unit.count
    amount = typed_target(form.text("amount"), unit=unit, relative=relative, digits=here.book.digits)
    wanted = Wanted(
        metric=form.text("metric"),
        where=Where(form.text("tier"), form.text("category"), form.text("department")),
        amount=amount,
        relative=relative,
        due_month=form.text("due"),
        owner=owner,
        owner_department=department,
    )
    answer = books.set_goal(
        wanted, calendar=here.book.calendar, facts=facts, key=kept_key(form), by=acting(here), at=here.at
    )
    if not answer.passed:
        return [goal_words(here, answer)]
    made.append(answer.number)
    books.take_measures(book=here.book, by=acting(here), at=here.at, only=answer.number)
    return ()
