"""What ``fenhao transfer`` and ``fenhao draw`` tell in the same words."""

from typing import TYPE_CHECKING

from fenhao.interfaces.cli._asked import asked_facts, say_asked
from fenhao.interfaces.cli._books import Desk, say_json
from fenhao.interfaces.cli._frame import EXIT_CHECK_FAILED, Frame
from fenhao.kernel import grouped_text

if TYPE_CHECKING:  # rooms of the books open only once the site is set up
    from fenhao.books.moves import MoveAnswer


def say_moved(frame: Frame, desk: Desk, told: "MoveAnswer", *, as_json: bool) -> int:
    """Tell what became of a proposal; return the exit code."""
    done = told.move is not None
    if as_json:
        say_json(
            {
                "verdict": told.verdict.value,
                "move": told.move,
                "case": told.case,
                "most_minor": told.most_minor,
                "ping_pong": told.ping_pong,
                "detail": told.detail,
                "replayed": told.replayed,
                **asked_facts(desk, told.case),
            }
        )
        return 0 if done else EXIT_CHECK_FAILED
    most = grouped_text(told.most_minor, digits=desk.book.digits)
    frame.print(f"move_verdict.{told.verdict.value}", {"most": most}, style="green" if done else "yellow")
    if told.ping_pong:
        frame.print("cli.transfer.ping_pong")
    if told.case is not None:
        frame.print("cli.transfer.case", {"case": str(told.case)})
        say_asked(frame, desk, told.case)
    return 0 if done else EXIT_CHECK_FAILED
