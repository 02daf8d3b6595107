"""Personal data are shown masked; whoever sees them as they are is on record."""

from datetime import datetime

from fenhao.books.audit import Act, record
from fenhao.books.database import Session, write
from fenhao.books.people._rights import Right, require

SHOWN, TAKEN = "show_personal", "take_personal"


def show_personal(*, customer: str, by: int, at: datetime) -> None:
    """Record that a person sees a customer's id as it is; ``customer`` is what stands for it, never the id itself."""

    def work(session: Session) -> None:
        """Ask for the right, then write it down."""
        require(session, by, Right.see_personal, at=at)
        record(session, Act(at, by, SHOWN, f"customer {customer}", {}, {}))

    write(work)


def take_personal(*, what: str, customers: int, by: int, at: datetime) -> None:
    """Record that a person takes along a file with the ids of so many customers; ``what`` is the filter."""

    def work(session: Session) -> None:
        """Ask for the right, then write it down."""
        require(session, by, Right.see_personal, at=at)
        record(session, Act(at, by, TAKEN, "customers", {}, {"customers": customers, "filter": what}))

    write(work)
