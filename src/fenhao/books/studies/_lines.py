"""The lines of a version of the budget, as a study of cuts reads them."""

from datetime import datetime

from fenhao.books.budgets.operations import month_standing
from fenhao.books.database import Session
from fenhao.books.journal import PeriodState, months
from fenhao.books.people import Right, require
from fenhao.books.plans import Version, operations as plans
from fenhao.engine.budget import CellKey, VersionState
from fenhao.engine.planning.studies import CuttableLine


def cuttable_lines(
    session: Session, version: int, *, by: int | None, at: datetime
) -> tuple[Version, tuple[CuttableLine, ...]] | None:
    """Return a version and its lines, with what is reserved and spent where it is in force; None when there is none.

    Of the version in force a line has what it was funded with by now, transfers included.
    """
    require(session, by, Right.see, at=at)
    found = plans.opened(session, version)
    if found is None:
        return None
    labels = [month for quarter in found.version.quarters for month in quarter.months]
    over = {each.label for each in months(session) if each.state is PeriodState.closed}
    standing = {}
    if found.version.state is VersionState.in_force:
        standing = {
            CellKey(each.key.period, each.key.tier, each.key.category): each
            for each in month_standing(session, labels, at=at)
        }
    lines = []
    for cell in found.sheet.cells:
        held = standing.get(cell.key)
        lines.append(
            CuttableLine(
                cell.key.month,
                cell.key.tier,
                cell.key.category,
                max(held.funded_minor, 0) if held else cell.amount_minor,
                held.reserved_minor + held.actual_minor if held else 0,
                cell.fixed,
                cell.is_reserve,
                closed=cell.key.month in over,
            )
        )
    return found.version, tuple(lines)


def known_versions(session: Session) -> tuple[Version, ...]:
    """Return the versions that can be looked at, those in force first, then the newest."""
    found = plans.versions(session, "1 = 1", ())
    return tuple(sorted(found, key=lambda each: (each.state is not VersionState.in_force, -each.id)))
