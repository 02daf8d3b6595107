"""What the demonstration's pages of service show, from generated tickets: worked out once, as of the year's last month."""

from contextlib import suppress
from datetime import datetime

from fenhao.engine.text import Kind, LearnRules
from fenhao.kernel import Trouble
from fenhao.runs.book import Advance, Book
from fenhao.runs.example import DEMO_YEAR
from fenhao.runs.loyalty import work_care, work_points, work_warnings
from fenhao.runs.service import resolution_days, work_satisfaction, work_service
from fenhao.runs.text import labelled_tickets, sort_tickets, train_text


def make_service(*, book: Book, at: datetime, advance: Advance) -> None:
    """Work out what service costs, how customers answer, who is at risk, whom to call, what points owe, and what tickets are about.

    The clocks of tickets have run already. Without scikit-learn no text is learnt, and the page of texts says how to get it.
    """
    due = resolution_days(book)
    work_service(book=book, label=f"{DEMO_YEAR}-12", deadlines=due, at=at, advance=advance)
    work_satisfaction(book=book, at=at, advance=advance)
    work_points(book=book, at=at, advance=advance)
    work_warnings(book=book, at=at, advance=advance)
    work_care(book=book, at=at, advance=advance)
    given = labelled_tickets(book=book, kind=Kind.category, corrections={})
    with suppress(Trouble):
        train_text(
            book=book,
            kind=Kind.category,
            given=given,
            rules=LearnRules(),
            meaning=False,
            at=at,
            advance=advance,
        )
        sort_tickets(book=book, kind=Kind.category, corrections={}, at=at, advance=advance)
