"""``fenhao undo``: withdraw one load."""

import click

from fenhao.interfaces.cli._frame import Frame
from fenhao.runs.loading import undo_load


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""

    @click.command("undo", help=frame.word("cli.undo.help"))
    @click.argument("batch")
    def undo(batch: str) -> int:
        done = undo_load(book=frame.book(), batch_id=batch, at=frame.now())
        frame.print(
            "cli.undo.done",
            {
                "batch": done.batch_id,
                "rows": f"{done.rows:,}",
                "file": done.file_name,
                "count": str(done.rows),
            },
        )
        return 0

    return undo
