"""Open a fiscal year before any budget of it is in force, so that its cost can be posted."""

from datetime import datetime

from fenhao.books.audit import Act, record
from fenhao.books.database import Session, write
from fenhao.books.journal import Kept, Plain, add_year, months, once
from fenhao.books.people import Right, require
from fenhao.kernel import FiscalCalendar


def open_fiscal_year(
    calendar: FiscalCalendar, number: int, *, key: str, by: int | None, at: datetime
) -> tuple[str, ...]:
    """Return the months that were opened, none when the year was open already. A budget in force opens its year itself."""

    def work(session: Session) -> Kept:
        """Ask for the right, then open the year under its key."""
        require(session, by, Right.close_month, at=at)
        return once(
            session, key=key, act="open_year", body={"year": number}, by=by, at=at, work=lambda s: _open(s)
        )

    def _open(session: Session) -> tuple[str, dict[str, Plain]]:
        """Open what is missing, and write down who did."""
        before = {month.label for month in months(session)}
        add_year(session, calendar, number)
        new = [month.label for month in months(session) if month.label not in before]
        if new:
            record(session, Act(at, by, "open_year", f"year/{number}", {}, {"months": " ".join(new)}))
        return "opened" if new else "open_already", {"months": " ".join(new)}

    return tuple(str(write(work).answer["months"] or "").split())
