"""What pages of planning show of the example company: a small year as a run would have kept it, and two kept scenarios."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from fenhao.engine.planning.studies import StudyKind, YearFacts
from fenhao.runs.book import Book, keep, open_book, stamp_now
from tests.unit.planning.years import year

if TYPE_CHECKING:
    from fenhao.books.database import Session
    from fenhao.books.studies import Made

AT = datetime(2026, 4, 1, tzinfo=UTC)


def fill_planning(root: Path) -> None:
    """Keep the year's facts beside the book, a scenario and a proposal in its books."""
    from fenhao.books.database import read
    from fenhao.books.people import usernames
    from fenhao.books.studies import NewStudy
    from fenhao.books.studies.operations import keep_study

    book = open_book(root=root)
    label = "2026"
    facts = replace(year(), label=label)
    keep(book=book, name=f"planning-{label}", value=facts, stamp=stamp_now(book), at=AT)
    finance = {name: number for number, name in read(lambda session: usernames(session)).items()}["finance"]
    asked = (
        (StudyKind.what_if, "C coupons 20 to 10", {"coupon_from.C": "20", "coupon_to.C": "10"}),
        (StudyKind.proposal, "A +20%", {"growth.A": "20%"}),
    )
    for kind, name, typed in asked:
        made = read(partial(_made, book=book, kind=kind, typed=typed, facts=facts, by=finance))
        wanted = NewStudy(
            kind, name, made.fiscal_year, stamp_now(book).text, made.answers.typed, made.found, made.draft
        )
        keep_study(wanted, key=f"study {name}", by=finance, at=AT)


def _made(
    session: "Session", *, book: Book, kind: StudyKind, typed: dict[str, str], facts: YearFacts, by: int
) -> "Made":
    """Return a study."""
    from fenhao.books.studies import make_study

    return make_study(session, book=book, kind=kind, typed=typed, facts=facts, by=by, at=AT)
