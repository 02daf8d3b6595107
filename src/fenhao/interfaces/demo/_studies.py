"""The demonstration's planning studies: next year for twenty per cent more core customers, and two scenarios of coupons."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from fenhao.books.database import Session, read
from fenhao.books.people import usernames
from fenhao.books.studies import Made, NewStudy, make_study
from fenhao.books.studies.operations import keep_study
from fenhao.engine.planning.studies import StudyKind, YearFacts
from fenhao.interfaces.demo._cast import key
from fenhao.runs.book import Advance, Book, Refused, stamp_now
from fenhao.runs.example import DEMO_YEAR
from fenhao.runs.planning import kept_year_facts, work_year_facts

_STUDIES = (
    ("A +20%", StudyKind.proposal, {"growth.A": "20%"}),
    ("C 20 → 10", StudyKind.what_if, {"coupon_from.C": "20", "coupon_to.C": "10"}),
    ("C 20 → 15", StudyKind.what_if, {"coupon_from.C": "20", "coupon_to.C": "15"}),
)


def make_studies(*, book: Book, at: datetime, advance: Advance) -> None:
    """Read the year for planning and keep its studies; a second time keeps nothing more."""
    work_year_facts(book=book, label=DEMO_YEAR, at=at, advance=advance)
    held = kept_year_facts(book=book, label=DEMO_YEAR)
    facts = held.value if held is not None and not isinstance(held.value, Refused) else None
    people = {name: number for number, name in read(lambda session: usernames(session)).items()}
    by = people.get("finance")
    if facts is None or by is None:
        return
    for name, kind, typed in _STUDIES:
        made = read(partial(_made, book=book, kind=kind, typed=typed, facts=facts, by=by, at=at))
        wanted = NewStudy(
            kind, name, made.fiscal_year, stamp_now(book).text, made.answers.typed, made.found, made.draft
        )
        keep_study(wanted, key=key(f"study {name}"), by=by, at=at)


def _made(
    session: Session,
    *,
    book: Book,
    kind: StudyKind,
    typed: Mapping[str, str],
    facts: YearFacts,
    by: int,
    at: datetime,
) -> Made:
    """Return a study that nobody has kept yet."""
    return make_study(session, book=book, kind=kind, typed=typed, facts=facts, by=by, at=at)
