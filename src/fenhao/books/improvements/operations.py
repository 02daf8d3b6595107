"""What can be done with improvements: open, change, step by step, comment, close with a measured result, or give up."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from fenhao.books.audit import Act, record
from fenhao.books.database import Session, Table, write
from fenhao.books.improvements._measure import measure, place_of, read_month
from fenhao.books.improvements._rows import listed, reading_text, tasks
from fenhao.books.improvements._values import (
    ImproveAnswer,
    ImproveVerdict,
    ItemRow,
    Measure,
    TaskRow,
    Wanted,
)
from fenhao.books.journal import Plain, once
from fenhao.books.people import Right, require, usernames
from fenhao.engine.satisfaction import Movement
from fenhao.runs.book import Book

__all__ = [
    "add_task",
    "change_item",
    "close_item",
    "comment_on",
    "drop_item",
    "finish_task",
    "open_item",
]

ITEM = Table(
    "improvements_item",
    (
        ("title", "text"),
        ("note", "text"),
        ("source", "text"),
        ("source_ref", "text"),
        ("owner_id", "bigint"),
        ("due_on", "date"),
        ("measure", "text"),
        ("tier", "text"),
        ("category", "text"),
        ("department", "text"),
        ("by_part", "text"),
        ("part", "text"),
        ("baseline_month", "text"),
        ("baseline_place", "integer"),
        ("baseline", "text"),
        ("expected", "bigint"),
        ("state", "text"),
        ("result", "text"),
        ("why", "text"),
        ("set_by", "bigint"),
        ("set_at", "timestamptz"),
    ),
)
TASK = Table(
    "improvements_task",
    (
        ("item_id", "bigint"),
        ("title", "text"),
        ("owner_id", "bigint"),
        ("due_on", "date"),
        ("set_by", "bigint"),
        ("set_at", "timestamptz"),
    ),
)
COMMENT = Table(
    "improvements_comment", (("item_id", "bigint"), ("by", "bigint"), ("at", "timestamptz"), ("text", "text"))
)


class _NotDone(Exception):
    """Nothing was done: take back what was begun, so that the key stays free."""

    def __init__(self, verdict: ImproveVerdict) -> None:
        super().__init__(verdict.value)
        self.answer = ImproveAnswer(verdict)


def open_item(wanted: Wanted, *, book: Book, key: str, by: int | None, at: datetime) -> ImproveAnswer:
    """Open an item; what was measured of its baseline month is frozen with it."""

    def act(session: Session) -> int:
        """Look at the baseline, then write it down."""
        row = _new_row(session, wanted, book=book, by=by, at=at)
        number = session.insert(ITEM, [row])[0]
        record(session, Act(at, by, "open_improvement", f"improvement/{number}", {}, _told(wanted)))
        return number

    return _acted(act, name="open_improvement", body=_told(wanted), key=key, by=by, at=at)


def change_item(
    number: int,
    *,
    owner: int,
    due_on: date,
    why: str,
    today: date,
    key: str,
    by: int | None,
    at: datetime,
) -> ImproveAnswer:
    """Change who answers for an open item and until when, with the reason; measure, baseline and expectation stay."""

    def act(session: Session) -> int:
        """Write the difference down."""
        before = _open(session, number)
        if owner not in usernames(session):
            raise _NotDone(ImproveVerdict.owner_missing)
        if due_on < today:
            raise _NotDone(ImproveVerdict.due_in_past)
        if not why.strip():
            raise _NotDone(ImproveVerdict.reason_missing)
        session.run(
            "UPDATE improvements_item SET owner_id = ?, due_on = ? WHERE id = ?", (owner, due_on, number)
        )
        record(
            session,
            Act(
                at,
                by,
                "change_improvement",
                f"improvement/{number}",
                {"owner": before.owner, "due_on": before.due_on.isoformat()},
                {"owner": owner, "due_on": due_on.isoformat()},
                why.strip(),
            ),
        )
        return number

    body: dict[str, Plain] = {"item": number, "owner": owner, "due_on": due_on.isoformat(), "why": why}
    return _acted(act, name="change_improvement", body=body, key=key, by=by, at=at)


def close_item(number: int, *, book: Book, why: str, key: str, by: int | None, at: datetime) -> ImproveAnswer:
    """Close an item with what was measured since its baseline; what was not measured cannot be closed."""

    def act(session: Session) -> int:
        """Measure, and write the result down."""
        before = _open(session, number)
        found = measure(session, book, before)
        if found is None:
            raise _NotDone(ImproveVerdict.not_measured)
        if found.movement is Movement.too_few:
            raise _NotDone(ImproveVerdict.too_few)
        told = reading_text(found)
        session.run(
            "UPDATE improvements_item SET state = 'closed', result = ?, realised_minor = ?, why = ?, closed_by = ?,"
            " closed_at = ? WHERE id = ?",
            (told, found.saved_minor, why.strip(), by, at, number),
        )
        after: dict[str, Plain] = {"state": "closed", "result": told}
        record(
            session,
            Act(at, by, "close_improvement", f"improvement/{number}", {"state": "open"}, after, why.strip()),
        )
        return number

    body: dict[str, Plain] = {"item": number, "why": why}
    return _acted(act, name="close_improvement", body=body, key=key, by=by, at=at)


def drop_item(number: int, *, why: str, key: str, by: int | None, at: datetime) -> ImproveAnswer:
    """Give an item up, with the reason; it stays on record without a result."""

    def act(session: Session) -> int:
        """Write it down."""
        _open(session, number)
        if not why.strip():
            raise _NotDone(ImproveVerdict.reason_missing)
        session.run(
            "UPDATE improvements_item SET state = 'dropped', why = ?, closed_by = ?, closed_at = ? WHERE id = ?",
            (why.strip(), by, at, number),
        )
        after: dict[str, Plain] = {"state": "dropped"}
        record(
            session,
            Act(at, by, "drop_improvement", f"improvement/{number}", {"state": "open"}, after, why.strip()),
        )
        return number

    body: dict[str, Plain] = {"item": number, "why": why}
    return _acted(act, name="drop_improvement", body=body, key=key, by=by, at=at)


def add_task(
    item: int, *, title: str, owner: int, due_on: date, key: str, by: int | None, at: datetime
) -> ImproveAnswer:
    """Add a step to an open item."""

    def act(session: Session) -> int:
        """Write it down."""
        _open(session, item)
        if not title.strip():
            raise _NotDone(ImproveVerdict.text_missing)
        if owner not in usernames(session):
            raise _NotDone(ImproveVerdict.owner_missing)
        number = session.insert(TASK, [(item, title.strip(), owner, due_on, by, at)])[0]
        after: dict[str, Plain] = {"task": number, "title": title.strip(), "due_on": due_on.isoformat()}
        record(session, Act(at, by, "add_improvement_task", f"improvement/{item}", {}, after))
        return number

    body: dict[str, Plain] = {"item": item, "title": title, "owner": owner, "due_on": due_on.isoformat()}
    return _acted(act, name="add_improvement_task", body=body, key=key, by=by, at=at)


def finish_task(number: int, *, key: str, by: int | None, at: datetime) -> ImproveAnswer:
    """Note that a step is done."""

    def act(session: Session) -> int:
        """Write it down."""
        found = _task(session, number)
        _open(session, found.item)
        if found.done_at is not None:
            raise _NotDone(ImproveVerdict.task_done)
        session.run("UPDATE improvements_task SET done_by = ?, done_at = ? WHERE id = ?", (by, at, number))
        after: dict[str, Plain] = {"task": number, "title": found.title}
        record(session, Act(at, by, "finish_improvement_task", f"improvement/{found.item}", {}, after))
        return number

    return _acted(act, name="finish_improve_task", body={"task": number}, key=key, by=by, at=at)


def comment_on(item: int, *, text: str, key: str, by: int | None, at: datetime) -> ImproveAnswer:
    """Keep what somebody says about an item, also after it is over."""

    def act(session: Session) -> int:
        """Keep it."""
        _known(session, item)
        if not text.strip():
            raise _NotDone(ImproveVerdict.text_missing)
        session.insert(COMMENT, [(item, by, at, text.strip())])
        after: dict[str, Plain] = {"text": text.strip()}
        record(session, Act(at, by, "comment_improvement", f"improvement/{item}", {}, after))
        return item

    body: dict[str, Plain] = {"item": item, "text": text}
    return _acted(act, name="comment_improvement", body=body, key=key, by=by, at=at)


def _new_row(
    session: Session, wanted: Wanted, *, book: Book, by: int | None, at: datetime
) -> tuple[object, ...]:
    """Return the columns of an item to be opened; ``_NotDone`` says what stands in its way."""
    if not wanted.title.strip():
        raise _NotDone(ImproveVerdict.text_missing)
    if wanted.owner not in usernames(session):
        raise _NotDone(ImproveVerdict.owner_missing)
    if wanted.due_on < book.today(at):
        raise _NotDone(ImproveVerdict.due_in_past)
    if wanted.expected <= 0:
        raise _NotDone(ImproveVerdict.amount_not_positive)
    aim = wanted.aim
    place = place_of(book.calendar, wanted.baseline_month)
    if place is None:
        raise _NotDone(ImproveVerdict.unknown_month)
    month = book.calendar.period(wanted.baseline_month).label
    reading = read_month(book, aim, month)
    if reading is None or (aim.measure is not Measure.cost and reading.answers == 0):
        raise _NotDone(ImproveVerdict.no_baseline)
    return (
        wanted.title.strip(), wanted.note.strip(), wanted.source.value, wanted.source_ref.strip(), wanted.owner,
        wanted.due_on, aim.measure.value, aim.where.tier, aim.where.category, aim.where.department, aim.by_part,
        aim.part, month, place, reading_text(reading), wanted.expected, "open", "", "", by, at,
    )  # fmt: skip


def _known(session: Session, number: int) -> ItemRow:
    found = listed(session, only=number) if number else ()
    if not found:
        raise _NotDone(ImproveVerdict.unknown_item)
    return found[0]


def _open(session: Session, number: int) -> ItemRow:
    found = _known(session, number)
    if found.state != "open":
        raise _NotDone(ImproveVerdict.wrong_state)
    return found


def _task(session: Session, number: int) -> TaskRow:
    found = next((each for each in tasks(session) if each.id == number), None)
    if found is None:
        raise _NotDone(ImproveVerdict.unknown_task)
    return found


def _told(wanted: Wanted) -> dict[str, Plain]:
    """Return a wanted item as plain values."""
    aim = wanted.aim
    return {
        "title": wanted.title,
        "note": wanted.note,
        "source": wanted.source.value,
        "source_ref": wanted.source_ref,
        "owner": wanted.owner,
        "due_on": wanted.due_on.isoformat(),
        "measure": aim.measure.value,
        "tier": aim.where.tier,
        "category": aim.where.category,
        "department": aim.where.department,
        "by_part": aim.by_part,
        "part": aim.part,
        "baseline_month": wanted.baseline_month,
        "expected": wanted.expected,
    }


def _acted(
    act: Callable[[Session], int],
    *,
    name: str,
    body: Mapping[str, Plain],
    key: str,
    by: int | None,
    at: datetime,
) -> ImproveAnswer:
    """Do an act once under its key; a refused one leaves no trace and the key free."""

    def first(session: Session) -> tuple[str, Mapping[str, Plain]]:
        """Do it the first time."""
        return ImproveVerdict.done.value, {"number": act(session)}

    def work(session: Session) -> ImproveAnswer:
        """Ask for the right, then do it."""
        require(session, by, Right.improve, at=at)
        kept = once(session, key=key, act=name, body=body, by=by, at=at, work=first)
        return ImproveAnswer(ImproveVerdict.done, int(kept.answer["number"] or 0), replayed=kept.replayed)

    try:
        return write(work)
    except _NotDone as refused:
        return refused.answer
