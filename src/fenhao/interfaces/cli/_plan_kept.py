"""Studies that were kept, as commands read them: one of them, a proposal, and what a workbook makes of it."""

from typing import TYPE_CHECKING

from fenhao.engine.planning.studies import Answers, Proposal, StudyKind
from fenhao.interfaces.report import StudyFound
from fenhao.kernel import Trouble

if TYPE_CHECKING:
    from fenhao.books.studies import Made, StudyRow


def by_hand(row: "StudyRow", found: Proposal) -> "Made":
    """Return a proposal with amounts by hand as a study to keep."""
    from fenhao.books.studies import Draftable, Made

    draft = Draftable(found.prepared, found.fixed_categories)
    return Made(StudyKind.proposal, Answers(row.asked, {}), found, draft, found.fiscal_year)


def kept_study(number: int) -> "tuple[StudyRow, StudyFound]":
    """Return a kept study and what it found; Trouble when there is none of that number."""
    from fenhao.books.database import read
    from fenhao.books.studies import FOUND, found_of, study

    row = read(lambda session: study(session, number))
    if row is None:
        raise Trouble("planning.unknown_study", {"number": str(number)})
    found = read(lambda session: found_of(session, number, FOUND[row.kind]))
    if found is None:
        raise Trouble("planning.unknown_study", {"number": str(number)})
    return row, found


def kept_proposal(number: int) -> Proposal:
    """Return a kept proposal to compare with."""
    _, found = kept_study(number)
    if not isinstance(found, Proposal):
        raise Trouble("planning.unknown_study", {"number": str(number)})
    return found
