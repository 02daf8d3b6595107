"""What asks would be answered within somebody's transaction, with everything taken back."""

from collections.abc import Sequence

from fenhao.books.budgets._settle import settle_within
from fenhao.books.budgets._values import Answer, Ask
from fenhao.books.database import Session


class _TakenBack(Exception):
    """Leaves the savepoint, so that nothing of it lasts."""


def rehearse(session: Session, asks: Sequence[Ask], *, given: int | None = None) -> tuple[Answer, ...]:
    """Return what the asks would be answered now, one after the other; the books stay as they are.

    ``given`` is an authorisation that is taken for allowed meanwhile.
    """
    answers: tuple[Answer, ...] = ()
    try:
        with session.savepoint():
            session.run("UPDATE budgets_authorisation SET allowed = ? WHERE id = ?", (True, given))
            answers = settle_within(session, asks)
            raise _TakenBack
    except _TakenBack:
        return answers
