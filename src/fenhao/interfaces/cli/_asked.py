"""What every submission tells at its end: who is asked now, or that nobody could answer yet and what to do."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from fenhao.interfaces.cli._books import Desk
from fenhao.interfaces.cli._frame import Frame

if TYPE_CHECKING:  # rooms of the books open only once the site is set up
    from fenhao.books.approvals import Step


def step_text(frame: Frame, step: "Step | None") -> str:
    """Return a step as people read it."""
    if step is None:
        return "–"
    if step.role is None:
        return frame.word("cli.approvals.head_of", {"department": step.department})
    return frame.word(f"role.{step.role.value}")


def say_asked(frame: Frame, desk: Desk, case: int | None) -> None:
    """Tell whom a case just opened asks."""
    from fenhao.books.inbox import operations as inbox

    now = inbox.asked_now(case=case, at=desk.at) if case else None
    if now is None:
        return
    details = {"step": step_text(frame, now.step), "people": ", ".join(now.people)}
    if now.people:
        frame.print("approvals.asked_now", details)
    else:
        frame.print("approvals.nobody_answers", details, style="yellow")


def say_asked_once_each(frame: Frame, desk: Desk, cases: Iterable[int]) -> None:
    """Tell whom several cases just opened ask, the same people once."""
    from fenhao.books.inbox import operations as inbox

    told = {str(inbox.asked_now(case=case, at=desk.at)): case for case in reversed(list(cases))}
    for case in reversed(told.values()):
        say_asked(frame, desk, case)


def asked_facts(desk: Desk, case: int | None) -> dict[str, object]:
    """Return the same for a machine: the step that is asked, and the user names of who may answer it."""
    from fenhao.books.inbox import operations as inbox

    now = inbox.asked_now(case=case, at=desk.at) if case else None
    if now is None:
        return {"step": None, "may_answer": []}
    step = now.step.role.value if now.step.role else now.step.department
    return {"step": step, "may_answer": list(now.people)}
