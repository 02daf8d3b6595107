"""Goals with their measures and initiatives."""

from fractions import Fraction

from fenhao.books.database import read
from fenhao.books.goals import (
    CommentRow,
    GoalAnswer,
    GoalRow,
    InitiativeRow,
    Wanted,
    comments,
    initiatives,
    listed,
    operations as goals,
)
from fenhao.books.people import Right
from fenhao.engine.metrics import Where
from fenhao.interfaces.api._fields import (
    Amount,
    Asked,
    Flag,
    Id,
    Month,
    Name,
    NeededName,
    NoAmount,
    Nothing,
    Share,
    Why,
    Words,
)
from fenhao.interfaces.api._here import Here
from fenhao.interfaces.api._offers import Deed, Many, Offer, One, whole
from fenhao.interfaces.api._problems import Refused, Wrong
from fenhao.runs.planning import measured


class Goals(Asked):
    """Which goals: those still open, or all."""

    open_only: bool = False


class GoalTarget(Asked):
    """What a goal is after, by when, and who answers for it."""

    amount: Share
    relative: Flag = False
    due_month: Month
    owner: Id | None = None
    owner_department: Name = ""


class NewGoal(GoalTarget):
    """A goal on a published metric; its baseline is frozen from a period that was measured."""

    metric: NeededName
    baseline: NeededName
    tier: Name = ""
    category: Name = ""
    department: Name = ""


class GoalChange(GoalTarget):
    """Another target, and why."""

    why: Words


class GoalRemark(Asked):
    """A comment."""

    text: Words


class Initiative(Asked):
    """What is done for a goal, by whom, and what it is to save."""

    title: NeededName
    owner: Id
    planned_minor: Amount
    since_month: Month
    due_month: Month


class Realised(Asked):
    """What an initiative saved."""

    realised_minor: NoAmount
    why: Words = ""


def _set(here: Here, asked: NewGoal, key: str) -> GoalAnswer:
    """Set a goal."""
    facts = measured(book=here.book, label=asked.baseline)
    if facts is None:
        wrong = Wrong("baseline", "api.field.unknown", (("value", asked.baseline),))
        raise Refused(422, "api.wrong", fields=(wrong,))
    wanted = Wanted(
        metric=asked.metric,
        where=Where(asked.tier, asked.category, asked.department),
        amount=Fraction(asked.amount),
        relative=asked.relative,
        due_month=asked.due_month,
        owner=asked.owner,
        owner_department=asked.owner_department,
    )
    return goals.set_goal(wanted, calendar=here.book.calendar, facts=facts, key=key, by=here.by, at=here.at)


def _change(here: Here, asked: GoalChange, key: str) -> GoalAnswer:
    """Change a goal."""
    change = goals.Change(
        Fraction(asked.amount), asked.relative, asked.due_month, asked.owner, asked.owner_department
    )
    return goals.change_goal(
        here.number,
        change,
        why=asked.why,
        calendar=here.book.calendar,
        key=key,
        by=here.by,
        at=here.at,
    )


def _begin(here: Here, asked: Initiative, key: str) -> GoalAnswer:
    """Begin an initiative."""
    plan = goals.Plan(asked.title, asked.owner, asked.planned_minor, asked.since_month, asked.due_month)
    return goals.begin_initiative(
        here.number, plan, calendar=here.book.calendar, key=key, by=here.by, at=here.at
    )


def _one(here: Here, _: Nothing) -> GoalRow | None:
    """Return one goal."""
    return next(iter(read(lambda session: listed(session, only=here.number))), None)


OFFERS: tuple[Offer, ...] = (
    Many(
        "goals",
        Right.see,
        "Goals with baseline, target and measures",
        GoalRow,
        whole(
            lambda _, asked: read(lambda session: listed(session, open_only=asked.open_only)),
            place=lambda each: (each.id,),
        ),
        Goals,
    ),
    One("goals/{number}", Right.see, "One goal", GoalRow, _one, Nothing),
    Many(
        "goals/{number}/initiatives",
        Right.see,
        "What is done for a goal",
        InitiativeRow,
        whole(
            lambda here, _: read(lambda session: initiatives(session, goal=here.number)),
            place=lambda each: (each.id,),
        ),
        Nothing,
    ),
    Many(
        "goals/{number}/comments",
        Right.see,
        "Comments on a goal",
        CommentRow,
        whole(
            lambda here, _: read(lambda session: comments(session, goal=here.number)),
            place=lambda each: (each.at.isoformat(), each.text),
        ),
        Nothing,
    ),
    Deed("goals", Right.set_goal, "Set a goal", NewGoal, GoalAnswer, _set),
    Deed("goals/{number}/change", Right.set_goal, "Change a goal", GoalChange, GoalAnswer, _change),
    Deed(
        "goals/{number}/comment",
        Right.see,
        "Comment on a goal",
        GoalRemark,
        GoalAnswer,
        lambda here, asked, key: goals.comment_on(
            here.number, text=asked.text, key=key, by=here.by, at=here.at
        ),
    ),
    Deed(
        "goals/{number}/close",
        Right.set_goal,
        "Close a goal with what was measured",
        Why,
        GoalAnswer,
        lambda here, asked, key: goals.close_goal(
            here.number, why=asked.why, key=key, by=here.by, at=here.at
        ),
    ),
    Deed(
        "goals/{number}/drop",
        Right.set_goal,
        "Give a goal up",
        Why,
        GoalAnswer,
        lambda here, asked, key: goals.drop_goal(here.number, why=asked.why, key=key, by=here.by, at=here.at),
    ),
    Deed("goals/{number}/initiatives", Right.see, "Begin an initiative", Initiative, GoalAnswer, _begin),
    Deed(
        "initiatives/{number}/close",
        Right.see,
        "Close an initiative with what it saved",
        Realised,
        GoalAnswer,
        lambda here, asked, key: goals.close_initiative(
            here.number,
            realised_minor=asked.realised_minor,
            why=asked.why,
            key=key,
            by=here.by,
            at=here.at,
        ),
    ),
    Deed(
        "initiatives/{number}/drop",
        Right.see,
        "Give an initiative up",
        Why,
        GoalAnswer,
        lambda here, asked, key: goals.drop_initiative(
            here.number, why=asked.why, key=key, by=here.by, at=here.at
        ),
    ),
)
