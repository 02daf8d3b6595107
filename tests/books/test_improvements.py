"""Improvements on real books: a frozen baseline, steps, an end with what was measured, and the record of who did what."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fenhao.books.people import NotAllowed
from fenhao.engine.metrics import Where
from fenhao.kernel import Trouble
from fenhao.runs.book import Book
from tests.books.cast import Cast
from tests.books.company import company
from tests.books.stage import NOW, Stage, later
from tests.books.test_goals import facts, remember

if TYPE_CHECKING:
    from fenhao.books.improvements import ItemRow, Wanted

TODAY = NOW.date()
DUE = TODAY + timedelta(days=60)


@pytest.fixture
def book(stage: Stage, tmp_path: Path) -> Book:
    """A company of which two months were measured: 1 000 in January, 200 of it coupons of C, and 900 in February."""
    assert stage.url
    made = company(tmp_path)
    remember(made, facts("2026-01", cost=100_000, coupons=20_000))
    remember(made, facts("2026-02", cost=90_000, coupons=15_000, entries=15))
    return made


def wanted(cast: Cast, *, month: str = "2026-01", where: Where | None = None) -> "Wanted":
    from fenhao.books.improvements import Aim, Measure, Source, Wanted

    return Wanted(
        title="Fewer coupons that nobody uses",
        note="",
        source=Source.finding,
        source_ref="7",
        owner=cast.operations,
        due_on=DUE,
        aim=Aim(Measure.cost, where or Where(tier="C", category="benefits")),
        baseline_month=month,
        expected=5_000,
    )


def opened(
    book: Book, cast: Cast, told: "Wanted | None" = None, *, key: str = "o", by: int | None = None
) -> tuple[str, int]:
    from fenhao.books.improvements import operations as improve

    answer = improve.open_item(
        told or wanted(cast), book=book, key=key, by=cast.operations if by is None else by, at=NOW
    )
    return answer.verdict.value, answer.number


def kept(number: int) -> "ItemRow":
    from fenhao.books.database import read
    from fenhao.books.improvements import listed

    return read(lambda session: listed(session, only=number))[0]


def test_an_item_freezes_what_was_measured_and_closes_with_what_was_saved_since(
    stage: Stage, book: Book
) -> None:
    from fenhao.books.improvements import operations as improve

    cast = Cast.hired()
    verdict, number = opened(book, cast)
    assert (verdict, kept(number).baseline.cost_minor, kept(number).baseline.entries) == ("done", 20_000, 20)
    remember(book, facts("2026-01", cost=100_000, coupons=50_000))
    assert kept(number).baseline.cost_minor == 20_000, "a baseline does not move"
    told = improve.close_item(number, book=book, why="fewer sent", key="c", by=cast.operations, at=NOW)
    assert told.verdict.value == "done"
    item = kept(number)
    assert (item.state, item.realised_minor, item.why, item.closed_at) == ("closed", 5_000, "fewer sent", NOW)
    assert item.result is not None
    assert (item.result.reading.first_month, item.result.reading.cost_minor) == ("2026-02", 15_000)


def test_what_was_not_measured_since_cannot_be_closed(stage: Stage, book: Book) -> None:
    from fenhao.books.improvements import operations as improve

    cast = Cast.hired()
    _, number = opened(book, cast, wanted(cast, month="2026-02"))
    told = improve.close_item(number, book=book, why="done", key="c", by=cast.operations, at=NOW)
    assert (told.verdict.value, kept(number).state) == ("not_measured", "open")


def test_a_saving_is_claimed_once_by_two_items_of_one_scope(stage: Stage, book: Book) -> None:
    from fenhao.books.improvements import operations as improve

    cast = Cast.hired()
    (_, first), (_, second) = opened(book, cast, key="o1"), opened(book, cast, key="o2")
    for number in (first, second):
        improve.close_item(number, book=book, why="", key=f"c{number}", by=cast.operations, at=NOW)
    assert [kept(number).realised_minor for number in (first, second)] == [5_000, 0]


def test_an_item_that_closed_with_more_cost_gives_the_next_no_saving(stage: Stage, book: Book) -> None:
    from fenhao.books.improvements import operations as improve

    cast = Cast.hired()
    remember(book, facts("2026-02", cost=90_000, coupons=27_000))
    (_, first), (_, second) = opened(book, cast, key="o1"), opened(book, cast, key="o2")
    for number in (first, second):
        improve.close_item(number, book=book, why="it rose", key=f"c{number}", by=cast.operations, at=NOW)
    assert [kept(number).realised_minor for number in (first, second)] == [-7_000, -7_000]


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({"title": "  "}, "text_missing"),
        ({"owner": 999}, "owner_missing"),
        ({"due_on": TODAY - timedelta(days=1)}, "due_in_past"),
        ({"expected": 0}, "amount_not_positive"),
        ({"baseline_month": "2026-Q1"}, "unknown_month"),
        ({"baseline_month": "2025-12"}, "no_baseline"),
    ],
)
def test_what_is_not_whole_is_not_opened_and_leaves_no_trace(
    stage: Stage, book: Book, change: dict[str, object], verdict: str
) -> None:
    from fenhao.books.database import read

    cast = Cast.hired()
    told = replace(wanted(cast), **change)  # type: ignore[arg-type]
    assert opened(book, cast, told) == (verdict, 0)
    assert read(lambda session: session.rows("SELECT count(*) FROM improvements_item")) == [(0,)]
    assert opened(book, cast)[0] == "done", "the key stayed free"


def test_an_owner_and_a_day_change_with_a_reason_and_nothing_else_does(stage: Stage, book: Book) -> None:
    from fenhao.books.improvements import operations as improve

    cast = Cast.hired()
    _, number = opened(book, cast)

    def change(*, owner: int, due_on: date = DUE, why: str = "she knows it", key: str = "c") -> str:
        return improve.change_item(
            number, owner=owner, due_on=due_on, why=why, today=TODAY, key=key, by=cast.finance, at=NOW
        ).verdict.value

    assert change(owner=999) == "owner_missing"
    assert change(owner=cast.service, due_on=TODAY - timedelta(days=1)) == "due_in_past"
    assert change(owner=cast.service, why=" ") == "reason_missing"
    before = kept(number)
    assert change(owner=cast.service, due_on=DUE + timedelta(days=9)) == "done"
    assert kept(number) == replace(before, owner=cast.service, due_on=DUE + timedelta(days=9))


def test_steps_are_added_done_once_and_asked_of_their_owners(stage: Stage, book: Book) -> None:
    from fenhao.books.database import read
    from fenhao.books.improvements import operations as improve, overdue, tasks

    cast = Cast.hired()
    _, number = opened(book, cast)

    def add(title: str, *, owner: int, key: str) -> str:
        return improve.add_task(
            number, title=title, owner=owner, due_on=TODAY, key=key, by=cast.operations, at=NOW
        ).verdict.value

    assert add(" ", owner=cast.service, key="a") == "text_missing"
    assert add("look", owner=999, key="a") == "owner_missing"
    assert add("look", owner=cast.service, key="a") == "done"
    (task,) = read(lambda session: tasks(session, item=number))
    tomorrow = TODAY + timedelta(days=1)
    assert read(lambda session: overdue(session, owner=cast.service, on=tomorrow)) == 1
    assert improve.finish_task(task.id, key="f", by=cast.service, at=later(days=1)).verdict.value == "done"
    assert improve.finish_task(task.id, key="g", by=cast.service, at=NOW).verdict.value == "task_done"
    assert improve.finish_task(999, key="h", by=cast.service, at=NOW).verdict.value == "unknown_task"
    (done,) = read(lambda session: tasks(session, item=number))
    assert (done.done_by, done.done_at) == (cast.service, later(days=1))
    assert read(lambda session: overdue(session, owner=cast.service, on=tomorrow)) == 0
    assert read(lambda session: tasks(session, owner=cast.service)) == ()


def test_an_item_is_given_up_with_a_reason_and_what_is_over_takes_only_comments(
    stage: Stage, book: Book
) -> None:
    from fenhao.books.database import read
    from fenhao.books.improvements import comments, operations as improve

    cast = Cast.hired()
    _, number = opened(book, cast)
    by, at = cast.operations, NOW
    assert improve.drop_item(number, why="", key="d", by=by, at=at).verdict.value == "reason_missing"
    assert improve.drop_item(number, why="no budget", key="d", by=by, at=at).verdict.value == "done"
    assert (kept(number).state, kept(number).result) == ("dropped", None)
    again = [
        improve.drop_item(number, why="x", key="e", by=by, at=at),
        improve.close_item(number, book=book, why="x", key="f", by=by, at=at),
        improve.add_task(number, title="x", owner=by, due_on=DUE, key="g", by=by, at=at),
        improve.drop_item(999, why="x", key="h", by=by, at=at),
    ]
    assert [each.verdict.value for each in again] == ["wrong_state"] * 3 + ["unknown_item"]
    assert improve.comment_on(number, text="a pity", key="k", by=cast.service, at=at).passed
    assert improve.comment_on(number, text="", key="l", by=by, at=at).verdict.value == "text_missing"
    told = read(lambda session: comments(session, item=number))
    assert [(each.by, each.text) for each in told] == [(cast.service, "a pity")]


def test_a_key_counts_once_and_for_something_else_conflicts(stage: Stage, book: Book) -> None:
    cast = Cast.hired()
    first = opened(book, cast)
    assert opened(book, cast) == first
    with pytest.raises(Trouble, match="key_conflict"):
        opened(book, cast, replace(wanted(cast), expected=6_000))


def test_of_two_ends_at_once_one_holds(stage: Stage, book: Book) -> None:
    from fenhao.books.improvements import operations as improve

    cast = Cast.hired()
    _, number = opened(book, cast)

    def end(place: int) -> str:
        if place % 2:
            return improve.drop_item(number, why="no", key=f"k{place}", by=cast.boss, at=NOW).verdict.value
        answer = improve.close_item(number, book=book, why="yes", key=f"k{place}", by=cast.finance, at=NOW)
        return answer.verdict.value

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(end, range(4))) == ["done", *["wrong_state"] * 3]


@pytest.mark.parametrize("name", ["auditor", "administrator", "stranger"])
def test_who_may_not_improve_opens_nothing(stage: Stage, book: Book, name: str) -> None:
    cast = Cast.hired()
    with pytest.raises(NotAllowed):
        opened(book, cast, by=getattr(cast, name))


def test_every_act_is_on_record_with_what_it_changed(stage: Stage, book: Book) -> None:
    from fenhao.books.database import read
    from fenhao.books.improvements import operations as improve

    cast = Cast.hired()
    _, number = opened(book, cast)
    improve.drop_item(number, why="no budget", key="d", by=cast.boss, at=NOW)
    acts = read(
        lambda session: session.rows(
            "SELECT by, action, why FROM audit_record WHERE subject = ? ORDER BY id",
            (f"improvement/{number}",),
        )
    )
    assert acts == [(cast.operations, "open_improvement", ""), (cast.boss, "drop_improvement", "no budget")]
