"""Who approved a version of the budget, when and why, and whom its route still asks."""

from typing import TYPE_CHECKING

from fenhao.interfaces.names import word
from fenhao.interfaces.report._figure_tables import FigureColumn, FigureRow, FigureTable
from fenhao.interfaces.report._figures import NO_DATA
from fenhao.interfaces.report._sheet import Kind

if TYPE_CHECKING:
    from fenhao.interfaces.report._budget_document import BudgetTold


def signatures(told: "BudgetTold") -> FigureTable:
    """Return who approved, when and why, and whom the route still asks."""
    codes = ("role", "who", "what", "when", "why")
    columns = tuple(FigureColumn(code, told.say(code), Kind.text) for code in codes)
    title, rows = _approved(told)
    return FigureTable(
        "signatures",
        told.say("signatures"),
        title,
        "",
        columns,
        tuple(FigureRow(dict(zip(codes, row, strict=True)), {}) for row in rows),
        told.say("signatures_none"),
    )


def _approved(told: "BudgetTold") -> tuple[str, list[tuple[str, ...]]]:
    """Return the message about approvals, and a row a happening and a row a step that is still to come."""
    file, version = told.case, told.plan.version
    if file is None:
        return told.say("signatures_none"), []
    steps = file.case.steps
    names = [
        word("role", each.role.value, lang=told.lang) if each.role else each.department for each in steps
    ]
    rows = list[tuple[str, ...]]()
    agreed = 0
    for event in file.events:
        answered = event.what.value in {"allowed", "refused"}
        agreed = 0 if event.what.value == "restarted" else agreed + (event.what.value == "allowed")
        rows.append(
            (
                names[event.place] if answered and event.place < len(names) else told.say("asked"),
                told.people.get(event.by or 0, NO_DATA),
                word("case_event", event.what.value, lang=told.lang),
                f"{told.book.local(event.at):%Y-%m-%d %H:%M}",
                event.why,
            )
        )
    details = {"count": str(agreed), "steps": str(len(steps))}
    if version.in_force_at is not None:
        return told.say(
            "signatures_done", {"day": f"{told.book.local(version.in_force_at):%Y-%m-%d}", **details}
        ), rows
    now = file.case.step
    if now is None:
        return told.say("signatures_approved" if agreed == len(steps) else "signatures_open", details), rows
    for place, name in enumerate(names[file.case.place :]):
        rows.append((name, "", told.say("later" if place else "waits"), "", ""))
    return told.say("signatures_open", details), rows
