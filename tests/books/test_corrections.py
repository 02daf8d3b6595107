"""A system corrects what it said before: the books take the old row back and post the new one, and nothing posted is edited."""

from pathlib import Path

import pytest

from fenhao.kernel import Trouble
from fenhao.runs.book import Book
from fenhao.runs.loading import undo_load
from tests.books.company import Entry, company, load_costs
from tests.books.stage import NOW, Stage
from tests.books.test_postings import faults, lying, post

FIRST: tuple[Entry, ...] = (
    ("e1", "2026-05-03", "coupons", 700, "C1", "A"),
    ("e2", "2026-05-09", "coupons", 301, "C1", "A"),
)
DEARER: tuple[Entry, ...] = (("e1", "2026-05-03", "coupons", 900, "C1", "A"),)
ELSEWHERE: tuple[Entry, ...] = (("e1", "2026-05-03", "sms", 900, "", "B"),)


def cost(book: Book) -> int:
    """Return what lies in the books, once it is what the warehouse says."""
    assert faults(book) == []
    return sum(int(each[5]) for each in lying())


def test_a_corrected_amount_is_taken_back_and_posted_anew(stage: Stage, tmp_path: Path) -> None:
    book = company(tmp_path)
    first = load_costs(book, "first", FIRST, corrects=True)
    post(book)
    second = load_costs(book, "dearer", DEARER, corrects=True)
    assert (second.loaded, second.newer, second.rejected) == (1, 1, 0)
    assert faults(book) == ["postings.unposted"]
    post(book)
    assert cost(book) == 1201
    assert [each[5] for each in lying()] == ["1001", "200"], "what was posted stays; the difference is posted"
    third = load_costs(book, "elsewhere", ELSEWHERE, corrects=True)
    post(book)
    assert cost(book) == 1201
    assert sorted(each[1:6] for each in lying()[2:]) == [
        ("A", "benefits", "coupons", "C1", "-900"),
        ("B", "activities", "sms", "", "900"),
    ]
    assert load_costs(book, "elsewhere", ELSEWHERE, corrects=True).loaded == 0
    with pytest.raises(Trouble) as refused:
        undo_load(book=book, batch_id=first.batch_id, at=NOW)
    assert (refused.value.code, refused.value.details["later"]) == ("load.corrected_since", third.batch_id)
    for batch, left in ((third, 1201), (second, 1001), (first, 0)):
        undo_load(book=book, batch_id=batch.batch_id, at=NOW)
        post(book)
        assert cost(book) == left


def test_what_is_said_back_and_forth_holds_as_it_was_said_last(stage: Stage, tmp_path: Path) -> None:
    book = company(tmp_path)
    for name, entries in (("a", FIRST), ("b", DEARER), ("a", FIRST), ("b", DEARER)):
        load_costs(book, name, entries, corrects=True)
        post(book)
    assert cost(book) == 1201


def test_a_file_corrects_nothing(stage: Stage, tmp_path: Path) -> None:
    book = company(tmp_path)
    load_costs(book, "first", FIRST)
    with pytest.raises(Trouble) as refused:
        load_costs(book, "dearer", DEARER)
    assert refused.value.code == "load.strict"
