"""Improvement items with their tasks, and the calls of care."""

from fenhao.books.care import CareAnswer, CareEvent, CareOutcome, history, operations as care
from fenhao.books.care.operations import Call
from fenhao.books.database import read
from fenhao.books.improvements import (
    Aim,
    CommentRow,
    ImproveAnswer,
    ItemRow,
    Measure,
    Source,
    TaskRow,
    Wanted,
    comments,
    listed,
    operations as improvements,
    tasks,
)
from fenhao.books.people import Right
from fenhao.engine.metrics import Where
from fenhao.interfaces.api._fields import (
    Asked,
    Day,
    Id,
    Month,
    Name,
    NeededName,
    NoAmount,
    Nothing,
    Why,
    Words,
)
from fenhao.interfaces.api._here import Here
from fenhao.interfaces.api._offers import Deed, Many, Offer, One, whole
from fenhao.interfaces.api._problems import nowhere
from fenhao.runs.book import Kept
from fenhao.runs.loyalty import CareCall, CareList, kept_care

HISTORY_MAX = 5000


class Items(Asked):
    """Which items: those still open, or all; somebody's own."""

    open_only: bool = False
    owner: int = 0


class NewItem(Asked):
    """What shall become better: judged by the ledger's cost of a place, or by a survey of a part of tier, channel or team.

    ``expected`` is the saving a month in minor units, for surveys the rise in whole points.
    """

    title: NeededName
    note: Words = ""
    source: Source = Source.hand
    source_ref: Name = ""
    owner: Id
    due_on: Day
    measure: Measure = Measure.cost
    tier: Name = ""
    category: Name = ""
    department: Name = ""
    by_part: Name = ""
    part: Name = ""
    baseline_month: Month
    expected: NoAmount


class Task(Asked):
    """What somebody is to do by a day."""

    title: NeededName
    owner: Id
    due_on: Day


class ItemChange(Asked):
    """Another owner or day, and why."""

    owner: Id
    due_on: Day
    why: Words = ""


class ItemRemark(Asked):
    """A comment."""

    text: Words


class Taken(Asked):
    """Through which channel the call will be made."""

    channel: Name = ""


class Told(Asked):
    """What came of a call."""

    outcome: CareOutcome
    channel: Name = ""
    on: Day
    note: Words = ""


def _list(here: Here) -> CareList | None:
    """Return the list of calls as it was worked out last."""
    held = kept_care(book=here.book)
    value = held.value if isinstance(held, Kept) else None
    return value if isinstance(value, CareList) else None


def _call(here: Here) -> Call:
    """Return the call in the address."""
    found = _list(here)
    for each in found.calls if found else ():
        if each.ref == here.named:
            return Call(each.ref, each.reason.value, each.customer_id, each.contacts)
    raise nowhere()


def _take(here: Here, asked: Taken, key: str) -> CareAnswer:
    """Take a call on."""
    found = _list(here)
    if found is None:
        raise nowhere()
    return care.take(
        _call(here),
        owner=here.by,
        channel=asked.channel,
        rules=found.rules,
        on=here.book.today(here.at),
        key=key,
        by=here.by,
        at=here.at,
    )


def _record(here: Here, asked: Told, key: str) -> CareAnswer:
    """Write down what came of a call."""
    return care.record_outcome(
        _call(here),
        asked.outcome,
        channel=asked.channel,
        on=asked.on,
        note=asked.note,
        today=here.book.today(here.at),
        key=key,
        by=here.by,
        at=here.at,
    )


def _open(here: Here, asked: NewItem, key: str) -> ImproveAnswer:
    """Open an item."""
    where = Where(asked.tier, asked.category, asked.department)
    wanted = Wanted(
        title=asked.title,
        note=asked.note,
        source=asked.source,
        source_ref=asked.source_ref,
        owner=asked.owner,
        due_on=asked.due_on,
        aim=Aim(asked.measure, where, asked.by_part, asked.part),
        baseline_month=asked.baseline_month,
        expected=asked.expected,
    )
    return improvements.open_item(wanted, book=here.book, key=key, by=here.by, at=here.at)


def _change(here: Here, asked: ItemChange, key: str) -> ImproveAnswer:
    """Change an item."""
    return improvements.change_item(
        here.number,
        owner=asked.owner,
        due_on=asked.due_on,
        why=asked.why,
        today=here.book.today(here.at),
        key=key,
        by=here.by,
        at=here.at,
    )


def _calls(here: Here, _: Nothing) -> tuple[CareCall, ...]:
    """Return the calls of the list."""
    found = _list(here)
    return found.calls if found else ()


OFFERS: tuple[Offer, ...] = (
    Many(
        "improvements",
        Right.see,
        "What shall become better",
        ItemRow,
        whole(
            lambda _, asked: read(
                lambda session: listed(session, open_only=asked.open_only, owner=asked.owner)
            ),
            place=lambda each: (each.id,),
        ),
        Items,
    ),
    One(
        "improvements/{number}",
        Right.see,
        "One item",
        ItemRow,
        lambda here, _: next(iter(read(lambda session: listed(session, only=here.number))), None),
        Nothing,
    ),
    Many(
        "improvements/{number}/tasks",
        Right.see,
        "The tasks of an item",
        TaskRow,
        whole(
            lambda here, _: read(lambda session: tasks(session, item=here.number)),
            place=lambda each: (each.id,),
        ),
        Nothing,
    ),
    Many(
        "improvements/{number}/comments",
        Right.see,
        "Comments on an item",
        CommentRow,
        whole(
            lambda here, _: read(lambda session: comments(session, item=here.number)),
            place=lambda each: (each.at.isoformat(), each.text),
        ),
        Nothing,
    ),
    Deed("improvements", Right.improve, "Open an item", NewItem, ImproveAnswer, _open),
    Deed("improvements/{number}/change", Right.improve, "Change an item", ItemChange, ImproveAnswer, _change),
    Deed(
        "improvements/{number}/comment",
        Right.improve,
        "Comment on an item",
        ItemRemark,
        ImproveAnswer,
        lambda here, asked, key: improvements.comment_on(
            here.number, text=asked.text, key=key, by=here.by, at=here.at
        ),
    ),
    Deed(
        "improvements/{number}/tasks",
        Right.improve,
        "Add a task",
        Task,
        ImproveAnswer,
        lambda here, asked, key: improvements.add_task(
            here.number,
            title=asked.title,
            owner=asked.owner,
            due_on=asked.due_on,
            key=key,
            by=here.by,
            at=here.at,
        ),
    ),
    Deed(
        "tasks/{number}/finish",
        Right.improve,
        "Finish a task",
        Nothing,
        ImproveAnswer,
        lambda here, _, key: improvements.finish_task(here.number, key=key, by=here.by, at=here.at),
    ),
    Deed(
        "improvements/{number}/close",
        Right.improve,
        "Close an item with what was measured",
        Why,
        ImproveAnswer,
        lambda here, asked, key: improvements.close_item(
            here.number, book=here.book, why=asked.why, key=key, by=here.by, at=here.at
        ),
    ),
    Deed(
        "improvements/{number}/drop",
        Right.improve,
        "Give an item up",
        Why,
        ImproveAnswer,
        lambda here, asked, key: improvements.drop_item(
            here.number, why=asked.why, key=key, by=here.by, at=here.at
        ),
    ),
    Many(
        "care",
        Right.see,
        "Whom to call, as worked out last",
        CareCall,
        whole(_calls, place=lambda each: (each.due_on.isoformat(), each.ref)),
        Nothing,
    ),
    Many(
        "care/history",
        Right.see,
        "What came of calls",
        CareEvent,
        whole(
            lambda _here, _asked: read(lambda session: history(session, limit=HISTORY_MAX)),
            place=lambda each: (each.at.isoformat(), each.ref),
        ),
        Nothing,
    ),
    Deed("care/{name}/take", Right.improve, "Take a call on", Taken, CareAnswer, _take),
    Deed(
        "care/{name}/hand-back",
        Right.improve,
        "Hand a call back",
        Nothing,
        CareAnswer,
        lambda here, _, key: care.hand_back(_call(here), key=key, by=here.by, at=here.at),
    ),
    Deed("care/{name}/record", Right.improve, "Write down what came of a call", Told, CareAnswer, _record),
)
