"""A version that goes out as a sheet and comes back, and the list of edits by which it can be told again."""

from dataclasses import replace

import pytest

from fenhao.engine.budget import Selection, SetAmount, SetHeld, with_changes
from fenhao.kernel import Trouble
from tests.books.planning import TOTAL, Company, amounts, edited, prepared, to, token
from tests.books.stage import NOW, Stage


def test_an_unchanged_sheet_changes_nothing_and_an_edited_one_is_shown_before_it_is_applied(
    stage: Stage,
) -> None:
    from fenhao.books.plans import operations as plans

    company = Company.hired()
    version = prepared(company)
    out = plans.sheet_rows(by=company.finance, at=NOW, version=version)
    assert out is not None
    assert (out.token, out.control_total_minor) == (1, TOTAL)

    def applied(key: str, *, preview: bool = False, by: int = company.finance) -> tuple[str, int]:
        told = plans.apply_sheet(key=key, by=by, at=NOW, exported=sheet, preview=preview)
        return told.verdict.value, len(told.changes)

    sheet = out
    assert applied("same", preview=True) == applied("same") == ("unchanged", 0)
    more = tuple(
        replace(row, amount_minor=row.amount_minor + 50, held=True) if row.tier == "A" else row
        for row in out.rows
    )
    sheet = replace(out, rows=more)
    assert applied("total") == applied("total", preview=True) == ("control_total_differs", 0)
    sheet = replace(out, rows=more, control_total_minor=TOTAL + 100)
    assert applied("seen", preview=True) == ("saved", 2)
    assert token(version) == 1
    assert applied("foreign", by=company.server) == ("not_owner", 0)
    assert applied("done") == ("saved", 2)
    assert sum(amounts(version).values()) == TOTAL + 100
    assert applied("late") == ("stale", 0)
    again = plans.sheet_rows(by=company.finance, at=NOW, version=version)
    assert again is not None
    assert again.rows == more
    sheet = again
    assert applied("back") == ("unchanged", 0)
    with pytest.raises(Trouble, match="row_twice"):
        plans.apply_sheet(
            key="t", by=None, at=NOW, preview=True,
            exported=replace(again, rows=again.rows * 2, control_total_minor=2 * again.control_total_minor),
        )  # fmt: skip
    with pytest.raises(Trouble, match="row_unknown_month"):
        plans.apply_sheet(
            key="t", by=None, at=NOW, preview=True,
            exported=replace(again, rows=(replace(again.rows[0], month="2027-01"), *again.rows[1:])),
        )  # fmt: skip


def test_the_list_of_edits_tells_the_version_again_from_its_first_save(stage: Stage) -> None:
    from fenhao.books.database import Session, read
    from fenhao.books.plans import operations as plans
    from fenhao.books.plans._store import edit_at

    company = Company.hired()
    version = prepared(company)
    beginning = plans.plan(by=None, at=NOW, version=version)
    assert beginning is not None
    edited(version, to(2500, tier="A"))
    edited(version, SetHeld(Selection(month="2026-05"), held=True))
    edited(version, SetAmount(Selection(), 2600))
    plans.undo(key="u", by=None, at=NOW, version=version, token=token(version))

    def told(session: Session) -> int:
        """Replay every save; return how the total ends."""
        sheet = beginning.sheet
        for save in range(2, 6):
            sheet = with_changes(sheet, edit_at(session, version, save))
        assert {"/".join(cell.key): cell.amount_minor for cell in sheet.cells} == amounts(version)
        return sheet.total_minor

    assert read(told) == sum(amounts(version).values())
